#include "loss/focusing.h"

#include <math.h>

#include "base/numbers.h"
#include "math/dd.h"
#include "math/elementary.h"

const double asl_no_margin[2] = {-ASL_INF, 0};

void asl_focusing_derive(double m, double *derived)
{
    asl_dd z0 = asl_dd_logit(m);
    derived[0] = z0.hi;
    derived[1] = z0.lo;
}

asl_shifted asl_shift(const asl_sigmoid_point *x, double m, const double *derived)
{
    double past = (x->z - derived[0]) - derived[1]; /* z - logit(m) */
    asl_shifted s = {.dropped = x->read ? x->p <= m : !(past > 0)};
    if (s.dropped || x->p == 0) return (asl_shifted){.dropped = true};
    if (m == 0) {
        s.u = x->p;
        s.log_v = x->log_q;
        s.q_v = 1;
        s.curve = 1;
    } else {
        double v = x->q + m;
        s.u = x->read ? x->p - m : (1 - m) * x->p * -asl_expm1(-past);
        s.u = fmax(s.u, 1e-300); /* at m = .5 a double z can be so close that u underflows */
        s.log_v = s.u < 0.5 ? asl_log1p(-s.u) : asl_log(v);
        s.q_v = x->q / v;
        s.curve = (x->q * x->q + m * (x->q - x->p)) / (v * v);
    }
    s.rate = -s.log_v / s.u;
    return s;
}

asl_loss_value asl_focusing_pos(const asl_sigmoid_point *x, double g)
{
    double weight = asl_pow(x->q, g), p_log_p = asl_mul_zero(x->p, x->log_p);
    /* hess = p q^g (-g (g p - q) log p + (2g + 1) q) */
    return (asl_loss_value){
        .value = asl_mul_zero(weight, -x->log_p) + 0.0,
        .grad = weight * (g * p_log_p - x->q) + 0.0,
        .hess = weight * (x->p * x->q * (2 * g + 1) - g * (g * x->p - x->q) * p_log_p) + 0.0,
    };
}

/* hess / (u^g p q) = curve + (g / u) (L (1 - 2p) + 2 p q / v + (g - 1) L p q / u) */
static double bend(const asl_sigmoid_point *x, const asl_shifted *s, double g)
{
    if (g == 0) return s->curve;
    double push = -s->log_v * (x->q - x->p) + 2 * x->p * s->q_v + (g - 1) * asl_mul_zero(x->p * x->q, s->rate);
    return s->curve + g * (push / s->u);
}

asl_loss_value asl_focusing_neg(const asl_sigmoid_point *x, double g, double m, const double *derived)
{
    asl_shifted s = asl_shift(x, m, derived);
    if (s.dropped) return (asl_loss_value){0};
    double weight = asl_pow(s.u, g);
    return (asl_loss_value){
        .value = weight * -s.log_v,
        .grad = weight * x->p * ((g == 0 ? 0 : g * asl_mul_zero(x->q, s.rate)) + s.q_v),
        .hess = weight * asl_mul_zero(x->p * x->q, bend(x, &s, g)),
    };
}

double asl_focusing_neg_hess_sign(const asl_sigmoid_point *x, double g, double m, const double *derived)
{
    asl_shifted s = asl_shift(x, m, derived);
    return s.dropped ? 0 : bend(x, &s, g);
}
