/* The batch kernel for floats, compiled for AVX-512 (see the Makefile). */
#include "math/variant.h"

#ifdef ASL_BUILDS_X86
#define LANE_BITS 32
#define LANES     16
#define KERNEL    asl_kernel_f32_avx512
#include "loss/kernel_lanes.h"
#endif
