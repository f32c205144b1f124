/* The batch kernel for doubles, compiled for AVX-512 (see the Makefile). */
#include "math/variant.h"

#ifdef ASL_BUILDS_X86
#define LANE_BITS 64
#define LANES     8
#define KERNEL    asl_kernel_f64_avx512
#include "loss/kernel_lanes.h"
#endif
