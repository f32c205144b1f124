/* The shape of a loss's gradient: its peak, its limits, and the four properties of the paper's table 1. */
#ifndef ASL_LOSS_SHAPE_H
#define ASL_LOSS_SHAPE_H

#include "loss/loss.h"

/* The highest interior maximum of the gradient over the logits of one label, in the label's own direction: down where
 * it is 0, up where it is 1. (For the losses whose gradient never turns round, of |grad|.)
 *
 * For negatives this is p*: past it, harder negatives get less gradient, and are suspected to be mislabelled. It is a
 * logit first, since p rounds to 1 for small gamma_neg at margin 0 (there p* is at about 2 + 1 / gamma_neg). */
typedef struct asl_peak {
    bool found;      /* false: |grad| has no interior maximum, or is of a whole batch; the numbers below are NaN */
    double logit, p; /* right to about 1e-15 relative */
    double grad;     /* |grad| there */
} asl_peak;

asl_peak asl_loss_peak(const asl_loss *loss, int label);

/* Whether a negative is past p*. Logits are compared, not probabilities, which round to 1. */
static inline bool asl_peak_passed(const asl_peak *peak, double logit) { return peak->found && logit > peak->logit; }

/* sup |grad| over all logits, the limits at -inf, inf and beside a kink included. Cannot fail. */
double asl_loss_grad_sup(const asl_loss *loss, int label);

/* Properties of the negative side (table 1). */
typedef struct asl_shape {
    asl_peak peak;   /* p* */
    double grad_end; /* limit of grad as p -> 1 */
    double jump;     /* the step of grad at the margin, or where l- changes its form; 0 where grad is continuous */
    /* Order (to 4 digits, 0 under 1e-6) with which grad / p, the gradient relative to cross-entropy's, falls to 0
     * towards the easy end: towards p = margin, or p = 0 without one. 0: it does not fall to 0. */
    double order;
    bool hard_threshold;       /* grad is exactly 0 for 0 <= p <= margin, margin > 0 */
    bool soft_threshold;       /* order > 0: easy negatives are attenuated more the easier they are */
    bool discards_mislabelled; /* grad_end is 0 */
    bool continuous_gradient;  /* jump is 0 */
} asl_shape;

asl_shape asl_loss_shape(const asl_loss *loss);

/* The risk minimiser: p(eta) = argmin_p eta l+(p) + (1 - eta) l-(p), the probability a large enough model settles at
 * where the label is 1 with probability eta. Strictly proper losses return eta. Where a whole interval is best (eta = 0
 * with a margin), its upper end, which is the limit eta -> 0.
 *   eta  in [0, 1]
 * Returns p in [0, 1], found by scanning the logits for local minima and bisecting: right to about 1e-14. */
double asl_loss_minimiser(const asl_loss *loss, double eta);

/* The logit that it settles at; for a loss whose probability is read out otherwise than by sigmoid not the minimiser's.
 */
double asl_loss_best_logit(const asl_loss *loss, double eta);

enum { ASL_MAX_TURNS = 4 };

/* Logits in [-60, 60] where the gradient of one label changes its sign, ascending, into z [ASL_MAX_TURNS]; returns how
 * many. */
size_t asl_loss_turns(const asl_loss *loss, int label, double *z);

#endif
