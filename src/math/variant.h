/* The instruction set of the vector code, chosen at run time. All variants give the same bits. Call asl_variant_check
 * before a computation that uses vector code.
 *
 * The best variant that the CPU can run is used. The environment variable ASLAB_KERNEL forces one by its name; if it
 * is empty, it has no effect. */
#ifndef ASL_MATH_VARIANT_H
#define ASL_MATH_VARIANT_H

#include <stdbool.h>

#include "base/status.h"

/* The best first. The names are the same on every machine. */
enum asl_variant { ASL_AVX512, ASL_AVX2, ASL_SSE2, ASL_NEON, ASL_SCALAR, ASL_VARIANTS };

/* The variants f_avx512, f_avx2, f_128 (vectors of 128 bits: sse2 or neon) and f_scalar of a function as an array by
 * enum asl_variant, with NULL for those that the compiler does not build. */
#if defined(__x86_64__)
#define ASL_BUILDS_X86 1
#define ASL_BUILDS_128 1
#define ASL_VARIANT_TABLE(f)                                                                                           \
    {                                                                                                                  \
        f##_avx512, f##_avx2, f##_128, NULL, f##_scalar                                                                \
    }
#elif defined(__aarch64__)
#define ASL_BUILDS_128 1
#define ASL_VARIANT_TABLE(f)                                                                                           \
    {                                                                                                                  \
        NULL, NULL, NULL, f##_128, f##_scalar                                                                          \
    }
#else
#define ASL_VARIANT_TABLE(f)                                                                                           \
    {                                                                                                                  \
        NULL, NULL, NULL, NULL, f##_scalar                                                                             \
    }
#endif

/* Do this CPU and the target architecture of the program support it? */
bool asl_variant_supported(enum asl_variant v);

/* ASL_BAD if ASLAB_KERNEL is not one of the names, or names a variant that this CPU cannot run. */
int asl_variant_check(asl_error *err);

/* The variant in use. It is determined at each call, with a getenv and a few comparisons. If asl_variant_check fails,
 * the best variant is used. */
enum asl_variant asl_variant_chosen(void);

/* "avx512", "avx2", "sse2", "neon" or "scalar". */
const char *asl_variant_name(enum asl_variant v);

#endif
