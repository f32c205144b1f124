#include "loss/focusing.h"
#include "loss/loss_terms.h"

enum { LAMBDA, E1, E2, E0, GAMMA_POS, GAMMA_NEG, MARGIN };

static void derive(const double *theta, double *derived) { asl_focusing_derive(theta[MARGIN], derived); }

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_apl_pos(x, loss->theta[E1], loss->theta[E2], loss->theta[GAMMA_POS]);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double lambda = loss->theta[LAMBDA], margin = loss->theta[MARGIN], pq = x->p * x->q;
    asl_shifted s = asl_shift(x, margin, loss->derived);
    asl_loss_value rise = {lambda - 1 + s.u, pq, pq * (x->q - x->p)};
    if (s.dropped) rise = (asl_loss_value){lambda - 1, 0, 0};
    asl_loss_value apl = asl_apl_neg(x, loss->theta[E0], loss->theta[GAMMA_NEG], margin, loss->derived);
    return asl_loss_value_product(asl_loss_value_product(asl_hill_neg(x, lambda), apl), rise);
}

static size_t kinks(const asl_loss *loss, int label, asl_kink *kink)
{
    double lambda = loss->theta[LAMBDA], e0 = loss->theta[E0], gamma = loss->theta[GAMMA_NEG],
           margin = loss->theta[MARGIN];
    if (label != 0 || margin == 0) return 0;
    asl_sigmoid_point edge = asl_sigmoid_of_prob(margin);
    asl_loss_value hill = asl_hill_neg(&edge, lambda);
    asl_series rise = asl_series_of_shift(margin);
    rise.c[0] = lambda - 1;
    asl_series above =
        asl_series_product(asl_apl_series(e0, gamma, margin), asl_series_product(asl_series_of_loss_value(hill), rise));
    kink[0] = asl_kink_of_series(loss->derived, gamma, above,
                                 asl_loss_value_scaled(hill, asl_apl_dropped(e0, gamma).value * (lambda - 1)));
    return 1;
}

const asl_family asl_family_ral = {
    .name = "ral",
    .title = "robust asymmetric loss",
    .formula_pos = "-(log p + e1 q + e2 / 2 q^2) q^gamma_pos",
    .formula_neg = "-(log(1 - u) + e0 (1 - u)) u^gamma_neg (lambda - p) p^2 (lambda - 1 + u), u = max(p - margin, 0)",
    .source = "arXiv 2308.05542",
    .params = {{"lambda", 1, 10, 1.5,
                "position of the hill's peak; larger values keep more gradient for hard negatives", ASL_NEG_SIDE},
               ASL_APL_PARAMS},
    .traits = ASL_SIGNED | ASL_NOT_MONOTONE,
    .margin = MARGIN,
    .derive = derive,
    .pos = pos,
    .neg = neg,
    .kinks = kinks,
};
