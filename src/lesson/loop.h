/* Adaptive asymmetry as a small control loop: the smallest model that can be imbalanced, trained step by step, while
 * equation 11 moves its gamma_neg.
 *
 * The model is logistic regression with one feature, z = w x + b. Positives (share pi of the labels) have x ~ N(1, 1),
 * negatives x ~ N(-1, 1); a share rho of the positives is observed as negative. Both groups stand at fixed quantiles,
 * so that nothing is random. A step is one of gradient descent on the expected loss over pi. */
#ifndef ASL_LESSON_LOOP_H
#define ASL_LESSON_LOOP_H

#include <stddef.h>

#include "loss/loss.h"

typedef struct asl_loop {
    asl_loss loss; /* as it starts */
    int gamma_neg; /* index of the parameter that is moved */
    double positive_rate, missing;
    double target, rate; /* of train/adapt.h */
} asl_loop;

/* Train for `steps` steps.
 *
 *   gamma    [steps]  out  gamma_neg of each step
 *   delta_p  [steps]  out  mean p of observed positives less mean 1 - p of observed negatives, before it
 *
 * positive_rate in (0, 1), missing in [0, 1). Cannot fail, never allocates. */
void asl_loop_run(const asl_loop *loop, size_t steps, double *gamma, double *delta_p);

#endif
