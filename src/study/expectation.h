/* Expectations of a loss over a logit distribution.
 *
 * For a mixture of normals they are integrals (study/logit_integral.h) with an estimate of the error relative to the
 * integral of the absolute value. While an integral is above 1e-290, its error is below
 *
 *   1e-9   for the losses, including steep ones and those with an unbounded gradient next to the margin, and for bands
 *          that begin there. The estimate can be 20 times too small next to a kink that was not declared.
 *   1e-3   for implementations in single precision, which are staircases in the logit, for integrals above 1e-30. The
 *          steps are coarse where 1 - p is a small multiple of 2^-24 (logits above 10). Elsewhere they are so fine that
 *          the error is usually below 1e-6. Most steps average out, so the estimate is up to 100 times too large.
 *
 * For a sample they are means, computed with compensated summation, and the error is 0. */
#ifndef ASL_STUDY_EXPECTATION_H
#define ASL_STUDY_EXPECTATION_H

#include "data/dist.h"
#include "loss/loss.h"

/* E[x], E[x 2 (1 - F)] and E[x 2 F], with F the distribution function of the positives. The model of low-logit missing
 * labels consists of these (study/sweep.h). low and high are 0 unless requested. */
typedef struct asl_mean {
    double plain, low, high;
} asl_mean;

typedef struct asl_side_mean {
    asl_mean value, grad; /* of the loss, and of |d(loss)/dz| */
    double error;         /* largest estimated relative error of these */
} asl_side_mean;

/* The estimated error up to which the integrals of a loss of this family satisfy the bounds above. Results with a
 * larger estimate must not be shown. */
double asl_expectation_limit(const asl_family *family);

/* Expectations over the true negatives (truth 0) or positives (truth 1) of dist, of the loss with label `label`. */
asl_side_mean asl_expectation_loss(const asl_dist *dist, int truth, const asl_loss *loss, int label, bool ranked);

/* The part of E[|d(loss)/dz|] from probabilities in (low, high]. *error: its estimated relative error. */
double asl_expectation_grad_between(const asl_dist *dist, int truth, const asl_loss *loss, int label, double low,
                                    double high, double *error);

/* Expectations of p and 1 - p; returns the estimated relative error. */
double asl_expectation_prob(const asl_dist *dist, int truth, bool ranked, asl_mean *p, asl_mean *q);

/* P(p <= margin), with p as read if the distribution contains probabilities; and P(logit > z). */
asl_mean asl_expectation_dropped(const asl_dist *dist, int truth, double margin, bool ranked);
asl_mean asl_expectation_past(const asl_dist *dist, int truth, double z, bool ranked);

#endif
