#include "loss/kink.h"

#include <math.h>

#include "base/numbers.h"
#include "math/elementary.h"

enum { TERMS = 3 };

asl_series asl_series_product(asl_series a, asl_series b)
{
    return (asl_series){
        a.scale * b.scale,
        {a.c[0] * b.c[0], a.c[0] * b.c[1] + a.c[1] * b.c[0], a.c[0] * b.c[2] + a.c[1] * b.c[1] + a.c[2] * b.c[0]}};
}

asl_series asl_series_of_loss_value(asl_loss_value j) { return (asl_series){1, {j.value, j.grad, j.hess / 2}}; }

asl_series asl_series_of_shift(double m)
{
    double pq = m * (1 - m);
    return (asl_series){1, {0, pq, pq * (1 - 2 * m) / 2}};
}

/* u = pq t (1 + b1 t + b2 t^2 + ...), to the power gamma */
asl_series asl_series_of_weight(double m, double gamma)
{
    double pq = m * (1 - m), b1 = (1 - 2 * m) / 2, b2 = (1 - 6 * pq) / 6;
    return (asl_series){asl_pow(pq, gamma), {1, gamma * b1, gamma * (b2 + (gamma - 1) / 2 * b1 * b1)}};
}

/* u + u^2 / 2 + ... */
asl_series asl_series_of_log(double m)
{
    asl_series u = asl_series_of_shift(m);
    return (asl_series){1, {0, u.c[1], u.c[2] + u.c[1] * u.c[1] / 2}};
}

/* The factor that `order` differentiations of t^exponent produce. */
static double falling(double exponent, int order)
{
    double factor = 1;
    for (int i = 0; i < order; i++) factor *= exponent - i;
    return factor;
}

/* Index of the first term that survives differentiation; TERMS if there is none. */
static int leading_term(asl_series s, double power, int order)
{
    int k = 0;
    while (k < TERMS && (s.c[k] == 0 || falling(power + k, order) == 0)) k++;
    return k;
}

double asl_series_limit(asl_series s, double power, int order)
{
    int k = leading_term(s, power, order);
    if (k == TERMS || power + k > order) return 0;
    double factor = falling(power + k, order) * s.c[k];
    return power + k < order ? copysign(ASL_INF, factor) : s.scale * factor;
}

asl_kink asl_kink_of_series(const double *edge, double power, asl_series s, asl_loss_value below)
{
    return (asl_kink){
        .z = edge[0],
        .z_lo = edge[1],
        .power = power + leading_term(s, power, 1) - 1,
        .below = below,
        .above = {asl_series_limit(s, power, 0), asl_series_limit(s, power, 1), asl_series_limit(s, power, 2)}};
}

asl_kink asl_margin_kink(const double *edge, double m, double gamma)
{
    asl_series s = asl_series_product(asl_series_of_weight(m, gamma), asl_series_of_log(m));
    return asl_kink_of_series(edge, gamma, s, (asl_loss_value){0});
}

/* The gradient is u^gamma p q / v; at v = 1, p q / v has the slope p q (q^2 + m (q - p)). */
asl_kink asl_margin_kink_detached(const double *edge, double m, double gamma)
{
    double q = 1 - m, pq = m * q;
    asl_series rest = {1, {pq, pq * (q * q + m * (q - m)), 0}};
    asl_series grad = asl_series_product(asl_series_of_weight(m, gamma), rest);
    asl_kink kink = asl_margin_kink(edge, m, gamma);
    kink.power = gamma;
    kink.above.grad = asl_series_limit(grad, gamma, 0);
    kink.above.hess = asl_series_limit(grad, gamma, 1);
    return kink;
}
