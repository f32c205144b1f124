/* 256-bit reference values of the losses, by MPFR and another road than src/loss: only the published value of each loss
 * is written down, as it stands in the paper, at a precision (2,400 bits) at which cancellation does not matter, and
 * its derivatives are central differences of it. */
#ifndef ASL_TESTS_REFERENCE_H
#define ASL_TESTS_REFERENCE_H

#include "loss/loss.h"

/* At the logit x, or, where is_prob, at the logit of the probability x. Each number of *out is rounded once. */
void reference_jet(const asl_loss *loss, double x, int is_prob, int label, asl_loss_value *out);

/* logit(m) - z, rounded once. */
double reference_logit_gap(double m, double z);

#endif
