#include "loss/loss_terms.h"

enum { GAMMA, BETA };

/* softplus(-t) / gamma, t = gamma z + beta */
static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double g = loss->theta[GAMMA];
    asl_sigmoid_point t = asl_sigmoid_line(x, g, loss->theta[BETA]);
    return (asl_loss_value){-t.log_p / g + 0.0, -t.q, g * t.p * t.q};
}

/* softplus(t) / gamma, t = gamma z - beta */
static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double g = loss->theta[GAMMA];
    asl_sigmoid_point t = asl_sigmoid_line(x, g, -loss->theta[BETA]);
    return (asl_loss_value){-t.log_q / g + 0.0, t.p, g * t.p * t.q};
}

static asl_scale scale(const asl_loss *loss, int label)
{
    double g = loss->theta[GAMMA], beta = loss->theta[BETA];
    return (asl_scale){(label != 0 ? -beta : beta) / g, ASL_PI / g};
}

const asl_family asl_family_fl_star = {
    .name = "fl_star",
    .title = "FL*, a simple variant of the focal loss",
    .formula_pos = "softplus(-(gamma z + beta)) / gamma",
    .formula_neg = "softplus(gamma z - beta) / gamma",
    .source = "arXiv 1708.02002, appendix A",
    .note = "gamma 1, beta 0 is cross-entropy",
    .params = {{"gamma", 0.01, 30, 1, "steepness of both sides", ASL_BOTH_SIDES},
               {"beta", -10, 10, 0, "shift of both sides, towards the correct label", ASL_BOTH_SIDES}},
    .margin = -1,
    .pos = pos,
    .neg = neg,
    .scale = scale,
};
