#include "metrics/threshold.h"

#include <math.h>
#include <stdbool.h>

#include "base/numbers.h"

asl_decisions asl_decide(size_t n, const double *p, const signed char *y, double threshold)
{
    asl_decisions d = {0};
    for (size_t i = 0; i < n; i++) {
        int yes = p[i] > threshold;
        d.called += yes;
        d.positives += y[i];
        d.hits += yes && y[i] != 0;
    }
    return d;
}

void asl_decide_top(size_t n, size_t labels, size_t top, const double *score, const signed char *y, asl_decisions *d)
{
    for (size_t i = 0; i < n; i++, score += labels, y += labels) {
        size_t before = labels; /* the label chosen last; the next is the highest that comes after it */
        for (size_t t = 0; t < top && t < labels; t++) {
            size_t best = labels;
            for (size_t k = 0; k < labels; k++) {
                bool left = before == labels || score[k] < score[before] || (score[k] == score[before] && k > before);
                if (left && (best == labels || score[k] > score[best])) best = k;
            }
            d[best].called++;
            d[best].hits += y[best];
            before = best;
        }
        for (size_t k = 0; k < labels; k++) d[k].positives += y[k];
    }
}

static double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

static double harmonic(double a, double b) { return a + b > 0 ? 2 * a * b / (a + b) : 0; }

asl_f1 asl_f1_of(size_t labels, const asl_decisions *d)
{
    if (labels == 0) return (asl_f1){ASL_NAN, ASL_NAN, ASL_NAN};
    asl_decisions all = {0};
    double f1 = 0, precision = 0, recall = 0, n = (double)labels;
    for (size_t k = 0; k < labels; k++) {
        double p = share(d[k].hits, d[k].called), r = share(d[k].hits, d[k].positives);
        precision += p;
        recall += r;
        f1 += harmonic(p, r);
        all.hits += d[k].hits;
        all.called += d[k].called;
        all.positives += d[k].positives;
    }
    return (asl_f1){f1 / n, harmonic(precision / n, recall / n),
                    harmonic(share(all.hits, all.called), share(all.hits, all.positives))};
}
