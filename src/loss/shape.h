/* The shape of a loss's gradient: where it rises and falls, its peak and limits, and the four properties of the paper's
 * table 1.
 *
 * Everything here follows from one description: the logits are cut into stretches on which the gradient of one label is
 * monotone, at the kinks of the loss and at the extrema between them. */
#ifndef ASL_LOSS_SHAPE_H
#define ASL_LOSS_SHAPE_H

#include "loss/loss.h"

/* Logits on which grad of one label is monotone. */
typedef struct asl_stretch {
    double from, to;    /* logits in [-inf, inf] */
    asl_jet start, end; /* limits at both ends, from the inside; they may be infinite */
    int slope;          /* grad: 1 rises, -1 falls, 0 is constant */
} asl_stretch;

enum { ASL_MAX_STRETCHES = 24 };

/* The stretches of one label from -inf to inf, in order, into out [ASL_MAX_STRETCHES]; returns how many, 0 for a loss of
 * a whole batch.
 *
 * Found by scanning for sign changes of the second derivative: steps of 1/8 up to |z| = 60 (1/64 up to
 * |z| = 8 for losses whose gradient turns), doubling steps beyond, and halving distances down to 6e-14 above a kink. A gradient that wiggles between two such points is not seen; no loss
 * of the registry does. Neighbouring extrema that differ by less than 1e-13 relative are taken for rounding, but for
 * negatives of losses that compute the sign of hess apart (neg_bend). */
size_t asl_loss_stretches(const asl_loss *loss, int label, asl_stretch *out);

/* The highest interior maximum of the gradient over the logits of one label, in the label's own direction: grad at
 * label 0, -grad at label 1. It can lie at a kink, where it is the larger of the two limits, and can be infinite.
 *
 * For negatives this is p*: just past it harder negatives get less gradient. It is found as a logit, because p rounds
 * to 1 for small gamma_neg at margin 0 (there p* is at about 2 + 1 / gamma_neg). */
typedef struct asl_peak {
    bool found;      /* false: there is no interior maximum, or the loss is one of a batch; the numbers below are NaN */
    double logit, p; /* right to about 1e-15 relative */
    double grad;     /* the gradient there, in the label's own direction */
} asl_peak;

asl_peak asl_loss_peak(const asl_loss *loss, int label);

/* Whether a negative is past p*. Logits are compared, not probabilities, which round to 1. */
static inline bool asl_peak_passed(const asl_peak *peak, double logit) { return peak->found && logit > peak->logit; }

/* sup |grad| over all logits, the limits at -inf, inf and next to a kink included; inf if grad is unbounded. */
double asl_loss_grad_sup(const asl_loss *loss, int label);

/* Properties of the negative side (table 1). */
typedef struct asl_shape {
    asl_peak peak;   /* p* */
    double grad_end; /* limit of grad as p -> 1 */
    /* The step of grad at a kink, limit from above minus limit from below, signed; at the kink where it is largest. 0:
     * grad is continuous. */
    double jump;
    /* The power with which grad / p, the gradient relative to cross-entropy's, falls to 0 towards the easy end: over
     * the distance from the logit of the margin with a hard threshold, else over p as p -> 0. 0: it does not fall to 0. */
    double order;
    bool hard_threshold;       /* grad is exactly 0 for 0 <= p <= margin, margin > 0 */
    bool soft_threshold;       /* order > 0: easy negatives are attenuated more the easier they are */
    bool discards_mislabelled; /* grad_end is 0 */
    bool continuous_gradient;  /* jump is 0 */
} asl_shape;

asl_shape asl_loss_shape(const asl_loss *loss);

enum { ASL_MAX_TURNS = 4 };

/* Logits in [-60, 60] where the gradient of one label changes its sign, other than at a kink, ascending, into z
 * [ASL_MAX_TURNS]; returns how many. */
size_t asl_loss_turns(const asl_loss *loss, int label, double *z);

#endif
