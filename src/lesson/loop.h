/* Adaptive asymmetry as a control loop: trains a very small model on imbalanced labels while equation 11 changes
 * gamma_neg after each step.
 *
 * The model is logistic regression with one feature, z = w x + b. Positives (share pi of the labels) have x ~ N(1, 1),
 * negatives x ~ N(-1, 1); a share rho of the positives is observed as negative. Fixed quantiles of x represent each
 * distribution, so nothing is random. A step is gradient descent on (expected loss) / pi. */
#ifndef ASL_LESSON_LOOP_H
#define ASL_LESSON_LOOP_H

#include <stddef.h>

#include "loss/loss.h"

typedef struct asl_loop {
    asl_loss loss; /* the loss at the start */
    int gamma_neg; /* index of the parameter gamma_neg */
    double positive_rate, missing;
    double target, rate; /* see train/adapt.h */
} asl_loop;

/* Train for `steps` steps.
 *
 *   gamma    [steps]  out  gamma_neg of each step
 *   delta_p  [steps]  out  mean p of observed positives minus mean 1 - p of observed negatives, before the step
 *
 * positive_rate must be in (0, 1) and missing in [0, 1). Cannot fail; does not allocate. */
void asl_loop_run(const asl_loop *loop, size_t steps, double *gamma, double *delta_p);

#endif
