/* From the rows of a claim to a number with its interval, and the verdict. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/interval.h"
#include "math/sum.h"
#include "study/claim_check.h"

/* Points as a table: one line per configuration (in the order of the rows), one column per seed. */
typedef struct grid {
    size_t lines, seeds;
    long long *seed; /* [seeds] their values */
    double *x;       /* [lines] */
    double *y;       /* [lines, seeds] */
} grid;

static void grid_free(grid *g)
{
    free(g->seed);
    free(g->x);
    free(g->y);
}

/* Index of a seed in the list; adds it if it is new. */
static size_t seed_index(long long *seeds, size_t *n, long long seed)
{
    for (size_t i = 0; i < *n; i++) {
        if (seeds[i] == seed) return i;
    }
    seeds[(*n)++] = seed;
    return *n - 1;
}

/* The k-th row of each seed belongs to the k-th configuration. */
static int grid_make(grid *g, const asl_claim *c, const asl_claim_points *p, asl_error *err)
{
    *g = (grid){0};
    long long *seeds = g->seed = asl_alloc(p->n, sizeof *seeds, err);
    size_t *lines = asl_alloc(p->n, sizeof *lines, err);
    g->x = asl_alloc(p->n, sizeof *g->x, err);
    g->y = asl_alloc(p->n, sizeof *g->y, err);
    int code = seeds == NULL || lines == NULL || g->x == NULL || g->y == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < p->n && code == ASL_OK; i++) seed_index(seeds, &g->seeds, p->at[i].seed);
    for (size_t i = 0; i < p->n && code == ASL_OK; i++) {
        size_t s = seed_index(seeds, &g->seeds, p->at[i].seed), line = lines[s]++;
        if ((line + 1) * g->seeds > p->n) {
            code = asl_fail(err, ASL_BAD, "claim '%.80s': the seeds have different rows", c->text);
            break;
        }
        g->x[line] = p->at[i].x;
        g->y[line * g->seeds + s] = p->at[i].y;
    }
    g->lines = p->n / (g->seeds > 0 ? g->seeds : 1);
    free(lines);
    return code;
}

/* The mean over the seeds of a line's y, or of the step from it to the next line. Its sum is compensated, so that
 * equal lines whose seeds are in a different order have equal means. */
static double compared_mean(const grid *g, size_t line, bool step)
{
    const double *y = g->y + line * g->seeds;
    asl_average mean = {0};
    for (size_t s = 0; s < g->seeds; s++) asl_average_add(&mean, step ? y[g->seeds + s] - y[s] : y[s]);
    return asl_average_value(&mean);
}

/* The first of the lines [0, lines) with the largest mean, or with the smallest if sign is -1. */
static size_t best_line(const grid *g, size_t lines, double sign, bool step)
{
    size_t best = 0;
    double most = ASL_NAN;
    for (size_t i = 0; i < lines; i++) {
        double here = sign * compared_mean(g, i, step);
        if (!(here > most) && !isnan(most)) continue;
        best = i;
        most = here;
    }
    return best;
}

static double sum_of_lines(const grid *g, size_t s)
{
    double sum = 0;
    for (size_t i = 0; i < g->lines; i++) sum += g->y[i * g->seeds + s];
    return sum;
}

static double settling_fraction(const asl_claim_spec *q, const grid *g, size_t s)
{
    double from = 0;
    for (size_t i = 0; i < g->lines; i++) {
        bool inside = fabs(g->y[i * g->seeds + s] - q->band) <= q->band_width;
        if (!inside) from = g->x[i] / g->x[g->lines - 1];
    }
    return from;
}

/* The measure for each seed: out [seeds]. */
static int per_seed(const asl_claim_spec *q, const grid *g, double *out, asl_error *err)
{
    asl_claim_measure m = q->measure;
    if (m == ASL_CLAIM_VALUE && g->lines > 1)
        return asl_fail(err, ASL_BAD, "claim '%.80s' selects %zu rows; measure = 'value' needs exactly one",
                        q->claim->text, g->lines);
    if (m == ASL_CLAIM_RISE && g->lines < 2)
        return asl_fail(err, ASL_BAD, "claim '%.80s': a rise needs several rows", q->claim->text);
    bool rise = m == ASL_CLAIM_RISE, best = rise || m == ASL_CLAIM_MIN || m == ASL_CLAIM_MAX;
    size_t line = best ? best_line(g, g->lines - rise, m == ASL_CLAIM_MIN ? -1 : 1, rise) : 0;
    const double *y = g->y + line * g->seeds;
    for (size_t s = 0; s < g->seeds; s++) {
        out[s] = m == ASL_CLAIM_SUM       ? sum_of_lines(g, s)
                 : m == ASL_CLAIM_SETTLES ? settling_fraction(q, g, s)
                 : rise                   ? y[g->seeds + s] - y[s]
                                          : y[s];
    }
    return ASL_OK;
}

static bool same_seeds(const grid *a, const grid *b)
{
    bool same = a->seeds == b->seeds;
    for (size_t s = 0; same && s < a->seeds; s++) same = a->seed[s] == b->seed[s];
    return same;
}

