/* The batch kernel in doubles. Vectors of 128 bits, which every x86-64 and every arm64 has: the variants sse2 and neon. */
#include "math/variant.h"

#ifdef ASL_BUILDS_128
#define LANE_BITS 64
#define LANES     2
#define KERNEL    asl_kernel_f64_128
#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
