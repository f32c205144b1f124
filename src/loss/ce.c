#include "loss/loss_terms.h"

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    (void)loss;
    return asl_log_pos(x);
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    (void)loss;
    return (asl_loss_value){-x->log_q + 0.0, x->p, x->p * x->q};
}

static asl_focus focus(const asl_loss *loss)
{
    (void)loss;
    return (asl_focus){0};
}

const asl_family asl_family_ce = {
    .name = "ce",
    .title = "binary cross-entropy",
    .formula_pos = "-log p",
    .formula_neg = "-log q",
    .source = "arXiv 2009.14119, section 2.1",
    .margin = -1,
    .pos = pos,
    .neg = neg,
    .focus = focus,
};
