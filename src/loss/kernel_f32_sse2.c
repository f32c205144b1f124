/* The sse2 kernel in floats. Every x86-64 has sse2. */
#include "loss/kernel_variant.h"

#ifdef ASL_HAVE_X86_KERNELS
#include <sleef.h>

#define REAL          float
#define MASK          int
#define LANES         4
#define KERNEL        asl_kernel_f32_sse2
#define LABELS        "loss/kernel_labels_f32.h"
#define VEXP(x)       Sleef_expf4_u10sse2(x)
#define VLOG(x)       Sleef_logf4_u10sse2(x)
#define VLOG_ROUGH(x) Sleef_logf4_u35sse2(x)

#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
