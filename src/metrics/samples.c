#include "metrics/samples.h"

#include <stdint.h>
#include <string.h>

#include "base/numbers.h"
#include "base/target_clones.h"

/* Number of scores that are at least x. */
ASL_TARGET_CLONES static size_t count_from(size_t n, const double *score, double x)
{
    int64_t count = 0; /* as wide as a score, so that the loop vectorises */
    for (size_t k = 0; k < n; k++) count += score[k] >= x;
    return (size_t)count;
}

/* The first positive label from k on; `labels` if there is none. Positives are few. */
static size_t positive_from(size_t k, size_t labels, const signed char *y)
{
    const signed char *found = k < labels ? memchr(y + k, 1, labels - k) : NULL;
    return found != NULL ? (size_t)(found - y) : labels;
}

/* Add the three numbers of one sample to m. */
static void add_sample(size_t labels, const double *score, const signed char *y, asl_sample_metrics *m)
{
    size_t positives = 0, furthest = 0, first = positive_from(0, labels, y);
    double wrong = 0, precision = 0;
    for (size_t j = first; j < labels; j = positive_from(j + 1, labels, y)) {
        size_t rank = count_from(labels, score, score[j]), right = 0;
        for (size_t k = first; k < labels; k = positive_from(k + 1, labels, y)) right += score[k] >= score[j];
        positives++;
        furthest = rank > furthest ? rank : furthest;
        precision += (double)right / (double)rank;
        wrong += (double)(rank - right);
    }
    size_t negatives = labels - positives;
    if (positives > 0 && negatives > 0) m->ranking_loss += wrong / (double)positives / (double)negatives;
    m->coverage += (double)furthest;
    m->lrap += positives > 0 && negatives > 0 ? precision / (double)positives : 1;
}

asl_sample_metrics asl_sample_metrics_of(size_t n, size_t labels, const double *score, const signed char *y)
{
    asl_sample_metrics m = {0};
    if (n == 0) return (asl_sample_metrics){ASL_NAN, ASL_NAN, ASL_NAN};
    for (size_t i = 0; i < n; i++) add_sample(labels, score + i * labels, y + i * labels, &m);
    return (asl_sample_metrics){m.ranking_loss / (double)n, m.coverage / (double)n, m.lrap / (double)n};
}
