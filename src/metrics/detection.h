/* How well a score finds wrong labels; "this label is wrong" is the positive class. */
#ifndef ASL_METRICS_DETECTION_H
#define ASL_METRICS_DETECTION_H

#include <stddef.h>
#include <stdint.h>

typedef struct asl_detection {
    size_t n, wrong;
    double auroc;     /* P(score of a wrong label > that of a correct one), ties count 1/2; NaN if a class is empty */
    double ap;        /* average precision, tied scores enter together; NaN without wrong labels */
    double precision; /* precision among the `wrong` highest scores; ties count with their mean */
    double lift100;   /* precision among the 100 highest (or all, if fewer), divided by the rate of wrong labels */
} asl_detection;

/* Compute all detection metrics.
 *
 *   score  [n]  no NaN
 *   wrong  [n]  0 or 1
 *   order  [n]  indices by descending score (math/sort.h)
 *
 * Cannot fail. */
asl_detection asl_detection_of(size_t n, const double *score, const signed char *wrong, const uint32_t *order);

/* AUROC with entry i counted weight[i] times, for a bootstrap. weight [n] is at least 0. */
double asl_detection_auroc(size_t n, const double *score, const signed char *wrong, const uint32_t *order,
                           const double *weight);

#endif
