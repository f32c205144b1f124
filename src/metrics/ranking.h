/* Metrics of one label that depend only on the order of its scores.
 *
 *   ap         average precision: sum over distinct thresholds of (R_n - R_(n-1)) P_n; tied scores enter together (as
 *              in scikit-learn)
 *   ap_script  as in the official ASL script: sum of the precision at each positive, tied scores in input order,
 *              divided by positives + 1e-8
 *   auroc      P(s+ > s-) + P(s+ = s-) / 2 */
#ifndef ASL_METRICS_RANKING_H
#define ASL_METRICS_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct asl_ranking {
    size_t positives, negatives;
    double ap;        /* NaN without positives */
    double ap_script; /* 0 without positives */
    double auroc;     /* NaN without positives or without negatives */
} asl_ranking;

/* Compute the metrics.
 *
 *   score  [n]  no NaN
 *   y      [n]  0 or 1
 *
 * Fails only if memory runs out or n is 2^32 or more. */
int asl_ranking_compute(size_t n, const double *score, const signed char *y, asl_ranking *out, asl_error *err);

/* The same for a known order [n], as given by asl_sort_descending. Cannot fail. */
void asl_ranking_in_order(size_t n, const double *score, const signed char *y, const uint32_t *order, asl_ranking *out);

#endif
