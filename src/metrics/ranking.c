#include "metrics/ranking.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/sort.h"
#include "math/sum.h"

/* Walk from the highest score down, one group of equal scores at a time. */
static void walk(size_t n, const double *score, const signed char *y, const uint32_t *order, asl_ranking *out)
{
    asl_sum precision = {0}, in_order = {0};
    double below = 0;            /* halves of whole numbers: exact */
    double above = 0, total = 0; /* positives and samples so far */
    for (size_t i = 0; i < n;) {
        double level = score[order[i]], pos = 0, count = 0;
        for (; i < n && score[order[i]] == level; i++) {
            pos += y[order[i]];
            count++;
            if (y[order[i]]) asl_sum_add(&in_order, (above + pos) / (total + count));
        }
        below += (count - pos) * (above + pos / 2);
        above += pos;
        total += count;
        if (pos > 0) asl_sum_add(&precision, pos * (above / total));
    }
    double positives = (double)out->positives, negatives = (double)out->negatives;
    out->ap = positives > 0 ? asl_sum_value(&precision) / positives : ASL_NAN;
    out->ap_script = asl_sum_value(&in_order) / (positives + 1e-8);
    out->auroc = positives > 0 && negatives > 0 ? below / positives / negatives : ASL_NAN;
}

void asl_ranking_in_order(size_t n, const double *score, const signed char *y, const uint32_t *order, asl_ranking *out)
{
    *out = (asl_ranking){0};
    for (size_t i = 0; i < n; i++) out->positives += y[i] != 0;
    out->negatives = n - out->positives;
    walk(n, score, y, order, out);
}

int asl_ranking_compute(size_t n, const double *score, const signed char *y, asl_ranking *out, asl_error *err)
{
    uint32_t *order = asl_alloc(n, sizeof *order, err);
    if (order == NULL) return ASL_FAILED;
    int code = asl_sort_descending(n, score, order, err);
    if (code == ASL_OK) asl_ranking_in_order(n, score, y, order, out);
    free(order);
    return code;
}
