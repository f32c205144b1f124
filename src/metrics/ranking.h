/* Metrics of one label's scores that depend on their order alone. */
#ifndef ASL_METRICS_RANKING_H
#define ASL_METRICS_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct asl_ranking {
    size_t positives, negatives;
    double ap;        /* average precision: sum over distinct thresholds of (R_n - R_(n-1)) P_n, tied scores entering
                         together (scikit-learn's); NaN without positives */
    double ap_script; /* as the official ASL script has it: the precision at each positive, tied scores one after the
                         other in their given order, over positives + 1e-8; 0 without positives */
    double auroc;     /* P(s+ > s-) + P(s+ = s-) / 2; NaN without positives or without negatives */
} asl_ranking;

/*   score  [n]  no NaN
 *   y      [n]  0 or 1
 * Fails only for want of memory. */
int asl_ranking_compute(size_t n, const double *score, const signed char *y, asl_ranking *out, asl_error *err);

/* The same where the order is known: order [n] as asl_sort_descending gives it. Cannot fail. */
void asl_ranking_in_order(size_t n, const double *score, const signed char *y, const uint32_t *order, asl_ranking *out);

#endif
