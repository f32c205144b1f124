#include "metrics/samples.h"

#include "base/numbers.h"

/* One sample: its three numbers added to m. */
static void add_sample(size_t labels, const double *score, const signed char *y, asl_sample_metrics *m)
{
    size_t positives = 0, furthest = 0;
    double wrong = 0, precision = 0;
    for (size_t j = 0; j < labels; j++) {
        if (!y[j]) continue;
        size_t rank = 0, right = 0;
        for (size_t k = 0; k < labels; k++) {
            int above = score[k] >= score[j];
            rank += (size_t)above;
            right += (size_t)(above & y[k]);
        }
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
