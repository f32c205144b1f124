/* The avx512 kernel in doubles. Compiled for that machine alone: see the Makefile. */
#include "loss/kernel_variant.h"

#ifdef ASL_HAVE_X86_KERNELS
#include <immintrin.h>
#include <sleef.h>

#define REAL               double
#define MASK_BITS          __mmask8
#define COMPARE_LESS(a, b) _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ)
#define BLEND(m, a, b)     _mm512_mask_blend_pd(m, a, b)
#define NONZERO(b)                                                                                                     \
    _mm512_test_epi64_mask(_mm512_cvtepi8_epi64(_mm_loadl_epi64((const __m128i *)&(b))), _mm512_set1_epi64(-1))
#define LANES      8
#define KERNEL     asl_kernel_f64_avx512
#define LABELS     "loss/kernel_labels_f64.h"
#define VEXP(x)    Sleef_expd8_u10avx512f(x)
#define VLOG(x)    Sleef_logd8_u10avx512f(x)
#define VLOG1P(x)  Sleef_log1pd8_u10avx512f(x)
#define VEXPM1(x)  Sleef_expm1d8_u10avx512f(x)
#define VPOW(b, g) Sleef_powd8_u10avx512f(b, g)

#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
