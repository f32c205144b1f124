/* Adaptive asymmetry: how equation 11 moves gamma_neg. */
#ifndef ASL_TRAIN_ADAPT_H
#define ASL_TRAIN_ADAPT_H

#define ASL_MOST_GAMMA 30.0

/* gamma_neg after a batch with this delta_p (equation 10): gamma + rate (target - delta_p), kept in [0,
 * ASL_MOST_GAMMA]. A positive rate settles; the paper prints the sign that is a negative rate here. Cannot fail. */
double asl_adapted_gamma(double gamma, double rate, double target, double delta_p);

#endif
