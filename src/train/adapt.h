/* Adaptive asymmetry: the update of gamma_neg by equation 11. */
#ifndef ASL_TRAIN_ADAPT_H
#define ASL_TRAIN_ADAPT_H

#include <math.h>

#define ASL_MOST_GAMMA 30.0

/* gamma_neg after a batch with this delta_p (equation 10): gamma + rate (target - delta_p), clamped to [0,
 * ASL_MOST_GAMMA]. A positive rate converges; the sign printed in the paper corresponds to a negative rate here.
 * Cannot fail. */
static inline double asl_adapted_gamma(double gamma, double rate, double target, double delta_p)
{
    return fmin(fmax(gamma + rate * (target - delta_p), 0), ASL_MOST_GAMMA);
}

#endif
