#include "study/label_audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/random.h"
#include "math/elementary.h"
#include "math/sort.h"
#include "metrics/detection.h"

/* --- the known pairs, label by label */

void asl_label_audit_free(asl_label_audit *a)
{
    free(a->pair);
    free(a->start);
    free(a->estimate);
    free(a->value);
    free(a->grad);
}

asl_sigmoid_point asl_label_audit_prob(const asl_label_audit *a, uint32_t pair)
{
    return asl_sigmoid_of(a->m->d->score[pair], a->m->d->probabilities);
}

bool asl_label_audit_past(const asl_label_audit *a, uint32_t pair)
{
    double score = a->m->d->score[pair];
    if (!a->m->d->probabilities) return asl_peak_passed(&a->peak, score);
    return score >= a->peak.p && asl_peak_passed(&a->peak, asl_label_audit_prob(a, pair).z);
}

/* p and 1 - p of a pair; faster than asl_label_audit_prob, which takes logarithms too. */
static void both_of(const asl_label_audit *a, uint32_t pair, double *p, double *q)
{
    double score = a->m->d->score[pair], e = a->m->d->probabilities ? 0 : asl_exp(-fabs(score));
    double low = a->m->d->probabilities ? score : e / (1 + e), high = a->m->d->probabilities ? 1 - score : 1 / (1 + e);
    bool up = a->m->d->probabilities || score < 0;
    *p = up ? low : high;
    *q = up ? high : low;
}

/* Probabilities are summed and compared as multiples of 2^-32. The sums are exact, so neither the order of the rows
 * nor their multiplicity can move a value across the threshold. */
enum { TOLERANCE = 4295 }; /* 1e-6 in these units */

static uint64_t units(double p) { return (uint64_t)(p * 0x1p32 + 0.5); }

/* The smallest probability with which a label counts as a class. n labels were given the class; sum is that of their
 * probabilities. */
static uint64_t class_threshold(uint64_t sum, uint64_t n)
{
    if (n == 0) return UINT64_MAX; /* no label was given this class */
    uint64_t mean = sum / n + (sum % n > 0);
    return mean > TOLERANCE ? mean - TOLERANCE : 0;
}

/* Fill a->estimate for label k. */
static void estimate(asl_label_audit *a, size_t k)
{
    const asl_predictions *d = a->m->d;
    uint64_t sum[2] = {0}, n[2] = {0};
    double count[2][2] = {{0}}, p, q;
    for (size_t i = a->start[k]; i < a->start[k + 1]; i++) {
        int y = d->given[a->pair[i]];
        both_of(a, a->pair[i], &p, &q);
        sum[y] += units(y ? p : q);
        n[y]++;
    }
    uint64_t least_no = class_threshold(sum[0], n[0]), least_yes = class_threshold(sum[1], n[1]);
    for (size_t i = a->start[k]; i < a->start[k + 1]; i++) {
        both_of(a, a->pair[i], &p, &q);
        bool yes = units(p) >= least_yes, no = units(q) >= least_no;
        if (yes && no) no = !(yes = p > q);
        if (yes || no) count[d->given[a->pair[i]]][yes]++;
    }
    for (int y = 0; y < 2; y++) {
        double counted = count[y][0] + count[y][1];
        a->estimate[2 * k + (size_t)y] = counted > 0 ? count[y][!y] * (double)n[y] / counted : 0;
    }
}

int asl_label_audit_make(asl_label_audit *a, const asl_mislabel *m, asl_error *err)
{
    const asl_predictions *d = m->d;
    *a = (asl_label_audit){.m = m, .labels = d->labels.count};
    a->pair = asl_alloc(d->n, sizeof *a->pair, err);
    a->start = asl_alloc(a->labels + 2, sizeof *a->start, err);
    a->estimate = asl_alloc(2 * a->labels, sizeof *a->estimate, err);
    if (a->pair == NULL || a->start == NULL || a->estimate == NULL) return ASL_FAILED;
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] == ASL_UNKNOWN) continue;
        a->start[d->label[i] + 2]++;
        a->n++;
    }
    for (size_t k = 2; k < a->labels + 2; k++) a->start[k] += a->start[k - 1];
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] != ASL_UNKNOWN) a->pair[a->start[d->label[i] + 1]++] = (uint32_t)i;
    }
    for (size_t k = 0; k < a->labels; k++) estimate(a, k);
    return ASL_OK;
}

