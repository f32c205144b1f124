#include "study/mislabel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/random.h"
#include "loss/shape.h"
#include "math/sort.h"
#include "metrics/detection.h"

/* What is known of one side (given 0, or given 1) of some pairs: for each column of that side, its number. */
#define SIDE_COLUMNS(X)                                                                                                \
    X(auroc, "P(a wrong label is more suspect, by p, than a right one), ties half")                                    \
    X(auroc_low, "lower end of its 95 % interval (--bootstrap)")                                                       \
    X(auroc_high, "upper end")                                                                                         \
    X(flips, "known wrong labels")                                                                                     \
    X(ap, "average precision of finding wrong labels by p")                                                            \
    X(precision, "share of wrong labels among as many top suspects as there are wrong ones")                           \
    X(lift100, "share of wrong labels among the 100 top suspects, over their share among all")                         \
    X(auroc_loss, "auroc with the loss as the score of suspicion")                                                     \
    X(ap_loss, "ap likewise")                                                                                          \
    X(precision_loss, "precision likewise")                                                                            \
    X(auroc_grad, "auroc with the size of the gradient")                                                               \
    X(ap_grad, "ap likewise")                                                                                          \
    X(precision_grad, "precision likewise")                                                                            \
    X(grad_share, "share of the gradient mass that comes from wrong labels")                                           \
    X(grad_share_ce, "the same under cross-entropy")

#define SIDE_INDEX(name, meaning) S_##name,
enum { SIDE_COLUMNS(SIDE_INDEX) SIDE_COUNT };

/* Each has two columns, NAME_missing of labels given 0 and NAME_spurious of those given 1. */
#define TWO_COLUMNS(name, meaning) {#name "_missing", meaning}, {#name "_spurious", meaning},

enum {
    C_GIVEN_NEG = 2 * SIDE_COUNT,
    C_GIVEN_POS,
    C_EST_MISSING,
    C_EST_SPURIOUS,
    C_PAST,
    C_PRECISION_PAST,
    C_RECALL_PAST,
    COLUMNS
};

const asl_mislabel_column asl_mislabel_columns[] = {
    SIDE_COLUMNS(TWO_COLUMNS){"given_neg", "labels given 0"},
    {"given_pos", "labels given 1"},
    {"est_missing", "estimated wrong labels among those given 0: confident learning, no truth needed"},
    {"est_spurious", "among those given 1"},
    {"past_peak", "share of labels given 0 past p*, whose gradient falls as p grows"},
    {"past_precision", "share of wrong labels among those"},
    {"past_recall", "share of the missing labels that are past p*"},
    {NULL, NULL},
};

/* --- pairs, label by label */

typedef struct audit {
    const asl_mislabel *m;
    size_t labels, n; /* known pairs */
    uint32_t *pair;   /* [n] pairs, label after label */
    size_t *start;    /* [labels + 1] */
    double *estimate; /* [labels, 2] estimated wrong labels of each side */
    double *row;      /* [COLUMNS] */
    const asl_loss *loss;
    asl_peak peak;
} audit;

static void audit_free(audit *a)
{
    free(a->pair);
    free(a->start);
    free(a->estimate);
    free(a->row);
}

static int audit_make(audit *a, const asl_mislabel *m, asl_error *err)
{
    const asl_predictions *d = m->d;
    *a = (audit){.m = m, .labels = d->labels.count};
    a->pair = asl_alloc(d->n, sizeof *a->pair, err);
    a->start = asl_alloc(a->labels + 2, sizeof *a->start, err);
    a->estimate = asl_alloc(2 * a->labels, sizeof *a->estimate, err);
    a->row = asl_alloc(COLUMNS, sizeof *a->row, err);
    if (a->pair == NULL || a->start == NULL || a->estimate == NULL || a->row == NULL) return ASL_FAILED;
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] == ASL_UNKNOWN) continue;
        a->start[d->label[i] + 2]++;
        a->n++;
    }
    for (size_t k = 2; k < a->labels + 2; k++) a->start[k] += a->start[k - 1];
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] != ASL_UNKNOWN) a->pair[a->start[d->label[i] + 1]++] = (uint32_t)i;
    }
    return ASL_OK;
}

