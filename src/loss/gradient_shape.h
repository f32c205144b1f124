/* The shape of a loss's gradient: where it rises and falls, its peak and limits, and the four properties in the
 * paper's table 1.
 *
 * All results derive from one description: the logits are divided, at the kinks of the loss and at the extrema between
 * them, into stretches on which the gradient of one label is monotone. */
#ifndef ASL_LOSS_GRADIENT_SHAPE_H
#define ASL_LOSS_GRADIENT_SHAPE_H

#include "loss/loss.h"

/* An interval of logits on which grad of one label is monotone. */
typedef struct asl_stretch {
    double from, to;           /* logits in [-inf, inf] */
    asl_loss_value start, end; /* limits at both ends, from the inside; can be infinite */
    int slope;                 /* grad: 1 rises, -1 falls, 0 constant */
} asl_stretch;

enum { ASL_MAX_STRETCHES = 24 };

/* Write the stretches of one label from -inf to inf, in order, to out [ASL_MAX_STRETCHES]. Returns their number, 0 for
 * a loss of a whole batch.
 *
 * Found by scanning for sign changes of the second derivative: steps of 1/8 up to |z| = 60 (1/64 up to |z| = 8 for
 * losses whose gradient changes direction), doubling steps beyond, and halving distances down to 6e-14 above a kink.
 * Oscillations between two such points are missed; no loss of the registry has any. Neighbouring extrema that differ
 * by less than 1e-13 relative count as rounding, except for negatives of losses with neg_bend. */
size_t asl_loss_stretches(const asl_loss *loss, int label, asl_stretch *out);

/* The highest interior maximum of the gradient over the logits of one label, in the label's own direction: grad at
 * label 0, -grad at label 1. At a kink it is the larger of the two limits; it can be infinite.
 *
 * For negatives this is p*: just past it, harder negatives get less gradient. Use the logit, because for small
 * gamma_neg at margin 0 p rounds to 1 (p* is at about 2 + 1 / gamma_neg there). */
typedef struct asl_peak {
    bool found;      /* false: no interior maximum, or a loss of a batch; the numbers below are NaN */
    double logit, p; /* relative error about 1e-15 */
    double grad;     /* the gradient there, in the label's own direction */
} asl_peak;

asl_peak asl_loss_peak(const asl_loss *loss, int label);

/* Is a negative past p*? Compares logits, because probabilities round to 1. */
static inline bool asl_peak_passed(const asl_peak *peak, double logit) { return peak->found && logit > peak->logit; }

/* sup |grad| over all logits, including the limits at -inf, inf and kinks; inf if grad is unbounded. */
double asl_loss_grad_sup(const asl_loss *loss, int label);

/* Properties of the negative side (table 1). */
typedef struct asl_gradient_shape {
    asl_peak peak;   /* p* */
    double grad_end; /* limit of grad for p -> 1 */
    /* The largest step of grad at a kink, limit from above minus limit from below, signed. 0: grad is continuous. */
    double jump;
    /* The power with which grad / p, the gradient relative to that of cross-entropy, falls to 0 towards the easy end:
     * as a function of the distance from the margin's logit if there is a hard threshold, otherwise of p for p -> 0.
     * 0: it does not fall to 0. */
    double order;
    bool hard_threshold;       /* grad is exactly 0 for 0 <= p <= margin, margin > 0 */
    bool soft_threshold;       /* order > 0: the easier a negative, the more it is attenuated */
    bool discards_mislabelled; /* grad_end is 0 */
    bool continuous_gradient;  /* jump is 0 */
} asl_gradient_shape;

asl_gradient_shape asl_loss_gradient_shape(const asl_loss *loss);

enum { ASL_MAX_GRAD_ZEROS = 4 };

/* Write the logits in [-60, 60] where the gradient of one label changes sign, except kinks, ascending, to z
 * [ASL_MAX_GRAD_ZEROS]; returns their number. */
size_t asl_loss_grad_zeros(const asl_loss *loss, int label, double *z);

#endif