char *asl_label_audit_take_up(asl_label_audit *a, size_t i, asl_error *err)
{
    asl_strbuf t = {0};
    if (a->value == NULL) {
        a->value = asl_alloc(a->n, sizeof *a->value, err);
        a->grad = asl_alloc(a->n, sizeof *a->grad, err);
        if (a->value == NULL || a->grad == NULL) return NULL;
    }
    a->loss = &a->m->losses[i];
    a->peak = asl_loss_peak(a->loss, 0);
    for (size_t k = 0; k < a->n; k++) {
        asl_loss_value j = asl_loss_at(a->loss, asl_label_audit_prob(a, a->pair[k]), a->m->d->given[a->pair[k]]);
        a->value[k] = j.value;
        a->grad[k] = fabs(j.grad);
    }
    asl_loss_write_data(a->loss, &t);
    return asl_strbuf_take(&t, err);
}

static bool is_wrong(const asl_predictions *d, uint32_t pair)
{
    return d->has_truth && d->truth[pair] != ASL_UNKNOWN && d->truth[pair] != d->given[pair];
}

int asl_label_audit_each(const asl_mislabel *m, const char *const *names, size_t n, asl_label_audit_rows *rows,
                         const void *with, asl_row_sink v, asl_error *err)
{
    asl_label_audit a;
    int code = asl_label_audit_make(&a, m, err);
    if (code == ASL_OK) code = v.columns(v.self, names, n, err);
    for (size_t i = 0; i < m->nlosses && code == ASL_OK; i++) {
        char *name = asl_label_audit_take_up(&a, i, err);
        code = name != NULL ? rows(&a, name, with, v, err) : ASL_FAILED;
        free(name);
    }
    asl_label_audit_free(&a);
    return code;
}

/* --- one side (given 0 or given 1) of some pairs */

void asl_side_free(asl_label_audit_side *s)
{
    free(s->pair);
    free(s->order);
    free(s->suspicion);
    free(s->value);
    free(s->grad);
    free(s->wrong);
}

int asl_side_make(asl_label_audit_side *s, const asl_label_audit *a, size_t from, size_t to, int given, asl_error *err)
{
    const asl_predictions *d = a->m->d;
    *s = (asl_label_audit_side){0};
    for (size_t i = from; i < to; i++) s->n += d->given[a->pair[i]] == given;
    s->pair = asl_alloc(s->n, sizeof *s->pair, err);
    s->order = asl_alloc(s->n, sizeof *s->order, err);
    s->suspicion = asl_alloc(s->n, sizeof *s->suspicion, err);
    s->value = asl_alloc(s->n, sizeof *s->value, err);
    s->grad = asl_alloc(s->n, sizeof *s->grad, err);
    s->wrong = asl_alloc(s->n, 1, err);
    bool good = s->pair != NULL && s->order != NULL && s->suspicion != NULL && s->value != NULL && s->grad != NULL;
    if (!good || s->wrong == NULL) return ASL_FAILED;
    for (size_t i = from, k = 0; i < to; i++) {
        uint32_t pair = a->pair[i];
        double p, q;
        if (d->given[pair] != given) continue;
        both_of(a, pair, &p, &q);
        s->pair[k] = pair;
        s->suspicion[k] = given ? q : p;
        if (a->loss != NULL) {
            s->value[k] = a->value[i];
            s->grad[k] = a->grad[i];
        }
        s->wrong[k++] = is_wrong(d, pair);
    }
    return ASL_OK;
}

/* Percentiles of the AUROC over bootstrap samples of whole clusters (groups, or samples), with as many clusters as
 * there are. */