static asl_prob prob_of(const audit *a, uint32_t pair) { return asl_predictions_prob(a->m->d, a->m->d->score[pair]); }

/* p and 1 - p alone, where no logarithm is needed. */
static void both_of(const audit *a, uint32_t pair, double *p, double *q)
{
    double score = a->m->d->score[pair], e = a->m->d->probabilities ? 0 : exp(-fabs(score));
    double low = a->m->d->probabilities ? score : e / (1 + e), high = a->m->d->probabilities ? 1 - score : 1 / (1 + e);
    bool up = a->m->d->probabilities || score < 0;
    *p = up ? low : high;
    *q = up ? high : low;
}

static bool is_wrong(const asl_predictions *d, uint32_t pair)
{
    return d->has_truth && d->truth[pair] != ASL_UNKNOWN && d->truth[pair] != d->given[pair];
}

/* --- confident learning (Northcutt, Jiang and Chuang 2021), label by label as a question of two classes: a label
 * counts as a class where its probability is at least the mean one of those given that class, and the likelier one of
 * two. The counts of each given class are then scaled to how many were given. */

static void estimate(audit *a, size_t k)
{
    const asl_predictions *d = a->m->d;
    double sum[2] = {0}, n[2] = {0}, count[2][2] = {{0}};
    for (size_t i = a->start[k]; i < a->start[k + 1]; i++) {
        double p, q;
        int y = d->given[a->pair[i]];
        both_of(a, a->pair[i], &p, &q);
        sum[y] += y ? p : q;
        n[y]++;
    }
    for (size_t i = a->start[k]; i < a->start[k + 1]; i++) {
        double p, q;
        both_of(a, a->pair[i], &p, &q);
        bool yes = n[1] > 0 && p >= sum[1] / n[1], no = n[0] > 0 && q >= sum[0] / n[0];
        if (yes && no) no = !(yes = p > q);
        if (yes || no) count[d->given[a->pair[i]]][yes]++;
    }
    for (int y = 0; y < 2; y++) {
        double counted = count[y][0] + count[y][1];
        a->estimate[2 * k + (size_t)y] = counted > 0 ? count[y][!y] / counted * n[y] : 0;
    }
}

/* --- one side of some pairs */

typedef struct side {
    size_t n;
    uint32_t *pair, *order;           /* [n] */
    double *suspicion, *value, *grad; /* [n] p of labels given 0, 1 - p of those given 1; the loss; |gradient| */
    signed char *wrong;               /* [n] */
} side;

static void side_free(side *s)
{
    free(s->pair);
    free(s->order);
    free(s->suspicion);
    free(s->value);
    free(s->grad);
    free(s->wrong);
}

static int side_make(side *s, const audit *a, const uint32_t *pair, size_t n, int given, asl_error *err)
{
    const asl_predictions *d = a->m->d;
    *s = (side){0};
    for (size_t i = 0; i < n; i++) s->n += d->given[pair[i]] == given;
    s->pair = asl_alloc(s->n, sizeof *s->pair, err);
    s->order = asl_alloc(s->n, sizeof *s->order, err);
    s->suspicion = asl_alloc(s->n, sizeof *s->suspicion, err);
    s->value = asl_alloc(s->n, sizeof *s->value, err);
    s->grad = asl_alloc(s->n, sizeof *s->grad, err);
    s->wrong = asl_alloc(s->n, 1, err);
    bool good = s->pair != NULL && s->order != NULL && s->suspicion != NULL && s->value != NULL && s->grad != NULL;
    if (!good || s->wrong == NULL) return ASL_FAILED;
    for (size_t i = 0, to = 0; i < n; i++) {
        if (d->given[pair[i]] != given) continue;
        asl_prob x = prob_of(a, pair[i]);
        asl_jet j = asl_loss_at(a->loss, x, given);
        s->pair[to] = pair[i];
        s->suspicion[to] = given ? x.q : x.p;
        s->value[to] = j.value;
        s->grad[to] = fabs(j.grad);
        s->wrong[to++] = is_wrong(d, pair[i]);
    }
    return ASL_OK;
}

