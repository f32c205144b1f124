/* The optimal probability for a label that is 1 with probability eta.
 *
 * There are two answers, which differ for detached losses, whose gradient is not the derivative of their value:
 *
 *   minimiser  the p with minimal risk eta l+ + (1 - eta) l-
 *   settling   the p at which the expected gradient eta grad l+ + (1 - eta) grad l- changes from negative to
 *              positive: training by gradients ends there if the model is large enough. If there are several, the one
 *              with minimal risk; if there is none, 0 or 1
 *
 * Strictly proper losses return eta for both. If a whole interval is optimal (eta = 0 with a margin), the result is
 * its upper end, the limit for eta -> 0. For a loss whose probability is not sigmoid(z) (spa), the result is in its
 * own probability.
 *
 *   eta  in [0, 1]
 *
 * Found by scanning the logits (loss/scan.h) and bisection; the error is about 1e-14. Cannot fail. */
#ifndef ASL_LOSS_MINIMISER_H
#define ASL_LOSS_MINIMISER_H

#include "loss/loss.h"

/* In [0, 1]. */
double asl_loss_minimiser(const asl_loss *loss, double eta);
double asl_loss_settling(const asl_loss *loss, double eta);

/* The same as logits, in [-inf, inf]. */
double asl_loss_minimiser_logit(const asl_loss *loss, double eta);
double asl_loss_settling_logit(const asl_loss *loss, double eta);

#endif
