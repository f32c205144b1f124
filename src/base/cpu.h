/* Which instruction set vectorised code uses. Loss kernels and matrix products have a variant for each.
 *
 * The best one that the CPU has is chosen at run time. The environment variable ASLAB_KERNEL forces one by its name; if it
 * is set but empty, it forces nothing. Call asl_cpu_check before a computation that uses such code. */
#ifndef ASL_BASE_CPU_H
#define ASL_BASE_CPU_H

#include <stdbool.h>

#include "base/status.h"

/* The best first. Names are the same on every machine: avx512, avx2 (with FMA), sse2, neon, scalar. */
typedef enum asl_cpu { ASL_CPU_AVX512, ASL_CPU_AVX2, ASL_CPU_SSE2, ASL_CPU_NEON, ASL_CPU_SCALAR, ASL_CPUS } asl_cpu;

const char *asl_cpu_name(asl_cpu cpu);

/* Whether this CPU, and the architecture that the program was compiled for, have it. */
bool asl_cpu_has(asl_cpu cpu);

/* The one in use: that of ASLAB_KERNEL if it can be used, else the best. Read anew in each call, which costs a getenv
 * and a few comparisons. */
asl_cpu asl_cpu_chosen(void);

/* ASL_BAD if ASLAB_KERNEL is not one of the names, or names an instruction set that this CPU does not have. */
int asl_cpu_check(asl_error *err);

#endif
