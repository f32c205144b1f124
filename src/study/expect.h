/* Expectations of a loss over a logit distribution.
 *
 * For a mixture of normals they are integrals (study/logit_integral.h) that come with an estimate of their error, relative
 * to the integral of the absolute value. While an integral is above 1e-290, its error is below
 *
 *   1e-9   for the losses, whether steep or with an unbounded gradient next to the margin, and for bands that begin there.
 *          The estimate may be 20 times too small next to a kink that was not declared.
 *   1e-3   for public code in single precision, which is a staircase in the logit: coarse where 1 - p is a small multiple
 *          of 2^-24 (logits above 10), else so fine that the error is usually below 1e-6; for integrals above 1e-30. Most steps average out, which
 *          the estimate does not know: it is up to 100 times too large.
 *
 * For a sample they are means, summed with compensation, and the error is 0. */
#ifndef ASL_STUDY_EXPECT_H
#define ASL_STUDY_EXPECT_H

#include "data/dist.h"
#include "loss/loss.h"

/* E[x], and E[x 2 (1 - F)] and E[x 2 F] with F the distribution function of the positives: what the low-logit law of
 * missing labels is made of (study/sweep.h). low and high are computed where asked for, else 0. */
typedef struct asl_mean {
    double plain, low, high;
} asl_mean;

typedef struct asl_side_mean {
    asl_mean value, grad; /* of the loss, of |d(loss)/dz| */
    double error;         /* estimated relative error of the worst of them */
} asl_side_mean;

/* The estimated error up to which the integrals of a loss of this family keep the bound above. Past it they are not to be
 * shown. */
double asl_expect_limit(const asl_family *family);

/* Over the true negatives (truth 0) or positives (truth 1) of dist, the loss taken where the label is `label`. */
asl_side_mean asl_expect_loss(const asl_dist *dist, int truth, const asl_loss *loss, int label, bool ranked);

/* The part of E[|d(loss)/dz|] that comes from probabilities in (low, high]; *error: its estimated relative error. */
double asl_expect_grad_between(const asl_dist *dist, int truth, const asl_loss *loss, int label, double low,
                               double high, double *error);

/* p and 1 - p; returns the estimated relative error. */
double asl_expect_prob(const asl_dist *dist, int truth, bool ranked, asl_mean *p, asl_mean *q);

/* P(p <= margin), by p as read where the distribution is of probabilities; P(logit > z). */
asl_mean asl_expect_dropped(const asl_dist *dist, int truth, double margin, bool ranked);
asl_mean asl_expect_past(const asl_dist *dist, int truth, double z, bool ranked);

#endif
