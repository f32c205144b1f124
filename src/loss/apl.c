#include "loss/focusing.h"
#include "loss/loss_terms.h"

enum { E1, E2, E0, GAMMA_POS, GAMMA_NEG, MARGIN };

static void derive(const double *theta, double *derived) { asl_focusing_derive(theta[MARGIN], derived); }

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_apl_pos(x, loss->theta[E1], loss->theta[E2], loss->theta[GAMMA_POS]);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_apl_neg(x, loss->theta[E0], loss->theta[GAMMA_NEG], loss->theta[MARGIN], loss->derived);
}

static size_t kinks(const asl_loss *loss, int label, asl_kink *kink)
{
    double e0 = loss->theta[E0], gamma = loss->theta[GAMMA_NEG], margin = loss->theta[MARGIN];
    if (label != 0 || margin == 0) return 0;
    kink[0] = asl_kink_of_series(loss->derived, gamma, asl_apl_series(e0, gamma, margin), asl_apl_dropped(e0, gamma));
    return 1;
}

const asl_family asl_family_apl = {
    .name = "apl",
    .title = "asymmetric polynomial loss",
    .formula_pos = "-(log p + e1 q + e2 / 2 q^2) q^gamma_pos",
    .formula_neg = "-(log(1 - u) + e0 (1 - u)) u^gamma_neg, u = max(p - margin, 0)",
    .source = "arXiv 2304.05361",
    .params = {ASL_APL_PARAMS},
    .traits = ASL_SIGNED | ASL_NOT_MONOTONE,
    .margin = MARGIN,
    .derive = derive,
    .pos = pos,
    .neg = neg,
    .kinks = kinks,
};
