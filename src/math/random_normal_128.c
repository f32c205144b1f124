/* Normal random numbers in vectors of 128 bits. */
#include "math/variant.h"

#ifdef ASL_BUILDS_128
#define LANES     2
#define RUN_NAME  asl_normal_run_128
#define EACH_NAME asl_normal_each_128
#include "math/random_normal_lanes.h"
#endif
