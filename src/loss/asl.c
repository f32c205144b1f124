#include "loss/focusing.h"
#include "loss/kink.h"

enum { GAMMA_POS, GAMMA_NEG, MARGIN };

static void derive(const double *theta, double *derived) { asl_focusing_derive(theta[MARGIN], derived); }

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_pos(x, loss->theta[GAMMA_POS]);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_neg(x, loss->theta[GAMMA_NEG], loss->theta[MARGIN], loss->derived);
}

static double neg_hess_sign(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_neg_hess_sign(x, loss->theta[GAMMA_NEG], loss->theta[MARGIN], loss->derived);
}

static size_t kinks(const asl_loss *loss, int label, asl_kink *kink)
{
    double m = loss->theta[MARGIN];
    if (label != 0 || m == 0) return 0;
    kink[0] = asl_margin_kink(loss->derived, m, loss->theta[GAMMA_NEG]);
    return 1;
}

static asl_focus focus(const asl_loss *loss)
{
    return (asl_focus){loss->theta[GAMMA_POS], loss->theta[GAMMA_NEG], loss->theta[MARGIN],
                       loss->derived[0],       loss->derived[1],       false};
}

const asl_family asl_family_asl = {
    .name = "asl",
    .title = "asymmetric loss",
    .formula_pos = "-q^gamma_pos log p",
    .formula_neg = "-u^gamma_neg log(1 - u), u = max(p - margin, 0)",
    .source = "equation 7 of arXiv 2009.14119",
    .params = {{"gamma_pos", 0, 30, 0, "focusing of positives: larger values down-weight easy positives", ASL_POS_SIDE},
               {"gamma_neg", 0, 30, 4, "focusing of negatives: larger values down-weight easy negatives", ASL_NEG_SIDE},
               {"margin", 0, 0.5, 0.05, "probability margin: negatives with p <= margin have no loss", ASL_NEG_SIDE}},
    .margin = MARGIN,
    .derive = derive,
    .pos = pos,
    .neg = neg,
    .kinks = kinks,
    .neg_hess_sign = neg_hess_sign,
    .focus = focus,
};
