/* Metrics of binary decisions p > threshold. */
#ifndef ASL_METRICS_THRESHOLD_H
#define ASL_METRICS_THRESHOLD_H

#include <stddef.h>

typedef struct asl_decisions {
    double hits, called, positives; /* true positives, predicted positives, positives */
} asl_decisions;

asl_decisions asl_decide(size_t n, const double *p, const signed char *y, double threshold);

/* Predict the `top` highest scores of each sample (all, if it has fewer labels; ties: the lower index first), and add
 * the decisions to d [labels].
 *
 *   score  [n, labels]
 *   y      [n, labels]  0 or 1 */
void asl_decide_top(size_t n, size_t labels, size_t top, const double *score, const signed char *y, asl_decisions *d);

/* F1 scores of the labels' decisions:
 *
 *   cf1_mean   mean over labels of F1, 0 for a label without true positives (the official ASL evaluation script)
 *   cf1_ratio  2 CP CR / (CP + CR), of the mean precision CP and the mean recall CR (ML-GCN and most tables)
 *   of1        F1 over all decisions
 *
 * A precision without predictions, or a recall without positives, counts as 0. NaN without labels. */
typedef struct asl_f1 {
    double cf1_mean, cf1_ratio, of1;
} asl_f1;

asl_f1 asl_f1_of(size_t labels, const asl_decisions *d);

#endif
