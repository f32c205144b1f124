#include "metrics/ranking.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/target_clones.h"
#include "math/sort.h"
#include "math/sum.h"

static void set_results(const asl_sum *precision, const asl_sum *in_order, double below, asl_ranking *out)
{
    double positives = (double)out->positives, negatives = (double)out->negatives;
    out->ap = positives > 0 ? asl_sum_value(precision) / positives : ASL_NAN;
    out->ap_script = asl_sum_value(in_order) / (positives + 1e-8);
    out->auroc = positives > 0 && negatives > 0 ? below / positives / negatives : ASL_NAN;
}

/* Visit the scores from the highest down, one group of equal scores at a time. */
static void walk(size_t n, const double *score, const signed char *y, const uint32_t *order, asl_ranking *out)
{
    asl_sum precision = {0}, in_order = {0};
    double below = 0;            /* multiples of 1/2: exact */
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

/* --- ranking without sorting the negatives
 *
 * Usually there are few positives. They are sorted, and for each negative only its position among them is computed:
 * the two positive scores that it lies between, or the one that it equals. The computation then has the same steps as
 * walk(), except that steps over negatives alone, whose terms are whole numbers, are added at once. */

enum {
    BUCKETS_A_LEVEL = 8, /* most buckets are then empty, so that a branch is predicted nearly always */
    MOST_BUCKETS = 1 << 20,
    BLOCK = 512 /* samples */
};
#define LARGEST 1e300

typedef struct place_list {
    size_t positives, levels; /* levels: distinct scores of positives */
    uint32_t *index;          /* [positives] samples by descending score; equal ones in input order */
    double *level;            /* [levels + 1] descending; the last is NaN, which equals no score */
    double low, high, scale;  /* scores from low to high are divided into buckets of equal width */
    size_t buckets;
    uint32_t *bucket; /* [buckets + 1] [b + 1]: number of levels above bucket b; [b]: above or in it */
    size_t *first;    /* [levels + 1] start of each level in index */
    size_t *between;  /* [levels + 1] number of negatives between level j and the previous one */
    size_t *tied;     /* [levels + 1] start in tie of the negatives equal to level j */
    uint32_t *tie;    /* [negatives] samples by level, in input order */
} place_list;

static void place_list_free(place_list *l)
{
    free(l->index);
    free(l->level);
    free(l->bucket);
    free(l->first);
    free(l->tie);
}

static int place_list_make(place_list *l, size_t positives, size_t negatives, asl_error *err)
{
    *l = (place_list){.positives = positives};
    l->index = asl_alloc(positives, sizeof *l->index, err);
    l->level = asl_alloc(positives + 1, sizeof *l->level, err);
    l->buckets = positives < MOST_BUCKETS / BUCKETS_A_LEVEL ? BUCKETS_A_LEVEL * positives + 1 : MOST_BUCKETS;
    l->bucket = asl_alloc(l->buckets + 1, sizeof *l->bucket, err);
    l->first = asl_alloc(3 * (positives + 1), sizeof *l->first, err);
    l->tie = asl_alloc(2 * negatives + positives, sizeof *l->tie, err);
    bool good = l->index != NULL && l->level != NULL && l->bucket != NULL && l->first != NULL && l->tie != NULL;
    if (!good) return ASL_FAILED;
    l->between = l->first + positives + 1;
    l->tied = l->between + positives + 1;
    return ASL_OK;
}

/* Sort the positives and find their levels. */
static int sort_positives(place_list *l, size_t n, const double *score, const signed char *y, asl_error *err)
{
    double *own = asl_alloc(l->positives, sizeof *own, err);
    uint32_t *order = asl_alloc(l->positives, sizeof *order, err), *sample = l->tie; /* not yet used */
    int code = own == NULL || order == NULL ? ASL_FAILED : ASL_OK;
    const signed char *at = y;
    for (size_t k = 0; k < l->positives && code == ASL_OK; k++, at++) {
        at = memchr(at, 1, n - (size_t)(at - y));
        sample[k] = (uint32_t)(at - y);
        own[k] = score[sample[k]];
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
    l->level[l->levels] = ASL_NAN;
    free(own);
    free(order);
    return code;
}

/* The buckets of scores [n]. They are monotone in the score, so levels of higher buckets are higher. */
ASL_TARGET_CLONES static void find_buckets(const place_list *l, size_t n, const double *score, int32_t *bucket)
{
    double low = l->low, high = l->high, scale = l->scale;
    for (size_t i = 0; i < n; i++) {
        double inside = score[i] > low ? score[i] : low;
        inside = inside < high ? inside : high;
        bucket[i] = (int32_t)((inside - low) * scale);
    }
}

static size_t bucket_of(const place_list *l, double x)
{
    int32_t bucket;
    find_buckets(l, 1, &x, &bucket);
    return (size_t)bucket;
}

static double clamped(double x) { return fmin(fmax(x, -LARGEST), LARGEST); }

static void fill_buckets(place_list *l)
{
    if (l->levels == 0) return;
    l->low = clamped(l->level[l->levels - 1]);
    l->high = clamped(l->level[0]);
    l->low -= (l->high - l->low) / (double)l->buckets; /* one bucket without levels for the many negatives below all */
    l->scale = (double)(l->buckets - 1) / (l->high - l->low);
    if (!isfinite(l->scale)) l->scale = 0;
    for (size_t j = 0; j < l->levels; j++) l->bucket[bucket_of(l, l->level[j])]++;
    for (size_t b = l->buckets; b-- > 0;) l->bucket[b] += l->bucket[b + 1];
}

/* Number of levels above x, which is in bucket b. */
static size_t levels_above(const place_list *l, double x, size_t b)
{
    size_t from = l->bucket[b + 1], to = l->bucket[b];
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (l->level[middle] > x) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* Process the negatives of a block [n] that starts at sample `from`: count those between levels, list those equal to
 * one. */
static size_t place_block(place_list *l, size_t from, size_t n, const double *score, const signed char *y,
                          uint32_t *met)
{
    int32_t bucket[BLOCK];
    size_t ties = 0;
    find_buckets(l, n, score, bucket);
    for (size_t i = 0; i < n; i++) {
        if (y[i]) continue;
        size_t b = (size_t)bucket[i], j = l->bucket[b + 1];
        if (j < l->bucket[b]) j = levels_above(l, score[i], b);
        bool equal = l->level[j] == score[i];
        l->between[j] += !equal;
        if (!equal) continue;
        met[ties++] = (uint32_t)(from + i);
        l->tied[j]++;
    }
    return ties;
}

static void place_negatives(place_list *l, size_t n, const double *score, const signed char *y)
{
    uint32_t *met = l->tie + (n - l->positives); /* those equal to a level, in input order */
    size_t ties = 0;
    for (size_t i = 0; i < n; i += BLOCK)
        ties += place_block(l, i, n - i < BLOCK ? n - i : BLOCK, score + i, y + i, met + ties);
    for (size_t j = 0, end = 0; j < l->levels; j++) l->tied[j] = end += l->tied[j];
    l->tied[l->levels] = ties;
    while (ties-- > 0) {
        double x = score[met[ties]];
        l->tie[--l->tied[levels_above(l, x, bucket_of(l, x))]] = met[ties];
    }
}

/* Add the precision at each positive of a level, with tied samples one after the other in input order. */
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
    if (n > UINT32_MAX) return asl_fail(err, ASL_FAILED, "cannot rank %zu scores; the limit is 4294967295", n);
    size_t positives = 0;
    for (size_t i = 0; i < n; i++) positives += y[i] == 1;
    *out = (asl_ranking){.positives = positives, .negatives = n - positives};
    int code = place_list_make(&l, out->positives, out->negatives, err);
    if (code == ASL_OK) code = sort_positives(&l, n, score, y, err);
    if (code == ASL_OK) {
        fill_buckets(&l);
        place_negatives(&l, n, score, y);
        walk_levels(&l, out);
    }
    place_list_free(&l);
    return code;
}