/* Percentiles of the AUROC over draws of whole clusters (groups, or samples), each draw as many as there are. */
static int bootstrap(const audit *a, const side *s, double *out, asl_error *err)
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
        out[S_auroc_low] = auroc[order[(size_t)(0.975 * (double)(kept - 1) + 0.5)]];
        out[S_auroc_high] = auroc[order[(size_t)(0.025 * (double)(kept - 1) + 0.5)]];
    }
    free(times);
    free(weight);
    free(auroc);
    free(order);
    return code;
}

/* Whether scores descend along an order. */
static bool descends(size_t n, const double *score, const uint32_t *order)
{
    for (size_t i = 1; i < n; i++) {
        if (score[order[i]] > score[order[i - 1]]) return false;
    }
    return true;
}

static int detect(const audit *a, side *s, double *out, asl_error *err)
{
    double mass = 0, wrong = 0, mass_ce = 0, wrong_ce = 0;
    const double *scores[] = {s->suspicion, s->value, s->grad};
    static const int first[] = {S_auroc, S_auroc_loss, S_auroc_grad};
    for (size_t i = 0; i < s->n; i++) {
        mass += s->grad[i];
        mass_ce += s->suspicion[i]; /* CE's gradient is p, or p - 1 */
        wrong += s->wrong[i] ? s->grad[i] : 0;
        wrong_ce += s->wrong[i] ? s->suspicion[i] : 0;
        out[S_flips] = (i == 0 ? 0 : out[S_flips]) + s->wrong[i];
    }
    out[S_grad_share] = wrong / mass;
    out[S_grad_share_ce] = wrong_ce / mass_ce;
    uint32_t *order = asl_alloc(s->n, sizeof *order, err);
    int code = order == NULL ? ASL_FAILED : asl_sort_descending(s->n, s->suspicion, s->order, err);
    for (int k = 0; k < 3 && code == ASL_OK; k++) {
        bool same = descends(s->n, scores[k], s->order); /* as a loss that rises with p does */
        if (!same) code = asl_sort_descending(s->n, scores[k], order, err);
        if (code != ASL_OK) break;
        asl_detection d = asl_detection_of(s->n, scores[k], s->wrong, same ? s->order : order);
        out[first[k]] = d.auroc;
        out[first[k] + (k == 0 ? S_ap - S_auroc : 1)] = d.ap;
        out[first[k] + (k == 0 ? S_precision - S_auroc : 2)] = d.precision;
        if (k == 0) out[S_lift100] = d.lift100;
    }
    free(order);
    return code == ASL_OK && a->m->bootstrap > 0 ? bootstrap(a, s, out, err) : code;
}

/* Labels given 0 past p*: how many, how many of them wrong, of all that are. */
static void count_past(const audit *a, const side *s, bool known, double *row)
{
    double past = 0, hits = 0, wrong = 0;
    for (size_t i = 0; i < s->n; i++) {
        bool beyond = a->peak.found && s->suspicion[i] > a->peak.p;
        past += beyond;
        hits += beyond && s->wrong[i];
        wrong += s->wrong[i];
    }
    row[C_PAST] = past / (double)s->n;
    if (known) row[C_PRECISION_PAST] = hits / past;
    if (known) row[C_RECALL_PAST] = hits / wrong;
}

static int detect_side(audit *a, side *s, int given, asl_error *err)
{
    double found[SIDE_COUNT];
    for (int i = 0; i < SIDE_COUNT; i++) found[i] = ASL_NAN;
    int code = detect(a, s, found, err);
    for (int i = 0; i < SIDE_COUNT; i++) a->row[2 * i + given] = found[i];
    return code;
}

