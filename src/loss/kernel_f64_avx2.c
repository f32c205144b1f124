/* The batch kernel for doubles, compiled for AVX2 (see the Makefile). */
#include "math/variant.h"

#ifdef ASL_BUILDS_X86
#define LANE_BITS 64
#define LANES     4
#define KERNEL    asl_kernel_f64_avx2
#include "loss/kernel_lanes.h"
#endif
