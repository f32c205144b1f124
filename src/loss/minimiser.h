/* The probability that a loss asks for where a label is 1 with probability eta.
 *
 * Two answers, which differ for detached losses, whose gradient is not the derivative of their value:
 *
 *   the minimiser   where the risk eta l+ + (1 - eta) l- is least
 *   settling        where the expected gradient eta grad l+ + (1 - eta) grad l- changes from negative to positive: where
 *                   training by gradients ends, for a large enough model. Of several such points the one of least risk;
 *                   p = 0 or 1 if there is none
 *
 * Strictly proper losses return eta for both. If a whole interval is best (eta = 0 with a margin), its upper end, which
 * is the limit for eta -> 0. For a loss whose probability is not sigmoid(z) (spa), the probability that it reads out.
 *
 *   eta  in [0, 1]
 *
 * Found by scanning the logits (loss/scan.h) and bisecting: right to about 1e-14. Cannot fail. */
#ifndef ASL_LOSS_MINIMISER_H
#define ASL_LOSS_MINIMISER_H

#include "loss/loss.h"

/* Both in [0, 1]. */
double asl_loss_minimiser(const asl_loss *loss, double eta);
double asl_loss_settling(const asl_loss *loss, double eta);

/* The same as logits, in [-inf, inf]. */
double asl_loss_minimiser_logit(const asl_loss *loss, double eta);
double asl_loss_settling_logit(const asl_loss *loss, double eta);

#endif
