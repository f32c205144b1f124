/* The avx512 kernel in doubles. Compiled for that machine alone: see the Makefile. */
#include "loss/kernel_variant.h"

#ifdef ASL_HAVE_X86_KERNELS
#include <sleef.h>

#define REAL       double
#define MASK       long long
#define LANES      8
#define KERNEL     asl_kernel_f64_avx512
#define VEXP(x)    Sleef_expd8_u10avx512f(x)
#define VLOG(x)    Sleef_logd8_u10avx512f(x)
#define VLOG1P(x)  Sleef_log1pd8_u10avx512f(x)
#define VEXPM1(x)  Sleef_expm1d8_u10avx512f(x)
#define VPOW(b, g) Sleef_powd8_u10avx512f(b, g)

#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
