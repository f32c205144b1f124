#include "loss/loss_terms.h"

#include <math.h>

#include "loss/focusing.h"
#include "math/elementary.h"

asl_loss_value asl_mirrored_pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    asl_sigmoid_point other = {-x->z, x->q, x->p, x->log_q, x->log_p, x->read};
    asl_loss_value t = loss->family->pos(loss, &other);
    return (asl_loss_value){t.value, -t.grad, t.hess};
}

double asl_log_rest(const asl_sigmoid_point *x, int n)
{
    if (x->q > 0.5) return x->log_p + x->q + (n > 1 ? x->q * x->q / 2 : 0);
    double sum = 0, power = n > 1 ? x->q * x->q : x->q;
    for (int k = n + 1; k < 64 && power > 0; k++) {
        power *= x->q;
        double term = power / k;
        sum -= term;
        if (term < 1e-17 * -sum) break;
    }
    return sum;
}

asl_loss_value asl_hill_pos(const asl_sigmoid_point *x, double gamma, double logit_margin)
{
    asl_sigmoid_point shifted = asl_sigmoid_scaled(x, 1, logit_margin);
    return asl_focusing_pos(&shifted, gamma);
}

/* grad = p^2 q (2 lambda - 3 p); lambda - p = (lambda - 1) + q */
asl_loss_value asl_hill_neg(const asl_sigmoid_point *x, double lambda)
{
    double p = x->p, q = x->q, steep = 2 * lambda - 3 + 3 * q;
    return (asl_loss_value){(lambda - 1 + q) * p * p, p * p * q * steep,
                            p * p * q * ((steep - 3 * p) * q + steep * (q - p))};
}

/* With A = log p + e1 q + e2 / 2 q^2 and B = gamma p A - A': value = -q^gamma A, grad = q^gamma B,
 * hess = q^gamma (B' - gamma p B). */
asl_loss_value asl_apl_pos(const asl_sigmoid_point *x, double e1, double e2, double gamma)
{
    double p = x->p, q = x->q, weight = asl_pow(q, gamma), pq = p * q;
    double a = asl_log_rest(x, 2) + (e1 - 1) * q + (e2 - 1) / 2 * q * q;
    double steep = (1 - e1) + e1 * q - e2 * pq; /* A' = q steep */
    double a1 = q * steep, a2 = -pq * steep + q * (-e1 * pq - e2 * pq * (q - p));
    double pa = asl_mul_zero(p, a), b = gamma * pa - a1;
    double b1 = gamma * (q * pa + p * a1) - a2;
    return (asl_loss_value){asl_mul_zero(weight, -a) + 0.0, weight * b + 0.0, weight * (b1 - gamma * p * b) + 0.0};
}

/* -e0 v u^gamma = -e0 (u^gamma - u^(gamma + 1)), above the margin */
static asl_loss_value linear_part(const asl_sigmoid_point *x, double e0, double gamma, double u, double v)
{
    double pq = x->p * x->q, weight = asl_pow(u, gamma), toward = gamma * pq / u; /* (u^gamma)' = weight toward */
    double bend = gamma * (gamma - 1) * (pq / u) * (pq / u) + toward * (x->q - x->p);
    asl_loss_value power = {weight, weight * toward, weight * bend}, rest = {v, -pq, -pq * (x->q - x->p)};
    return asl_loss_value_scaled(asl_loss_value_product(power, rest), -e0);
}

/* gamma = 0: value = -log v - e0 v, grad = p q (1 / v + e0). With w = u / v = 1 / v - 1, grad = p q ((1 + e0) + w) and
 * hess = p q ((1 + e0) (q - p) + (p q / v + u (q - p)) / v); the plain forms would cancel at e0 = -1. */
static asl_loss_value unfocused(const asl_sigmoid_point *x, const asl_shifted *s, double e0, double v)
{
    double p = x->p, q = x->q, tilt = q - p, w = p * s->q_v * s->u; /* p q w */
    return (asl_loss_value){-s->log_v - e0 * v, p * q * (1 + e0) + w,
                            p * q * (1 + e0) * tilt + p * s->q_v * (p * s->q_v + s->u * tilt)};
}

/* Margin 0 for p -> 0: -e0 p^gamma; p = e^z underflows before p^gamma does. */
static asl_loss_value far_out(const asl_sigmoid_point *x, double e0, double gamma)
{
    double weight = gamma == 0 ? 1 : asl_exp(gamma * x->z), slope = asl_mul_zero(weight, -e0 * gamma);
    return (asl_loss_value){-e0 * weight + 0.0, slope, gamma * slope};
}

asl_loss_value asl_apl_dropped(double e0, double gamma) { return (asl_loss_value){gamma == 0 ? 0.0 - e0 : 0, 0, 0}; }

asl_loss_value asl_apl_neg(const asl_sigmoid_point *x, double e0, double gamma, double margin, const double *derived)
{
    if (e0 == 0) return asl_focusing_neg(x, gamma, margin, derived);
    if (margin == 0 && x->z < -700) return far_out(x, e0, gamma);
    asl_shifted s = asl_shift(x, margin, derived);
    if (s.dropped) return asl_apl_dropped(e0, gamma);
    double v = x->q + margin;
    if (gamma == 0) return unfocused(x, &s, e0, v);
    asl_loss_value log_part = asl_focusing_neg(x, gamma, margin, derived), more = linear_part(x, e0, gamma, s.u, v);
    return (asl_loss_value){log_part.value + more.value, log_part.grad + more.grad, log_part.hess + more.hess};
}

/* -log(1 - u) - e0 (1 - u) */
asl_series asl_apl_series(double e0, double gamma, double margin)
{
    asl_series u = asl_series_of_shift(margin), rest = asl_series_of_log(margin);
    for (int k = 0; k < 3; k++) rest.c[k] += e0 * u.c[k];
    rest.c[0] = -e0;
    return asl_series_product(asl_series_of_weight(margin, gamma), rest);
}
