#include "metrics/threshold.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/numbers.h"
#include "base/target_clones.h"

ASL_TARGET_CLONES asl_decisions asl_decide(size_t n, const double *p, const signed char *y, double threshold)
{
    int64_t called = 0, positives = 0, hits = 0;
    for (size_t i = 0; i < n; i++) {
        int yes = p[i] > threshold;
        called += yes;
        positives += y[i];
        hits += yes & (y[i] != 0);
    }
    return (asl_decisions){(double)hits, (double)called, (double)positives};
}

enum { AT_ONCE = 8 };

/* Find the labels of a sample after `before` (labels: from the start) by descending score, equal ones in input order:
 * up to `most` <= AT_ONCE of them, into next. Returns their number. */
static size_t next_labels(size_t labels, const double *score, size_t before, size_t most, size_t next[AT_ONCE])
{
    size_t n = 0;
    for (size_t k = 0; k < labels; k++) {
        if (n == most && score[k] <= score[next[n - 1]]) continue; /* nearly always true */
        bool behind = before == labels || score[k] < score[before] || (score[k] == score[before] && k > before);
        if (!behind) continue;
        size_t at = n < most ? n++ : n - 1;
        for (; at > 0 && score[k] > score[next[at - 1]]; at--) next[at] = next[at - 1];
        next[at] = k;
    }
    return n;
}

static void add_positives(size_t labels, const signed char *y, asl_decisions *d)
{
    for (size_t k = 0; k < labels; k++) {
        if (y[k]) d[k].positives += y[k];
    }
}

void asl_decide_top(size_t n, size_t labels, size_t top, const double *score, const signed char *y, asl_decisions *d)
{
    for (size_t i = 0; i < n; i++, score += labels, y += labels) {
        size_t next[AT_ONCE], before = labels, left = top < labels ? top : labels;
        while (left > 0) {
            size_t got = next_labels(labels, score, before, left < AT_ONCE ? left : AT_ONCE, next);
            for (size_t t = 0; t < got; t++) {
                d[next[t]].called++;
                d[next[t]].hits += y[next[t]];
            }
            before = next[got - 1];
            left -= got;
        }
        add_positives(labels, y, d);
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
