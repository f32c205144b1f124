/* The batch kernel for floats, one label at a time: for CPUs without another one, and as the reference for the
 * others. */
#define LANE_BITS 32
#define LANES     1
#define KERNEL    asl_kernel_f32_scalar
#include "loss/kernel_lanes.h"
