/* The sse2 kernel in doubles. Every x86-64 has sse2. */
#include "loss/kernel_variant.h"

#ifdef ASL_HAVE_X86_KERNELS
#include <sleef.h>

#define REAL       double
#define MASK       long long
#define LANES      2
#define KERNEL     asl_kernel_f64_sse2
#define LABELS     "loss/kernel_labels_f64.h"
#define VEXP(x)    Sleef_expd2_u10sse2(x)
#define VLOG(x)    Sleef_logd2_u10sse2(x)
#define VLOG1P(x)  Sleef_log1pd2_u10sse2(x)
#define VEXPM1(x)  Sleef_expm1d2_u10sse2(x)
#define VPOW(b, g) Sleef_powd2_u10sse2(b, g)

#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