static int fill_row(audit *a, const uint32_t *pair, size_t n, asl_error *err)
{
    bool known = a->m->d->has_truth;
    int code = ASL_OK;
    for (int i = 0; i < COLUMNS; i++) a->row[i] = ASL_NAN;
    for (int given = 0; given < 2 && code == ASL_OK; given++) {
        side s;
        code = side_make(&s, a, pair, n, given, err);
        if (code == ASL_OK) a->row[given ? C_GIVEN_POS : C_GIVEN_NEG] = (double)s.n;
        if (code == ASL_OK && given == 0) count_past(a, &s, known, a->row);
        if (code == ASL_OK && known) code = detect_side(a, &s, given, err);
        side_free(&s);
    }
    return code;
}

/* --- rows */

static char *name_loss(const asl_loss *loss, asl_error *err)
{
    asl_text t = {0};
    asl_loss_write(loss, &t);
    return asl_text_take(&t, err);
}

static int emit(audit *a, const char *loss, const char *kind, const char *label, asl_visitor v, asl_error *err)
{
    asl_cell cells[3 + COLUMNS] = {asl_words(loss), asl_words(kind), asl_words(label)};
    for (size_t i = 0; i < COLUMNS; i++) cells[3 + i] = asl_real(a->row[i]);
    return v.row(v.self, cells, 3 + COLUMNS, err);
}

static int rows_of_loss(audit *a, const char *name, asl_visitor v, asl_error *err)
{
    double total[2] = {0};
    int code = ASL_OK;
    for (size_t k = 0; k < a->labels && code == ASL_OK; k++) {
        code = fill_row(a, a->pair + a->start[k], a->start[k + 1] - a->start[k], err);
        for (size_t y = 0; y < 2; y++) {
            a->row[C_EST_MISSING + y] = a->estimate[2 * k + y];
            total[y] += a->estimate[2 * k + y];
        }
        if (code == ASL_OK) code = emit(a, name, "label", asl_intern_at(&a->m->d->labels, k), v, err);
    }
    if (code == ASL_OK) code = fill_row(a, a->pair, a->n, err);
    a->row[C_EST_MISSING] = total[0];
    a->row[C_EST_SPURIOUS] = total[1];
    return code == ASL_OK ? emit(a, name, "all", "all", v, err) : code;
}

int asl_mislabel_rows(const asl_mislabel *m, asl_visitor v, asl_error *err)
{
    const char *names[3 + COLUMNS] = {"loss", "row", "label"};
    for (size_t i = 0; i < COLUMNS; i++) names[3 + i] = asl_mislabel_columns[i].name;
    audit a;
    int code = audit_make(&a, m, err);
    if (code == ASL_OK) code = v.columns(v.self, names, 3 + COLUMNS, err);
    for (size_t k = 0; k < a.labels && code == ASL_OK; k++) estimate(&a, k);
    for (size_t i = 0; i < m->nlosses && code == ASL_OK; i++) {
        char *name = name_loss(&m->losses[i], err);
        a.loss = &m->losses[i];
        a.peak = asl_loss_peak(a.loss, 0);
        code = name != NULL ? rows_of_loss(&a, name, v, err) : ASL_FAILED;
        free(name);
    }
    audit_free(&a);
    return code;
}

/* --- suspects */

