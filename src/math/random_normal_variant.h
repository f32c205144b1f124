/* The variants of random_normal.c. */
#ifndef ASL_MATH_RANDOM_NORMAL_VARIANT_H
#define ASL_MATH_RANDOM_NORMAL_VARIANT_H

#include "math/random_normal.h"

/* Pairs index .. index + n - 1: first [n] and second [n]. n is at most ASL_NORMAL_BLOCK. */
enum { ASL_NORMAL_BLOCK = 64 };
typedef void asl_normal_run_fn(asl_random_key key, uint64_t index, size_t n, double *first, double *second);
asl_normal_run_fn asl_normal_run_avx512, asl_normal_run_avx2, asl_normal_run_128, asl_normal_run_scalar;

/* The first number of each pair index[i]. */
typedef void asl_normal_each_fn(asl_random_key key, size_t n, const uint64_t *index, double *first);
asl_normal_each_fn asl_normal_each_avx512, asl_normal_each_avx2, asl_normal_each_128, asl_normal_each_scalar;

#endif
