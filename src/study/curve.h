/* Curves: a loss, its gradient and its second derivative along p or along the logit; or the probability that a loss
 * asks for along the true probability. */
#ifndef ASL_STUDY_CURVE_H
#define ASL_STUDY_CURVE_H

#include "base/column.h"
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

/* The columns along p and the logit, and those along prevalence. */
extern const asl_column asl_curve_columns[], asl_prevalence_columns[];

/* Rows by loss (the LOSS in full), then label, then x. grad_norm is grad over the supremum of |grad| over all logits of
 * that label (nan if that is 0 or infinite); along prevalence prob is asl_loss_settling, minimiser asl_loss_minimiser.
 * ASL_BAD for more than ASL_MOST_ROWS rows; else fails where the visitor does, or for want of memory. */
int asl_curve_run(const asl_curve *curve, asl_visitor visitor, asl_error *err);

#endif
