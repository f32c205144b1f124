/* Expectations of a loss over a logit distribution.
 *
 * For a mixture of normals these are integrals, right to 1e-10 relative while above 1e-290: composite 16-point
 * Gauss-Legendre over panels no wider than the integrand's features, split at the loss's kinks, with panels that shrink
 * by 4 towards a kink, so that u^gamma with any gamma, integer or not, is met by a smooth piece. Panels that cannot
 * matter are left out. For a sample they are means, summed with compensation. */
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

/* Over the true negatives (truth 0) or positives (truth 1) of dist, the loss taken where the label is `label`. */
asl_side_mean asl_expect_loss(const asl_dist *dist, int truth, const asl_loss *loss, int label, bool ranked);

/* The part of E[|d(loss)/dz|] that comes from probabilities in (low, high]. */
double asl_expect_grad_between(const asl_dist *dist, int truth, const asl_loss *loss, int label, double low,
                               double high, double *error);

/* p and 1 - p. */
double asl_expect_prob(const asl_dist *dist, int truth, bool ranked, asl_mean *p, asl_mean *q);

/* P(p <= margin), by p as read where the distribution is of probabilities; P(logit > z). */
asl_mean asl_expect_dropped(const asl_dist *dist, int truth, double margin, bool ranked);
asl_mean asl_expect_past(const asl_dist *dist, int truth, double z, bool ranked);

#endif
