/* How well probabilities agree with frequencies. */
#ifndef ASL_METRICS_CALIBRATION_H
#define ASL_METRICS_CALIBRATION_H

#include <stddef.h>

enum { ASL_ECE_BINS = 15 };

/* Sums over 15 equal bins of p: [0, 1/15), ..., [14/15, 1]. Start with {0}; add labels, or merge to pool. */
typedef struct asl_calibration {
    double n[ASL_ECE_BINS], p[ASL_ECE_BINS], y[ASL_ECE_BINS];
    double squares; /* sum of (p - y)^2 */
} asl_calibration;

void asl_calibration_add(asl_calibration *c, size_t n, const double *p, const signed char *y);
void asl_calibration_merge(asl_calibration *into, const asl_calibration *other);

/* Expected calibration error: sum over bins of n_b / n |mean p - mean y|. Brier score: mean of (p - y)^2. NaN if n =
 * 0. */
double asl_calibration_ece(const asl_calibration *c);
double asl_calibration_brier(const asl_calibration *c);

#endif
