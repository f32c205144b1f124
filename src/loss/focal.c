#include "loss/focusing.h"

#include <math.h>

enum { GAMMA };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_pos(x, loss->theta[GAMMA]);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_neg(x, loss->theta[GAMMA], 0, asl_no_margin);
}

static double neg_hess_sign(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_neg_hess_sign(x, loss->theta[GAMMA], 0, asl_no_margin);
}

static asl_focus focus(const asl_loss *loss)
{
    return (asl_focus){.gamma_pos = loss->theta[GAMMA], .gamma_neg = loss->theta[GAMMA]};
}

const asl_family asl_family_focal = {
    .name = "focal",
    .title = "focal loss, without alpha",
    .formula_pos = "-q^gamma log p",
    .formula_neg = "-p^gamma log q",
    .source = "arXiv 1708.02002; equation 3 of arXiv 2009.14119",
    .params = {{"gamma", 0, 30, 2, "focusing of positives and negatives", ASL_BOTH_SIDES}},
    .margin = -1,
    .pos = pos,
    .neg = neg,
    .neg_hess_sign = neg_hess_sign,
    .focus = focus,
};