/* (where - minus) - (than - than_minus) for each seed; a part without conditions counts as 0. */
static int number(const asl_claim_spec *q, const grid parts[ASL_CLAIM_PARTS], asl_interval *out, asl_error *err)
{
    static const double sign[ASL_CLAIM_PARTS] = {1, -1, -1, 1};
    size_t seeds = parts[0].seeds;
    double *sum = asl_alloc(seeds, sizeof *sum, err), *one = asl_alloc(seeds, sizeof *one, err);
    int code = sum == NULL || one == NULL ? ASL_FAILED : ASL_OK;
    for (int k = 0; k < ASL_CLAIM_PARTS && code == ASL_OK; k++) {
        if (parts[k].lines == 0) continue;
        if (!same_seeds(&parts[k], &parts[0]))
            code = asl_fail(err, ASL_BAD, "claim '%.80s': its parts have different seeds", q->claim->text);
        if (code == ASL_OK) code = per_seed(q, &parts[k], one, err);
        for (size_t s = 0; s < seeds && code == ASL_OK; s++) sum[s] += sign[k] * one[s];
    }
    if (code == ASL_OK) *out = asl_interval_of(seeds, sum);
    free(sum);
    free(one);
    return code;
}

static bool holds(const asl_claim_spec *q, double x)
{
    if (q->closed) return x >= q->low && x <= q->high;
    return (x > q->low || q->low == -ASL_INF) && (x < q->high || q->high == ASL_INF);
}

/* Finds the value of `over` with the best mean and all values that are statistically tied with it. holding: the number
 * of these at which the claim does not hold, and at which it holds. */
static int place(const asl_claim_spec *q, const grid *g, asl_interval *out, size_t holding[2], asl_error *err)
{
    double sign = q->measure == ASL_CLAIM_ARGMAX ? 1 : -1, *off = asl_alloc(g->seeds, sizeof *off, err);
    if (off == NULL) return ASL_FAILED;
    size_t best = best_line(g, g->lines, sign, false);
    *out = (asl_interval){asl_interval_of(g->seeds, g->y + best * g->seeds).n, g->x[best], g->x[best], g->x[best]};
    if (out->n == 0) { /* no mean is defined, so there is no best value */
        *out = (asl_interval){0, ASL_NAN, ASL_NAN, ASL_NAN};
        holding[0] = 1;
        free(off);
        return ASL_OK;
    }
    for (size_t i = 0; i < g->lines; i++) {
        for (size_t s = 0; s < g->seeds; s++) off[s] = sign * (g->y[best * g->seeds + s] - g->y[i * g->seeds + s]);
        asl_interval gap = asl_interval_of(g->seeds, off);
        bool apart = gap.n == 0 || gap.low > 0 || g->seeds == 1;
        if (i != best && apart) continue;
        holding[holds(q, g->x[i])]++;
        out->low = fmin(out->low, g->x[i]);
        out->high = fmax(out->high, g->x[i]);
    }
    free(off);
    return ASL_OK;
}

static asl_verdict verdict_of(size_t holding, size_t failing)
{
    return failing == 0 ? ASL_REPRODUCED : holding > 0 ? ASL_PARTLY : ASL_NOT_REPRODUCED;
}

int asl_claim_answer(const asl_claim_spec *q, const asl_claim_points points[ASL_CLAIM_PARTS], bool seeded,
                     asl_claim_result *claim_result, asl_error *err)
{
    const size_t asked[ASL_CLAIM_PARTS] = {1, q->claim->nminus, q->claim->nthan, q->claim->nthan_minus};
    grid parts[ASL_CLAIM_PARTS] = {{0}};
    asl_interval i = {0};
    size_t holding[2] = {0}; /* does not hold, holds */
    bool arg = q->measure == ASL_CLAIM_ARGMIN || q->measure == ASL_CLAIM_ARGMAX;
    int code = ASL_OK;
    for (int k = 0; k < ASL_CLAIM_PARTS && code == ASL_OK; k++) {
        if (asked[k] > 0 && points[k].n == 0)
            code = asl_fail(err, ASL_BAD, "claim '%.80s' selects no row", q->claim->text);
        if (code == ASL_OK) code = grid_make(&parts[k], q->claim, &points[k], err);
    }
    if (code == ASL_OK) code = arg ? place(q, &parts[0], &i, holding, err) : number(q, parts, &i, err);
    size_t seeds = parts[0].seeds;
    for (int k = 0; k < ASL_CLAIM_PARTS; k++) grid_free(&parts[k]);
    if (code != ASL_OK) return code;
    if (!seeded) i.low = i.high = i.mean;
    if (seeded && seeds < 2) i.low = i.high = ASL_NAN;
    asl_verdict verdict = arg                ? verdict_of(holding[1], holding[0])
                          : holds(q, i.mean) ? verdict_of(1, !holds(q, i.low) || !holds(q, i.high))
                                             : ASL_NOT_REPRODUCED;
    bool doubtful = seeded && (seeds < 2 || i.n < seeds);
    if (doubtful && verdict == ASL_REPRODUCED) verdict = ASL_PARTLY;
    *claim_result = (asl_claim_result){i.mean, i.low, i.high, seeded ? i.n : 0, verdict};
    return ASL_OK;
}
