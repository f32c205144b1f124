/* Curves: a loss, its gradient and its second derivative as functions of p or of the logit; or the probability at
 * which training ends as a function of the true probability. */
#ifndef ASL_STUDY_CURVE_H
#define ASL_STUDY_CURVE_H

#include "base/axis_values.h"
#include "base/column.h"
#include "base/row.h"
#include "loss/loss.h"

typedef enum asl_axis { ASL_AXIS_PROB, ASL_AXIS_LOGIT, ASL_AXIS_PREVALENCE } asl_axis;

typedef struct asl_curve {
    const asl_loss *losses; /* [nlosses] */
    size_t nlosses;
    asl_axis axis;
    asl_axis_values x; /* probabilities and prevalences in [0, 1]; logits in [-1e6, 1e6] */
    bool label[2];     /* draw label 0, label 1; ignored along prevalence */
} asl_curve;

/* The columns along p or the logit, and those along prevalence. */
extern const asl_column asl_curve_columns[], asl_prevalence_columns[];

/* Make the rows, ordered by loss (its full text), label and x. grad_norm is grad divided by the supremum of |grad|
 * over all logits of that label (nan if that is 0 or infinite). Along prevalence, prob is asl_loss_settling and
 * minimiser asl_loss_minimiser. ASL_BAD for more than ASL_MOST_ROWS rows; otherwise fails only if the visitor does or
 * memory runs out. */
int asl_curve_run(const asl_curve *curve, asl_row_sink visitor, asl_error *err);

#endif
