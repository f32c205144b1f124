/* Normal random numbers with AVX-512. */
#include "math/variant.h"

#ifdef ASL_BUILDS_X86
#define LANES     8
#define RUN_NAME  asl_normal_run_avx512
#define EACH_NAME asl_normal_each_avx512
#include "math/random_normal_lanes.h"
#endif
