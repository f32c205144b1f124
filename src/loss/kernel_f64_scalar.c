/* The batch kernel for doubles, one label at a time: for CPUs without another one, and as the reference for the
 * others. */
#define LANE_BITS 64
#define LANES     1
#define KERNEL    asl_kernel_f64_scalar
#include "loss/kernel_lanes.h"
