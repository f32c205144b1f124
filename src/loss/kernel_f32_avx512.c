/* The avx512 kernel in floats. Compiled for that machine alone: see the Makefile. */
#include "loss/kernel_variant.h"

#ifdef ASL_HAVE_X86_KERNELS
#include <sleef.h>

#define REAL       float
#define MASK       int
#define LANES      16
#define KERNEL     asl_kernel_f32_avx512
#define VEXP(x)    Sleef_expf16_u10avx512f(x)
#define VLOG(x)    Sleef_logf16_u10avx512f(x)
#define VLOG1P(x)  Sleef_log1pf16_u10avx512f(x)
#define VEXPM1(x)  Sleef_expm1f16_u10avx512f(x)
#define VPOW(b, g) Sleef_expf16_u10avx512f((g)*Sleef_logf16_u10avx512f(b))

#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
