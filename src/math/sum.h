/* A sum that keeps what rounding drops (Neumaier 1974): error about 1 ulp of the result plus n ulp^2 of the terms. */
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

#endif
