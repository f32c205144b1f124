/* The avx512 kernel in floats. Compiled for that machine alone: see the Makefile. */
#include "loss/kernel_variant.h"

#ifdef ASL_HAVE_X86_KERNELS
#include <immintrin.h>
#include <sleef.h>

#define REAL               float
#define MASK_BITS          __mmask16
#define COMPARE_LESS(a, b) _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ)
#define BLEND(m, a, b)     _mm512_mask_blend_ps(m, a, b)
#define NONZERO(b)                                                                                                     \
    _mm512_test_epi32_mask(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)&(b))), _mm512_set1_epi32(-1))
#define LANES         16
#define KERNEL        asl_kernel_f32_avx512
#define LABELS        "loss/kernel_labels_f32.h"
#define VEXP(x)       Sleef_expf16_u10avx512f(x)
#define VLOG(x)       Sleef_logf16_u10avx512f(x)
#define VLOG_ROUGH(x) Sleef_logf16_u35avx512f(x)

#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
