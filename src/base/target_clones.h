/* ASL_TARGET_CLONES before a function compiles it for AVX-512, AVX2 and the baseline; the program chooses at run time. Use it
 * only for loops over elements in which each operation is rounded separately (no contraction, no reordering), so that
 * all variants give the same bits. */
#ifndef ASL_BASE_TARGET_CLONES_H
#define ASL_BASE_TARGET_CLONES_H

#include <stdint.h> /* defines __GLIBC__; the choice at run time needs its dynamic linker, which musl's is not */

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) &&                           \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ASL_TARGET_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ASL_TARGET_CLONES
#endif

#endif
