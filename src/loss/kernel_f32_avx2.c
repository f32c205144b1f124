/* The batch kernel in floats. Compiled for AVX2 alone: see the Makefile. */
#include "loss/kernel_variant.h"

#ifdef ASL_HAVE_X86_KERNELS
#define LANE_BITS 32
#define LANES     8
#define KERNEL    asl_kernel_f32_avx2
#include "loss/kernel_lanes.h"
#else
typedef int asl_nothing_here; /* a file must declare something */
#endif