static int bootstrap(const asl_label_audit *a, const asl_label_audit_side *s, double *out, asl_error *err)
{
    const asl_predictions *d = a->m->d;
    const uint32_t *cluster = d->has_group ? d->group : d->sample;
    size_t clusters = 0, draws = a->m->bootstrap, kept = 0;
    for (size_t i = 0; i < d->n; i++) clusters = cluster[i] >= clusters ? cluster[i] + 1u : clusters;
    double *times = asl_alloc(clusters, sizeof *times, err), *weight = asl_alloc(s->n, sizeof *weight, err),
           *auroc = asl_alloc(draws, sizeof *auroc, err);
    uint32_t *order = asl_alloc(draws, sizeof *order, err);
    int code = times == NULL || weight == NULL || auroc == NULL || order == NULL ? ASL_FAILED : ASL_OK;
    for (size_t b = 0; b < draws && code == ASL_OK; b++) {
        memset(times, 0, clusters * sizeof *times);
        for (size_t i = 0; i < clusters; i++) {
            double u[2];
            asl_random_uniforms((asl_random_key){a->m->seed, ASL_RANDOM_BOOTSTRAP}, (uint64_t)b << 32 | i, u);
            times[(size_t)(u[0] * (double)clusters)]++;
        }
        for (size_t i = 0; i < s->n; i++) weight[i] = times[cluster[s->pair[i]]];
        double here = asl_detection_auroc(s->n, s->suspicion, s->wrong, s->order, weight);
        if (!isnan(here)) auroc[kept++] = here;
    }
    if (code == ASL_OK && kept > 0) code = asl_sort_descending(kept, auroc, order, err);
    if (code == ASL_OK && kept > 0) {
        out[ASL_S_auroc_low] = auroc[order[(size_t)(0.975 * (double)(kept - 1) + 0.5)]];
        out[ASL_S_auroc_high] = auroc[order[(size_t)(0.025 * (double)(kept - 1) + 0.5)]];
    }
    free(times);
    free(weight);
    free(auroc);
    free(order);
    return code;
}

bool asl_side_ranks(const asl_label_audit_side *s, const double *score)
{
    for (size_t i = 0; i < s->n; i++) {
        if (isnan(score[i])) return false;
    }
    return true;
}

/* Do the scores descend in this order? */
static bool descends(size_t n, const double *score, const uint32_t *order)
{
    for (size_t i = 1; i < n; i++) {
        if (score[order[i]] > score[order[i - 1]]) return false;
    }
    return true;
}

int asl_side_detect(const asl_label_audit *a, asl_label_audit_side *s, double *out, asl_error *err)
{
    double mass = 0, wrong = 0, mass_ce = 0, wrong_ce = 0;
    const double *scores[] = {s->suspicion, s->value, s->grad};
    static const int first[] = {ASL_S_auroc, ASL_S_auroc_loss, ASL_S_auroc_grad};
    for (size_t i = 0; i < s->n; i++) {
        mass += s->grad[i];
        mass_ce += s->suspicion[i]; /* the gradient of cross-entropy is p, or p - 1 */
        wrong += s->wrong[i] ? s->grad[i] : 0;
        wrong_ce += s->wrong[i] ? s->suspicion[i] : 0;
        out[ASL_S_flips] = (i == 0 ? 0 : out[ASL_S_flips]) + s->wrong[i];
    }
    out[ASL_S_grad_share] = wrong / mass;
    out[ASL_S_grad_share_ce] = wrong_ce / mass_ce;
    uint32_t *order = asl_alloc(s->n, sizeof *order, err);
    int code = order == NULL ? ASL_FAILED : asl_sort_descending(s->n, s->suspicion, s->order, err);
    for (int k = 0; k < 3 && code == ASL_OK; k++) {
        asl_detection d = {.auroc = ASL_NAN, .ap = ASL_NAN, .precision = ASL_NAN, .lift100 = ASL_NAN};
        if (asl_side_ranks(s, scores[k])) {
            bool same = descends(s->n, scores[k], s->order); /* true for a loss that rises with p */
            if (!same) code = asl_sort_descending(s->n, scores[k], order, err);
            if (code != ASL_OK) break;
            d = asl_detection_of(s->n, scores[k], s->wrong, same ? s->order : order);
        }
        out[first[k]] = d.auroc;
        out[first[k] + (k == 0 ? ASL_S_ap - ASL_S_auroc : 1)] = d.ap;
        out[first[k] + (k == 0 ? ASL_S_precision - ASL_S_auroc : 2)] = d.precision;
        if (k == 0) out[ASL_S_lift100] = d.lift100;
    }
    free(order);
    return code == ASL_OK && a->m->bootstrap > 0 ? bootstrap(a, s, out, err) : code;
}
