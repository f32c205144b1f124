#include "loss/loss_terms.h"
#include "math/elementary.h"

#include <math.h>

enum { Q0 };

/* p^a as e^(a z), plus the rounding error of a z: below z = -700 p equals e^z and underflows before p^a does. */
static double power_of_p(const asl_sigmoid_point *x, double a)
{
    if (!(x->z < -700)) return asl_pow(x->p, a);
    double t = a * x->z, e = asl_exp(t);
    return e > 0 ? e + e * fma(a, x->z, -t) : 0;
}

/* grad = -p^a q, hess = p^a q (p - a q) */
static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double a = loss->theta[Q0], power = power_of_p(x, a);
    return (asl_loss_value){-asl_expm1(a * x->log_p) / a + 0.0, -power * x->q, power * x->q * (x->p - a * x->q)};
}

const asl_family asl_family_gce = {
    .name = "gce",
    .title = "generalised cross-entropy for two classes",
    .formula_pos = "(1 - p^q0) / q0",
    .formula_neg = "(1 - q^q0) / q0",
    .source = "arXiv 1805.07836",
    .note = "cross-entropy for q0 -> 0, mean absolute error for q0 = 1; bounded, so the gradient of the hardest labels "
            "vanishes",
    .params = {{"q0", 0.001, 1, 0.7, "interpolates between cross-entropy (0) and absolute error (1)", ASL_BOTH_SIDES}},
    .margin = -1,
    .pos = pos,
    .neg = asl_mirrored_pos,
};
