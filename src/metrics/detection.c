#include "metrics/detection.h"

#include "base/numbers.h"
#include "metrics/ranking.h"

/* Number of wrong labels among the k highest of n scores in descending order. */
static double hits_at(size_t k, size_t n, const double *score, const signed char *wrong, const uint32_t *order)
{
    double hits = 0;
    for (size_t i = 0, next; i < k; i = next) {
        double tied = 0;
        for (next = i; next < n && score[order[next]] == score[order[i]]; next++) tied += wrong[order[next]];
        hits += next <= k ? tied : tied * (double)(k - i) / (double)(next - i);
    }
    return hits;
}

asl_detection asl_detection_of(size_t n, const double *score, const signed char *wrong, const uint32_t *order)
{
    asl_ranking r;
    asl_ranking_in_order(n, score, wrong, order, &r);
    asl_detection d = {n, r.positives, r.auroc, r.ap, ASL_NAN, ASL_NAN};
    if (r.positives == 0) return d;
    size_t top = n < 100 ? n : 100;
    double base = (double)r.positives / (double)n;
    d.precision = hits_at(r.positives, n, score, wrong, order) / (double)r.positives;
    d.lift100 = hits_at(top, n, score, wrong, order) / (double)top / base;
    return d;
}

double asl_detection_auroc(size_t n, const double *score, const signed char *wrong, const uint32_t *order,
                           const double *weight)
{
    double above = 0, right = 0, wins = 0; /* weights of wrong labels, correct ones, ordered pairs */
    for (size_t i = 0, next; i < n; i = next) {
        double w = 0, r = 0;
        for (next = i; next < n && score[order[next]] == score[order[i]]; next++) {
            *(wrong[order[next]] ? &w : &r) += weight[order[next]];
        }
        wins += r * (above + w / 2);
        above += w;
        right += r;
    }
    return above > 0 && right > 0 ? wins / above / right : ASL_NAN;
}
