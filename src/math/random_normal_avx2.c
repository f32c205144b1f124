/* Normal random numbers with AVX2. */
#include "math/variant.h"

#ifdef ASL_BUILDS_X86
#define LANES     4
#define RUN_NAME  asl_normal_run_avx2
#define EACH_NAME asl_normal_each_avx2
#include "math/random_normal_lanes.h"
#endif
