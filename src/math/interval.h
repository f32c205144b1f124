/* A mean and its confidence interval. */
#ifndef ASL_MATH_INTERVAL_H
#define ASL_MATH_INTERVAL_H

#include <stddef.h>

typedef struct asl_interval {
    size_t n; /* number of values, without NaN */
    double mean, low, high;
} asl_interval;

/* Mean of x [n] and its 95 % confidence interval by Student's t. low and high are NaN for fewer than two values, all
 * three for none. Equal values have an interval of width 0. Cannot fail. */
asl_interval asl_interval_of(size_t n, const double *x);

#endif
