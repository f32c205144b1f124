/* The batch kernel in floats. One label at a time: the kernel of machines without another, and the one that the others must agree with. */
#define LANE_BITS 32
#define LANES     1
#define KERNEL    asl_kernel_f32_scalar
#include "loss/kernel_lanes.h"
