/* A mean and how far it can be trusted. */
#ifndef ASL_MATH_INTERVAL_H
#define ASL_MATH_INTERVAL_H

#include <stddef.h>

typedef struct asl_interval {
    size_t n; /* values that count: NaN ones do not */
    double mean, low, high;
} asl_interval;

/* Mean of x [n] with its 95 % confidence interval by Student's t. low and high are NaN for fewer than two values, all
 * three for none. Values that are all equal have an interval of width 0. Cannot fail. */
asl_interval asl_interval_of(size_t n, const double *x);

#endif
