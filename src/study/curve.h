/* Curves: a loss, its gradient and its second derivative along p or along the logit; or the probability that a loss
 * asks for along the true probability. */
#ifndef ASL_STUDY_CURVE_H
#define ASL_STUDY_CURVE_H

#include "base/list.h"
#include "base/row.h"
#include "loss/loss.h"

typedef enum asl_axis { ASL_AXIS_PROB, ASL_AXIS_LOGIT, ASL_AXIS_PREVALENCE } asl_axis;

typedef struct asl_curve {
    const asl_loss *losses; /* [nlosses] */
    size_t nlosses;
    asl_axis axis;
    asl_list x;    /* probabilities and prevalences in [0, 1]; logits in [-1e6, 1e6] */
    bool label[2]; /* which of label 0 and label 1 to draw; not used along prevalence */
} asl_curve;

/* Rows by loss, then label, then x. Columns along p and the logit:
 *   loss       the LOSS in full                   label   0 or 1
 *   logit prob the point                          value   the loss, in nats
 *   grad       d(value)/d(logit)                  hess    d(grad)/d(logit)
 *   grad_norm  grad over the supremum of |grad| over all logits of that label (nan if that is 0 or infinite)
 * and along prevalence: loss, prevalence, prob (asl_loss_settling), minimiser (asl_loss_minimiser).
 * ASL_BAD for more than ASL_MOST_ROWS rows; else fails where the visitor does, or for want of memory. */
int asl_curve_run(const asl_curve *curve, asl_visitor visitor, asl_error *err);

#endif
