/* Metrics of how each sample ranks its labels; means over the samples, with the conventions of scikit-learn. */
#ifndef ASL_METRICS_SAMPLES_H
#define ASL_METRICS_SAMPLES_H

#include <stddef.h>

/* With rank(j) = number of labels of the sample that score at least as high as j (including ties):
 *
 *   ranking_loss  fraction of (positive, negative) pairs in which the negative scores at least as high; 0 for a sample
 *                 without positives or without negatives
 *   coverage      largest rank of a positive; 0 without positives
 *   lrap          label ranking average precision: mean over the positives of (number of positives that score at least
 *                 as high) / rank; 1 without positives or without negatives */
typedef struct asl_sample_metrics {
    double ranking_loss, coverage, lrap;
} asl_sample_metrics;

/* Compute the metrics.
 *
 *   score  [n, labels]  no NaN
 *   y      [n, labels]  0 or 1
 *
 * NaN if n = 0. Cannot fail. */
asl_sample_metrics asl_sample_metrics_of(size_t n, size_t labels, const double *score, const signed char *y);

#endif
