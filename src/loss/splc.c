#include "loss/focusing.h"
#include "loss/terms.h"

enum { TAU, LOGIT_MARGIN, GAMMA };

static asl_jet pos(const asl_loss *loss, const asl_prob *x)
{
    return asl_hill_pos(x, loss->theta[GAMMA], loss->theta[LOGIT_MARGIN]);
}

static asl_jet neg(const asl_loss *loss, const asl_prob *x)
{
    double gamma = loss->theta[GAMMA];
    return x->p > loss->theta[TAU] ? asl_focusing_pos(x, gamma) : asl_focusing_neg(x, gamma, 0, asl_no_margin);
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
    .note = "a negative past tau counts as a positive (without the margin): its gradient turns round there, from the "
            "first epoch on (the authors' code waits one)",
    .params = {{"tau", 0.01, 0.99, 0.6, "negatives with p above it count as positives", ASL_NEG_SIDE},
               {"logit_margin", -10, 10, 1, "how far positives are pushed on, in logits", ASL_POS_SIDE},
               {"gamma", 0, 30, 2, "focusing of positives and negatives alike", ASL_BOTH_SIDES}},
    .traits = ASL_NOT_MONOTONE,
    .jump = "tau",
    .margin = -1,
    .pos = pos,
    .neg = neg,
    .scale = scale,
};
