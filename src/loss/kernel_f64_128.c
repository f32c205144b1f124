/* The batch kernel for doubles with vectors of 128 bits, which every x86-64 and arm64 CPU has: variants sse2 and
 * neon. */
#include "math/variant.h"

#ifdef ASL_BUILDS_128
#define LANE_BITS 64
#define LANES     2
#define KERNEL    asl_kernel_f64_128
#include "loss/kernel_lanes.h"
#endif
