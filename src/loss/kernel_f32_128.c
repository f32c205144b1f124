/* The batch kernel for floats with vectors of 128 bits, which every x86-64 and arm64 CPU has: variants sse2 and
 * neon. */
#include "math/variant.h"

#ifdef ASL_BUILDS_128
#define LANE_BITS 32
#define LANES     4
#define KERNEL    asl_kernel_f32_128
#include "loss/kernel_lanes.h"
#endif
