/* The batch kernel for floats, compiled for AVX2 (see the Makefile). */
#include "math/variant.h"

#ifdef ASL_BUILDS_X86
#define LANE_BITS 32
#define LANES     8
#define KERNEL    asl_kernel_f32_avx2
#include "loss/kernel_lanes.h"
#endif
