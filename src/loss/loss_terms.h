/* Terms that several losses share, each with its derivatives in the logit, and the algebra of such terms. */
#ifndef ASL_LOSS_LOSS_TERMS_H
#define ASL_LOSS_LOSS_TERMS_H

#include "loss/kink.h"
#include "loss/loss.h"

/* scale t */
static inline asl_loss_value asl_loss_value_scaled(asl_loss_value t, double scale)
{
    return (asl_loss_value){scale * t.value, scale * t.grad, scale * t.hess};
}

/* a b, and 0 if either is 0, even if the other is infinite. */
static inline double asl_zero_wins(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

/* s t, accurate unless the derivatives of the factors cancel. A factor that is 0 vanishes exponentially and the other
 * grows at most like a power, so 0 times infinity is 0. */
static inline asl_loss_value asl_loss_value_product(asl_loss_value s, asl_loss_value t)
{
    return (asl_loss_value){asl_zero_wins(s.value, t.value),
                            asl_zero_wins(s.grad, t.value) + asl_zero_wins(s.value, t.grad),
                            asl_zero_wins(s.hess, t.value) + 2 * s.grad * t.grad + asl_zero_wins(s.value, t.hess)};
}

/* The negative side of a loss whose sides mirror each other, for `neg`. */
asl_loss_value asl_mirrored_pos(const asl_loss *loss, const asl_sigmoid_point *x);

/* Positive side of cross-entropy: -log p */
static inline asl_loss_value asl_log_pos(const asl_sigmoid_point *x)
{
    return (asl_loss_value){-x->log_p + 0.0, -x->q, x->p * x->q};
}

/* log(1 - q) + q + ... + q^n / n for n = 1, 2, without cancellation: the remainder of the series of log p = log(1 -
 * q). */
double asl_log_rest(const asl_sigmoid_point *x, int n);

/* Positive side of Hill: -(1 - s)^gamma log s, s = sigmoid(z - logit_margin) */
asl_loss_value asl_hill_pos(const asl_sigmoid_point *x, double gamma, double logit_margin);

/* Negative side of Hill: (lambda - p) p^2 */
asl_loss_value asl_hill_neg(const asl_sigmoid_point *x, double lambda);

/* Parameters of APL and RAL. */
#define ASL_APL_PARAMS                                                                                                 \
    {"e1", -10, 10, 1, "added to the first coefficient of the positives' polynomial", ASL_POS_SIDE},                   \
        {"e2", -10, 10, -2.5, "added to the second coefficient", ASL_POS_SIDE},                                        \
        {"e0", -10, 10, 0, "added to the first coefficient of the negatives' polynomial", ASL_NEG_SIDE},               \
        {"gamma_pos", 0, 30, 0, "focusing of positives: larger values down-weight easy positives", ASL_POS_SIDE},      \
        {"gamma_neg", 0, 30, 4, "focusing of negatives: larger values down-weight easy negatives", ASL_NEG_SIDE},      \
    {                                                                                                                  \
        "margin", 0, 0.5, 0.05, "probability margin: negatives with p <= margin have no loss", ASL_NEG_SIDE            \
    }

/* The sides of APL: -(log p + e1 q + e2 / 2 q^2) q^gamma, and -(log(1 - u) + e0 (1 - u)) u^gamma, u = max(p - margin,
 * 0) */
asl_loss_value asl_apl_pos(const asl_sigmoid_point *x, double e1, double e2, double gamma);
asl_loss_value asl_apl_neg(const asl_sigmoid_point *x, double e0, double gamma, double margin, const double *derived);

/* The negative side up to the margin, a constant: -e0 for gamma 0, where u^gamma is 1; otherwise 0. */
asl_loss_value asl_apl_dropped(double e0, double gamma);

/* The negative side above it is t^gamma times this series, with t the distance from the margin in logits
 * (loss/kink.h). */
asl_series asl_apl_series(double e0, double gamma, double margin);

#endif
