#include "loss/loss_terms.h"

enum { ALPHA };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    (void)loss;
    return asl_log_pos(x);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double a = loss->theta[ALPHA], p = x->p, q = x->q;
    return (asl_loss_value){a * (asl_mul_zero(p, x->log_p) + asl_mul_zero(q, x->log_q)) + 0.0,
                            a * asl_mul_zero(p * q, x->z) + 0.0, a * asl_mul_zero(p * q, 1 + x->z * (q - p)) + 0.0};
}

const asl_family asl_family_em = {
    .name = "em",
    .title = "entropy maximisation",
    .formula_pos = "-log p",
    .formula_neg = "alpha (p log p + q log q)",
    .source = "arXiv 2203.16219",
    .note = "a label given 0 counts as unknown: the gradient moves it towards p = 1/2, from below as well, and its "
            "loss is at most 0",
    .params = {{"alpha", 0, 1, 0.1, "weight of the entropy of labels given 0", ASL_NEG_SIDE}},
    .traits = ASL_SIGNED | ASL_NOT_MONOTONE,
    .margin = -1,
    .pos = pos,
    .neg = neg,
};
