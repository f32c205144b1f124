#include "loss/loss_terms.h"

enum { CLASSES };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    (void)loss;
    return asl_log_pos(x);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double weight = loss->theta[CLASSES] - 1;
    return (asl_loss_value){-x->log_q / weight + 0.0, x->p / weight, x->p * x->q / weight};
}

const asl_family asl_family_wan = {
    .name = "wan",
    .title = "weak assume negative",
    .formula_pos = "-log p",
    .formula_neg = "-log q / (classes - 1)",
    .source = "arXiv 2106.09708",
    .params = {{"classes", 2, 1000000, 80, "number of labels: a negative has weight 1 / (classes - 1)", ASL_NEG_SIDE}},
    .margin = -1,
    .pos = pos,
    .neg = neg,
};
