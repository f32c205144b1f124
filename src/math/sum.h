/* Compensated sum (Neumaier 1974): the error is about 1 ulp of the result plus n ulp^2 of the terms. */
#ifndef ASL_MATH_SUM_H
#define ASL_MATH_SUM_H

#include <math.h>

typedef struct asl_sum {
    double total, rest;
} asl_sum;

static inline void asl_sum_add(asl_sum *s, double x)
{
    double t = s->total + x;
    if (isfinite(t)) s->rest += fabs(s->total) >= fabs(x) ? (s->total - t) + x : (x - t) + s->total;
    s->total = t;
}

static inline double asl_sum_value(const asl_sum *s) { return s->total + s->rest; }

/* A mean over defined values: NaN is not counted; a mean over nothing is NaN. */
typedef struct asl_average {
    asl_sum sum;
    double n;
} asl_average;

static inline void asl_average_add(asl_average *a, double x)
{
    if (isnan(x)) return;
    asl_sum_add(&a->sum, x);
    a->n++;
}

static inline double asl_average_value(const asl_average *a)
{
    return a->n > 0 ? asl_sum_value(&a->sum) / a->n : (double)NAN;
}

#endif
