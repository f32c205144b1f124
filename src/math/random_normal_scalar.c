/* Normal random numbers one pair at a time. */
#define LANES     1
#define RUN_NAME  asl_normal_run_scalar
#define EACH_NAME asl_normal_each_scalar
#include "math/random_normal_lanes.h"
