#include "metrics/ranking.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/sort.h"
#include "math/sum.h"

static void set_results(const asl_sum *precision, const asl_sum *in_order, double below, asl_ranking *out)
{
    double positives = (double)out->positives, negatives = (double)out->negatives;
    out->ap = positives > 0 ? asl_sum_value(precision) / positives : ASL_NAN;
    out->ap_script = asl_sum_value(in_order) / (positives + 1e-8);
    out->auroc = positives > 0 && negatives > 0 ? below / positives / negatives : ASL_NAN;
}

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
    set_results(&precision, &in_order, below, out);
}

void asl_ranking_in_order(size_t n, const double *score, const signed char *y, const uint32_t *order, asl_ranking *out)
{
    *out = (asl_ranking){0};
    for (size_t i = 0; i < n; i++) out->positives += y[i] != 0;
    out->negatives = n - out->positives;
    walk(n, score, y, order, out);
}

/* --- without sorting the negatives
 *
 * Positives are few as a rule. They are sorted, and of each negative only its place among them is found: between which
 * two of their scores it lies, or which it equals. The walk then takes the same steps as the one over all samples, but
 * for those over negatives alone, whose terms are whole numbers and are added at once. */

typedef struct place_list {
    size_t positives, levels; /* distinct scores of positives */
    uint32_t *index;          /* [positives] samples, from the highest score down, equal ones in their given order */
    double *level;            /* [size] descending; behind the last, -inf */
    size_t size;              /* a power of two above levels */
    size_t *first;            /* [levels + 1] where each level begins in index */
    size_t *between;          /* [levels + 1] negatives above level j and below the one before it */
    size_t *tied;             /* [levels + 1] where those equal to level j begin in tie */
    uint32_t *tie;            /* [negatives] samples, by level, in their given order */
} place_list;

static void place_list_free(place_list *l)
{
    free(l->index);
    free(l->level);
    free(l->first);
    free(l->tie);
}

static int place_list_make(place_list *l, size_t positives, size_t negatives, asl_error *err)
{
    *l = (place_list){.positives = positives, .size = 1};
    while (l->size <= positives) l->size *= 2;
    l->index = asl_alloc(positives, sizeof *l->index, err);
    l->level = asl_alloc(l->size, sizeof *l->level, err);
    l->first = asl_alloc(3 * (positives + 1), sizeof *l->first, err);
    l->tie = asl_alloc(2 * negatives, sizeof *l->tie, err);
    if (l->index == NULL || l->level == NULL || l->first == NULL || l->tie == NULL) return ASL_FAILED;
    l->between = l->first + positives + 1;
    l->tied = l->between + positives + 1;
    return ASL_OK;
}

/* The positives, sorted, and their levels. */
static int sort_positives(place_list *l, size_t n, const double *score, const signed char *y, asl_error *err)
{
    double *own = asl_alloc(l->positives, sizeof *own, err);
    uint32_t *order = asl_alloc(2 * l->positives, sizeof *order, err), *sample = order + l->positives;
    int code = own == NULL || order == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0, k = 0; i < n && code == ASL_OK; i++) {
        if (!y[i]) continue;
        sample[k] = (uint32_t)i;
        own[k++] = score[i];
    }
    if (code == ASL_OK) code = asl_sort_descending(l->positives, own, order, err);
    for (size_t k = 0; k < l->positives && code == ASL_OK; k++) {
        double x = own[order[k]];
        l->index[k] = sample[order[k]];
        if (k > 0 && x == l->level[l->levels - 1]) continue;
        l->first[l->levels] = k;
        l->level[l->levels++] = x;
    }
    l->first[l->levels] = l->positives;
    for (size_t j = l->levels; j < l->size; j++) l->level[j] = -INFINITY;
    free(own);
    free(order);
    return code;
}

/* How many levels are above x. */
static size_t levels_above(const place_list *l, double x)
{
    const double *from = l->level;
    for (size_t step = l->size / 2; step > 0; step /= 2) from += from[step - 1] > x ? step : 0;
    return (size_t)(from - l->level);
}

/* Count the negatives between the levels, and list those that equal one, by their levels. */
static void place_negatives(place_list *l, size_t n, const double *score, const signed char *y)
{
    uint32_t *met = l->tie + (n - l->positives); /* those that equal a level, in their given order */
    size_t ties = 0;
    for (size_t i = 0; i < n; i++) {
        if (y[i]) continue;
        size_t j = levels_above(l, score[i]);
        bool equal = j < l->levels && l->level[j] == score[i];
        l->between[j] += !equal;
        if (!equal) continue;
        met[ties++] = (uint32_t)i;
        l->tied[j]++;
    }
    for (size_t j = 0, end = 0; j < l->levels; j++) l->tied[j] = end += l->tied[j];
    l->tied[l->levels] = ties;
    while (ties-- > 0) l->tie[--l->tied[levels_above(l, score[met[ties]])]] = met[ties];
}

/* Of a level: the precision at each of its positives, tied samples one after the other in their given order. */
static void add_in_order(const place_list *l, size_t j, double above, double total, asl_sum *in_order)
{
    const uint32_t *negative = l->tie + l->tied[j], *end = l->tie + l->tied[j + 1];
    double count = 0;
    for (size_t k = l->first[j]; k < l->first[j + 1]; k++) {
        for (; negative < end && *negative < l->index[k]; negative++) count++;
        double pos = (double)(k - l->first[j] + 1);
        asl_sum_add(in_order, (above + pos) / (total + (count + pos)));
    }
}

static void walk_levels(const place_list *l, asl_ranking *out)
{
    asl_sum precision = {0}, in_order = {0};
    double below = 0, above = 0, total = 0; /* as in walk */
    for (size_t j = 0; j < l->levels; j++) {
        double pos = (double)(l->first[j + 1] - l->first[j]), ties = (double)(l->tied[j + 1] - l->tied[j]);
        below += (double)l->between[j] * above;
        total += (double)l->between[j];
        add_in_order(l, j, above, total, &in_order);
        below += ties * (above + pos / 2);
        above += pos;
        total += pos + ties;
        asl_sum_add(&precision, pos * (above / total));
    }
    below += (double)l->between[l->levels] * above;
    set_results(&precision, &in_order, below, out);
}

int asl_ranking_compute(size_t n, const double *score, const signed char *y, asl_ranking *out, asl_error *err)
{
    place_list l;
    if (n > UINT32_MAX) return asl_fail(err, ASL_FAILED, "cannot rank %zu scores: the limit is 4294967295", n);
    *out = (asl_ranking){0};
    for (size_t i = 0; i < n; i++) out->positives += y[i] != 0;
    out->negatives = n - out->positives;
    int code = place_list_make(&l, out->positives, out->negatives, err);
    if (code == ASL_OK) code = sort_positives(&l, n, score, y, err);
    if (code == ASL_OK) {
        place_negatives(&l, n, score, y);
        walk_levels(&l, out);
    }
    place_list_free(&l);
    return code;
}
