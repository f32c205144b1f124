#include "loss/loss_terms.h"

enum { EPSILON };

/* -(log p + q) + (1 + e) q; and 1 + e p = q + (1 + e) p. Neither cancels for e >= -1. */
static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double e = loss->theta[EPSILON], p = x->p, q = x->q;
    return (asl_loss_value){-asl_log_rest(x, 1) + (1 + e) * q, -q * (q + (1 + e) * p),
                            p * q * (q * (1 - e) + p * (1 + e))};
}

const asl_family asl_family_poly1 = {
    .name = "poly1",
    .title = "Poly-1 loss",
    .formula_pos = "-log p + epsilon q",
    .formula_neg = "-log q + epsilon p",
    .source = "arXiv 2204.12511",
    .params = {{"epsilon", -1, 10, 1, "added to the first coefficient of cross-entropy's polynomial", ASL_BOTH_SIDES}},
    .margin = -1,
    .pos = pos,
    .neg = asl_mirrored_pos,
};
