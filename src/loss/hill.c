#include "loss/loss_terms.h"

enum { LAMBDA, LOGIT_MARGIN, GAMMA };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_hill_pos(x, loss->theta[GAMMA], loss->theta[LOGIT_MARGIN]);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_hill_neg(x, loss->theta[LAMBDA]);
}

static asl_scale scale(const asl_loss *loss, int label)
{
    return (asl_scale){label != 0 ? loss->theta[LOGIT_MARGIN] : 0, ASL_PI};
}

const asl_family asl_family_hill = {
    .name = "hill",
    .title = "Hill loss",
    .formula_pos = "-(1 - s)^gamma log s, s = sigmoid(z - logit_margin)",
    .formula_neg = "(lambda - p) p^2",
    .source = "arXiv 2112.07368",
    .note = "the gradient of a negative is 0 at p = 2 lambda / 3 and, for lambda < 1.5, changes sign there",
    .params = {{"lambda", 1, 10, 1.5,
                "position of the hill's peak; larger values keep more gradient for hard negatives", ASL_NEG_SIDE},
               {"logit_margin", -10, 10, 1, "margin added to the logits of positives", ASL_POS_SIDE},
               {"gamma", 0, 30, 2, "focusing of positives", ASL_POS_SIDE}},
    .traits = ASL_NOT_MONOTONE,
    .margin = -1,
    .pos = pos,
    .neg = neg,
    .scale = scale,
};
