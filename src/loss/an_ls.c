#include "loss/loss_terms.h"

enum { SMOOTHING };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double e = loss->theta[SMOOTHING];
    return (asl_loss_value){-(1 - e) * x->log_p + asl_mul_zero(e, -x->log_q), e - x->q, x->p * x->q};
}

const asl_family asl_family_an_ls = {
    .name = "an_ls",
    .title = "assume negative, with label smoothing",
    .formula_pos = "-(1 - smoothing) log p - smoothing log q",
    .formula_neg = "-(1 - smoothing) log q - smoothing log p",
    .source = "arXiv 2106.09708",
    .params = {{"smoothing", 0, 0.5, 0.1, "fraction of each label that counts as the opposite label", ASL_BOTH_SIDES}},
    .traits = ASL_NOT_MONOTONE,
    .margin = -1,
    .pos = pos,
    .neg = asl_mirrored_pos,
};
