#include "loss/focusing.h"
#include "loss/loss_terms.h"

enum { ALPHA, GAMMA };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double alpha = loss->theta[ALPHA];
    return alpha == 0 ? (asl_loss_value){0} : asl_loss_value_scaled(asl_focusing_pos(x, loss->theta[GAMMA]), alpha);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double alpha = loss->theta[ALPHA];
    return alpha == 1 ? (asl_loss_value){0}
                      : asl_loss_value_scaled(asl_focusing_neg(x, loss->theta[GAMMA], 0, asl_no_margin), 1 - alpha);
}

const asl_family asl_family_focal_alpha = {
    .name = "focal_alpha",
    .title = "focal loss with static class weight alpha",
    .formula_pos = "-alpha q^gamma log p",
    .formula_neg = "-(1 - alpha) p^gamma log q",
    .source = "arXiv 1708.02002",
    .params = {{"alpha", 0, 1, 0.25, "weight of positives; negatives have 1 - alpha", ASL_BOTH_SIDES},
               {"gamma", 0, 30, 2, "focusing of positives and negatives", ASL_BOTH_SIDES}},
    .margin = -1,
    .pos = pos,
    .neg = neg,
};
