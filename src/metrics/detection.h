/* How well a score finds wrong labels: "this label is wrong" is the positive. */
#ifndef ASL_METRICS_DETECTION_H
#define ASL_METRICS_DETECTION_H

#include <stddef.h>
#include <stdint.h>

typedef struct asl_detection {
    size_t n, wrong;
    double auroc;     /* P(score of a wrong label > that of a right one), ties half; NaN without either */
    double ap;        /* average precision, tied scores entering together; NaN without a wrong label */
    double precision; /* share of wrong labels among the `wrong` highest scores; of tied ones their mean */
    double lift100;   /* the same among the 100 highest (all, where there are fewer), over the share of wrong labels */
} asl_detection;

/*   score  [n]  no NaN
 *   wrong  [n]  0 or 1
 *   order  [n]  the scores' order, descending (math/sort.h)
 * Cannot fail. */
asl_detection asl_detection_of(size_t n, const double *score, const signed char *wrong, const uint32_t *order);

/* AUROC once more, entry i counted weight[i] times: what a bootstrap needs. weight [n] at least 0. */
double asl_detection_auroc(size_t n, const double *score, const signed char *wrong, const uint32_t *order,
                           const double *weight);

#endif
