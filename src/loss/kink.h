/* One-sided limits of a loss at a logit where it is not smooth.
 *
 * At a distance t > 0 above its margin, in logits, a loss with focusing is
 *
 *     t^power (c[0] + c[1] t + c[2] t^2 + ...)
 *
 * so three coefficients determine its limits and the behaviour of its gradient. A loss multiplies the series below and
 * calls asl_kink_of_series. Source: Taylor expansions of the sigmoid at p = m. */
#ifndef ASL_LOSS_KINK_H
#define ASL_LOSS_KINK_H

#include "loss/loss.h"

/* scale (c[0] + c[1] t + c[2] t^2 + O(t^3)). The scale is separate so that its underflow does not hide which
 * coefficient is the first nonzero one. */
typedef struct asl_series {
    double scale, c[3];
} asl_series;

asl_series asl_series_product(asl_series a, asl_series b);

/* A smooth function, from its value and derivatives at the kink. */
asl_series asl_series_of_loss_value(asl_loss_value j);

/* u = p - m, which is 0 at the kink. */
asl_series asl_series_of_shift(double m);

/* u^gamma / t^gamma, so that u^gamma is t^gamma times this. */
asl_series asl_series_of_weight(double m, double gamma);

/* -log(1 - u) */
asl_series asl_series_of_log(double m);

/* The limit for t -> 0 from above of the derivative of order `order` (0, 1 or 2) of t^power s; finite or infinite. */
double asl_series_limit(asl_series s, double power, int order);

/* The kink of a loss that is t^power s above the logit edge[0] + edge[1] and has the limit `below` just below it. */
asl_kink asl_kink_of_series(const double *edge, double power, asl_series s, asl_loss_value below);

/* The kink of -u^gamma log(1 - u), u = max(p - m, 0), at p = m > 0. */
asl_kink asl_margin_kink(const double *edge, double m, double gamma);

/* The same if the weight u^gamma is constant in the gradient. */
asl_kink asl_margin_kink_detached(const double *edge, double m, double gamma);

#endif