static int suspects_of(const audit *a, const char *name, int given, size_t top, asl_visitor v, asl_error *err)
{
    const asl_predictions *d = a->m->d;
    side s;
    int code = side_make(&s, a, a->pair, a->n, given, err);
    if (code == ASL_OK) code = asl_sort_descending(s.n, s.suspicion, s.order, err);
    for (size_t r = 0; r < top && r < s.n && code == ASL_OK; r++) {
        size_t i = s.order[r];
        uint32_t pair = s.pair[i];
        bool named = d->samples.count > 0, known = d->has_truth && d->truth[pair] != ASL_UNKNOWN;
        double p = prob_of(a, pair).p;
        asl_cell cells[] = {asl_words(name),
                            asl_words(given ? "given 1" : "given 0"),
                            asl_count((long long)r + 1),
                            named ? asl_words(asl_intern_at(&d->samples, d->sample[pair]))
                                  : asl_count(d->sample[pair] + 1),
                            asl_words(asl_intern_at(&d->labels, d->label[pair])),
                            asl_count(given),
                            asl_real(p),
                            asl_real(s.value[i]),
                            asl_real(s.grad[i]),
                            given ? asl_blank() : asl_count(a->peak.found && p > a->peak.p),
                            known ? asl_count(d->truth[pair]) : asl_blank()};
        code = v.row(v.self, cells, sizeof cells / sizeof cells[0] - !d->has_truth, err);
    }
    side_free(&s);
    return code;
}

int asl_mislabel_suspects(const asl_mislabel *m, size_t top, asl_visitor v, asl_error *err)
{
    static const char *const names[] = {"loss", "side",  "rank", "sample",    "label", "given",
                                        "p",    "value", "grad", "past_peak", "truth"};
    audit a;
    int code = audit_make(&a, m, err);
    if (code == ASL_OK) code = v.columns(v.self, names, sizeof names / sizeof names[0] - !m->d->has_truth, err);
    for (size_t i = 0; i < m->nlosses && code == ASL_OK; i++) {
        char *name = name_loss(&m->losses[i], err);
        a.loss = &m->losses[i];
        a.peak = asl_loss_peak(a.loss, 0);
        code = name != NULL ? suspects_of(&a, name, 0, top, v, err) : ASL_FAILED;
        if (code == ASL_OK) code = suspects_of(&a, name, 1, top, v, err);
        free(name);
    }
    audit_free(&a);
    return code;
}

/* --- curves */

enum { STEPS = 100 };

static int curve_of(const audit *a, const char *name, asl_visitor v, asl_error *err)
{
    double count[2][STEPS + 1] = {{0}}, n[2] = {0}, below[2] = {0};
    side s;
    int code = side_make(&s, a, a->pair, a->n, 0, err);
    for (size_t i = 0; i < s.n && code == ASL_OK; i++) {
        double ratio = s.suspicion[i] > 0 ? s.grad[i] / s.suspicion[i] : 0;
        n[s.wrong[i]]++;
        if (ratio <= 1) count[s.wrong[i]][(size_t)ceil(ratio * STEPS - 1e-9)]++;
    }
    side_free(&s);
    for (int f = 0; f <= STEPS && code == ASL_OK; f++) {
        below[0] += count[0][f];
        below[1] += count[1][f];
        asl_cell cells[] = {asl_words(name), asl_real((double)f / STEPS), asl_real(below[1] / n[1]),
                            asl_real(below[0] / n[0]), asl_real(a->peak.found ? a->peak.grad / a->peak.p : ASL_NAN)};
        code = v.row(v.self, cells, sizeof cells / sizeof cells[0], err);
    }
    return code;
}

int asl_mislabel_curve(const asl_mislabel *m, asl_visitor v, asl_error *err)
{
    static const char *const names[] = {"loss", "fraction", "missing", "clean", "p_star_fraction"};
    if (!m->d->has_truth) return asl_fail(err, ASL_BAD, "a rejection curve needs the truth: a column 'truth'");
    audit a;
    int code = audit_make(&a, m, err);
    if (code == ASL_OK) code = v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (size_t i = 0; i < m->nlosses && code == ASL_OK; i++) {
        char *name = name_loss(&m->losses[i], err);
        a.loss = &m->losses[i];
        a.peak = asl_loss_peak(a.loss, 0);
        code = name != NULL ? curve_of(&a, name, v, err) : ASL_FAILED;
        free(name);
    }
    audit_free(&a);
    return code;
}
