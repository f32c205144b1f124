/* 256-bit reference values of the losses by MPFR, computed independently of src/loss: only the published value of each
 * loss is programmed, with 2,400 bits, so that cancellation does not matter. Derivatives are central differences of
 * it. */
#ifndef ASL_TESTS_REFERENCE_H
#define ASL_TESTS_REFERENCE_H

#include "loss/loss.h"

/* Computes the loss at the logit x, or at the logit of the probability x if is_prob. Each number of *out is rounded
 * once. */
void reference_jet(const asl_loss *loss, double x, int is_prob, int label, asl_loss_value *out);

/* logit(m) - z, rounded once. */
double reference_logit_gap(double m, double z);

#endif
