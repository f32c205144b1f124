#include "math/sigmoid_point.h"

#include <math.h>

#include "math/elementary.h"

asl_sigmoid_point asl_sigmoid_of_logit(double z)
{
    double e = asl_exp(-fabs(z)); /* in [0, 1] */
    double large = 1 / (1 + e), small = e / (1 + e);
    double log_large = -asl_log1p(e), log_small = -(fabs(z) + asl_log1p(e));
    if (z >= 0) return (asl_sigmoid_point){z, large, small, log_large, log_small, false};
    return (asl_sigmoid_point){z, small, large, log_small, log_large, false};
}

/* The point at the logit t + lo, with |lo| below half an ulp of t. */
static asl_sigmoid_point near_logit(double t, double lo)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(t);
    if (!isfinite(lo)) return x;
    double p = x.p, q = x.q;
    x.log_p += lo * q;
    x.log_q -= lo * p;
    x.p += lo * p * q;
    x.q -= lo * p * q;
    return x;
}

/* Rounding error of sum = a + b (Knuth's two-sum). */
static double sum_rounding(double a, double b, double sum)
{
    double back = sum - a;
    return (a - (sum - back)) + (b - back);
}

/* Correction for the rounding of the logit of a probability as read. */
static double logit_rounding(const asl_sigmoid_point *x)
{
    if (!x->read || !isfinite(x->z)) return 0;
    asl_sigmoid_point rounded = asl_sigmoid_of_logit(x->z);
    return (x->z < 0 ? x->p - rounded.p : rounded.q - x->q) / (x->p * x->q);
}

asl_sigmoid_point asl_sigmoid_scaled(const asl_sigmoid_point *x, double k, double b)
{
    double d = x->z - b, t = k * d;
    return near_logit(t, fma(k, d, -t) + k * (sum_rounding(x->z, -b, d) + logit_rounding(x)));
}

asl_sigmoid_point asl_sigmoid_line(const asl_sigmoid_point *x, double k, double c)
{
    double product = k * x->z, t = product + c;
    return near_logit(t, fma(k, x->z, -product) + k * logit_rounding(x) + sum_rounding(product, c, t));
}

asl_sigmoid_point asl_sigmoid_of_prob(double p)
{
    double q = 1 - p;
    double log_p = asl_log(p), log_q = asl_log1p(-p);
    if (p > 0.5) log_p = asl_log1p(-q);
    double z = fabs(p - 0.5) < 0.25 ? asl_log1p((p - q) / q) : log_p - log_q;
    return (asl_sigmoid_point){z, p, q, log_p, log_q, true};
}
