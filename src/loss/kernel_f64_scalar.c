/* The batch kernel in doubles. One label at a time: the kernel of machines without another, and the one that the others must agree with. */
#define LANE_BITS 64
#define LANES     1
#define KERNEL    asl_kernel_f64_scalar
#include "loss/kernel_lanes.h"
