#include "loss/focusing.h"
#include "loss/loss_terms.h"

enum { TAU, LOGIT_MARGIN, GAMMA };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_hill_pos(x, loss->theta[GAMMA], loss->theta[LOGIT_MARGIN]);
}

static void derive(const double *theta, double *derived) { asl_focusing_derive(theta[TAU], derived); }

static asl_loss_value as_positive(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_pos(x, loss->theta[GAMMA]);
}

static asl_loss_value as_negative(const asl_loss *loss, const asl_sigmoid_point *x)
{
    return asl_focusing_neg(x, loss->theta[GAMMA], 0, asl_no_margin);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    bool past = x->read ? x->p > loss->theta[TAU] : (x->z - loss->derived[0]) - loss->derived[1] > 0;
    return past ? as_positive(loss, x) : as_negative(loss, x);
}

static size_t kinks(const asl_loss *loss, int label, asl_kink *kink)
{
    if (label != 0) return 0;
    asl_sigmoid_point tau = asl_sigmoid_of_prob(loss->theta[TAU]);
    kink[0] = (asl_kink){.z = loss->derived[0],
                         .z_lo = loss->derived[1],
                         .below = as_negative(loss, &tau),
                         .above = as_positive(loss, &tau)};
    return 1;
}

static asl_scale scale(const asl_loss *loss, int label)
{
    return (asl_scale){label != 0 ? loss->theta[LOGIT_MARGIN] : 0, ASL_PI};
}

const asl_family asl_family_splc = {
    .name = "splc",
    .title = "self-paced loss correction",
    .formula_pos = "-(1 - s)^gamma log s, s = sigmoid(z - logit_margin)",
    .formula_neg = "p > tau ? -q^gamma log p : p^gamma softplus(z)",
    .source = "arXiv 2112.07368",
    .note =
        "a negative past tau counts as a positive (without the margin), so its gradient changes sign there, from the "
        "first epoch on (the original waits for one epoch)",
    .params = {{"tau", 0.01, 0.99, 0.6, "negatives with p above it count as positives", ASL_NEG_SIDE},
               {"logit_margin", -10, 10, 1, "margin added to the logits of positives", ASL_POS_SIDE},
               {"gamma", 0, 30, 2, "focusing of positives and negatives", ASL_BOTH_SIDES}},
    .traits = ASL_NOT_MONOTONE | ASL_CORRECTS,
    .margin = -1,
    .derive = derive,
    .pos = pos,
    .neg = neg,
    .kinks = kinks,
    .scale = scale,
};
