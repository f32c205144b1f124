/* Metrics of how each sample ranks its own labels; means over the samples, scikit-learn's conventions. */
#ifndef ASL_METRICS_SAMPLES_H
#define ASL_METRICS_SAMPLES_H

#include <stddef.h>

/* With rank(j) = how many labels of the sample score at least as high as j (ties count against it):
 *
 *   ranking_loss  share of (positive, negative) pairs in which the negative scores at least as high; 0 for a sample
 *                 without positives or without negatives
 *   coverage      the largest rank of a positive: how far down one must go to have them all; 0 without positives
 *   lrap          label ranking average precision: over the positives, the mean of (positives at least as high) / rank;
 *                 1 without positives or without negatives */
typedef struct asl_sample_metrics {
    double ranking_loss, coverage, lrap;
} asl_sample_metrics;

/*   score  [n, labels]  no NaN
 *   y      [n, labels]  0 or 1
 * NaN for n = 0. Cannot fail. */
asl_sample_metrics asl_sample_metrics_of(size_t n, size_t labels, const double *score, const signed char *y);

#endif
