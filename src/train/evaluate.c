#include "train/evaluate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "loss/batch.h"
#include "loss/gradient_shape.h"
#include "math/sum.h"
#include "metrics/calibration.h"
#include "metrics/ranking.h"
#include "metrics/samples.h"
#include "metrics/threshold.h"
#include "train/predict.h"

#define ROW(name, meaning) {#name, meaning},
const asl_measure asl_measures[ASL_MEASURE_COUNT] = {ASL_MEASURES(ROW)};

/* --- metrics of each label's scores */

/* A split, transposed: label by label. */
typedef struct columns {
    size_t n, labels;
    const signed char *truth; /* [n, labels], as in the split */
    double *z;                /* [labels, n] */
    signed char *y;           /* [labels, n] */
} columns;

static int columns_make(columns *c, const asl_split *split, const signed char *truth, size_t labels, asl_error *err)
{
    *c = (columns){split->n, labels, truth, asl_alloc(split->n * labels, sizeof *c->z, err),
                   asl_alloc(split->n * labels, 1, err)};
    return c->z != NULL && c->y != NULL ? ASL_OK : ASL_FAILED;
}

static void columns_free(columns *c)
{
    free(c->z);
    free(c->y);
}

/* Number of labels whose columns are filled at once: few enough that each has its own cache lines. */
enum { TILE = 8 };

/* Fill the columns of up to TILE labels, from `first` on. */
static void add_tile(columns *c, const asl_seen_block *s, size_t first, size_t tile)
{
    double *z = c->z + first * c->n + s->from;
    signed char *y = c->y + first * c->n + s->from;
    for (size_t i = 0; i < s->n; i++) {
        const float *from = s->z + i * c->labels + first;
        const signed char *truth = c->truth + (s->from + i) * c->labels + first;
        for (size_t k = 0; k < tile; k++) {
            z[k * c->n + i] = (double)from[k];
            y[k * c->n + i] = truth[k];
        }
    }
}

static size_t tile_at(size_t first, size_t labels) { return labels - first < TILE ? labels - first : TILE; }

static void add_columns(void *self, const asl_seen_block *s)
{
    columns *c = self;
    for (size_t k = 0; k < c->labels; k += TILE) add_tile(c, s, k, tile_at(k, c->labels));
}

/* Sums over the labels. */
typedef struct rankings {
    asl_average ap, auroc;
    double script;
} rankings;

static int rank_columns(const columns *c, rankings *sums, asl_error *err)
{
    *sums = (rankings){.script = 0};
    for (size_t k = 0; k < c->labels; k++) {
        asl_ranking r;
        int code = asl_ranking_compute(c->n, c->z + k * c->n, c->y + k * c->n, &r, err);
        if (code != ASL_OK) return code;
        asl_average_add(&sums->ap, r.ap);
        asl_average_add(&sums->auroc, r.auroc);
        sums->script += r.ap_script;
    }
    return ASL_OK;
}

static int on_validation(const asl_trained *t, const asl_dataset *d, double *out, asl_error *err)
{
    columns c;
    rankings sums;
    int code = columns_make(&c, &d->validation, d->validation.given, d->labels, err);
    if (code == ASL_OK) code = asl_predict_split(t, &d->validation, add_columns, &c, err);
    if (code == ASL_OK) code = rank_columns(&c, &sums, err);
    if (code == ASL_OK) out[ASL_MEASURE_map_val] = asl_average_value(&sums.ap);
    columns_free(&c);
    return code;
}

/* --- metrics on test */

typedef struct test_sums {
    columns columns;
    double threshold;
    double *row, *p;                /* of a block: [ASL_SHOWN, labels] logits; [TILE, ASL_SHOWN] probabilities */
    asl_calibration *calibration;   /* [labels] */
    asl_decisions *decisions, *top; /* [labels] */
    asl_sample_metrics samples;     /* sums */
    double count[2], mean_p[2];     /* number of negatives and positives; sums of their p */
} test_sums;

static void add_decisions(asl_decisions *to, asl_decisions d)
{
    to->hits += d.hits;
    to->called += d.called;
    to->positives += d.positives;
}

/* Add label k of a block, p [n]. */
static void add_test_label(test_sums *e, const asl_seen_block *s, size_t k, const double *p)
{
    const signed char *y = e->columns.y + k * e->columns.n + s->from;
    double negative = e->mean_p[0], positive = e->mean_p[1]; /* adding 0 changes neither */
    size_t positives = 0;
    for (size_t i = 0; i < s->n; i++) {
        positives += y[i] == 1;
        positive += y[i] ? p[i] : 0;
        negative += y[i] ? 0 : p[i];
    }
    e->mean_p[0] = negative;
    e->mean_p[1] = positive;
    e->count[0] += (double)(s->n - positives);
    e->count[1] += (double)positives;
    asl_calibration_add(&e->calibration[k], s->n, p, y);
    add_decisions(&e->decisions[k], asl_decide(s->n, p, y, e->threshold));
}

static void add_test_labels(test_sums *e, const asl_seen_block *s, size_t first, size_t tile)
{
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < tile; k++) e->p[k * ASL_SHOWN + i] = (double)s->p[i * e->columns.labels + first + k];
    }
    for (size_t k = 0; k < tile; k++) add_test_label(e, s, first + k, e->p + k * ASL_SHOWN);
}

static void add_test_block(void *self, const asl_seen_block *s)
{
    test_sums *e = self;
    size_t K = e->columns.labels;
    const signed char *truth = e->columns.truth + s->from * K;
    add_columns(&e->columns, s);
    for (size_t k = 0; k < K; k += TILE) add_test_labels(e, s, k, tile_at(k, K));
    for (size_t i = 0; i < s->n * K; i++) e->row[i] = (double)s->z[i];
    asl_sample_metrics m = asl_sample_metrics_of(s->n, K, e->row, truth);
    e->samples.ranking_loss += m.ranking_loss * (double)s->n;
    e->samples.coverage += m.coverage * (double)s->n;
    e->samples.lrap += m.lrap * (double)s->n;
    asl_decide_top(s->n, K, 3, e->row, truth, e->top);
}

static double hamming(const asl_decisions *d, size_t labels, double entries)
{
    double wrong = 0;
    for (size_t k = 0; k < labels; k++) wrong += d[k].called + d[k].positives - 2 * d[k].hits;
    return wrong / entries;
}

static void test_measures(const test_sums *e, const rankings *sums, double *out)
{
    size_t K = e->columns.labels;
    double n = (double)e->columns.n;
    asl_average ece = {0};
    asl_calibration pooled = {0};
    for (size_t k = 0; k < K; k++) {
        asl_average_add(&ece, asl_calibration_ece(&e->calibration[k]));
        asl_calibration_merge(&pooled, &e->calibration[k]);
    }
    asl_f1 at = asl_f1_of(K, e->decisions), three = asl_f1_of(K, e->top);
    out[ASL_MEASURE_map] = asl_average_value(&sums->ap);
    out[ASL_MEASURE_map_labels] = sums->ap.n;
    out[ASL_MEASURE_map_script] = sums->script / (double)K;
    out[ASL_MEASURE_auroc] = asl_average_value(&sums->auroc);
    out[ASL_MEASURE_cf1_mean] = at.cf1_mean;
    out[ASL_MEASURE_cf1_ratio] = at.cf1_ratio;
    out[ASL_MEASURE_of1] = at.of1;
    out[ASL_MEASURE_top3_cf1_mean] = three.cf1_mean;
    out[ASL_MEASURE_top3_cf1_ratio] = three.cf1_ratio;
    out[ASL_MEASURE_top3_of1] = three.of1;
    out[ASL_MEASURE_hamming] = hamming(e->decisions, K, n * (double)K);
    out[ASL_MEASURE_ranking_loss] = e->samples.ranking_loss / n;
    out[ASL_MEASURE_coverage] = e->samples.coverage / n;
    out[ASL_MEASURE_lrap] = e->samples.lrap / n;
    out[ASL_MEASURE_ece] = asl_calibration_ece(&pooled);
    out[ASL_MEASURE_ece_macro] = asl_average_value(&ece);
    out[ASL_MEASURE_brier] = asl_calibration_brier(&pooled);
    out[ASL_MEASURE_pt_pos] = e->mean_p[1] / e->count[1];
    out[ASL_MEASURE_pt_neg] = 1 - e->mean_p[0] / e->count[0];
    out[ASL_MEASURE_delta_p] = out[ASL_MEASURE_pt_pos] - out[ASL_MEASURE_pt_neg];
}

static int on_test(const asl_trained *t, const asl_dataset *d, double threshold, double *out, asl_error *err)
{
    size_t K = d->labels;
    test_sums e = {.threshold = threshold};
    rankings sums;
    int code = columns_make(&e.columns, &d->test, d->test.truth, K, err);
    e.row = asl_alloc(ASL_SHOWN * K, sizeof *e.row, err);
    e.p = asl_alloc(TILE * ASL_SHOWN, sizeof *e.p, err);
    e.calibration = asl_alloc(K, sizeof *e.calibration, err);
    e.decisions = asl_alloc(K, sizeof *e.decisions, err);
    e.top = asl_alloc(K, sizeof *e.top, err);
    bool good = e.row != NULL && e.p != NULL && e.calibration != NULL && e.decisions != NULL && e.top != NULL;
    if (!good) code = ASL_FAILED;
    if (code == ASL_OK) code = asl_predict_split(t, &d->test, add_test_block, &e, err);
    if (code == ASL_OK) code = rank_columns(&e.columns, &sums, err);
    if (code == ASL_OK) test_measures(&e, &sums, out);
    columns_free(&e.columns);
    free(e.row);
    free(e.p);
    free(e.calibration);
    free(e.decisions);
    free(e.top);
    return code;
}

/* --- metrics on train: probabilities and gradients by group */

/* index: 2 given + truth */
enum { CLEAN, MISSING, SPURIOUS, POSITIVE, GROUPS };

typedef struct group_sums {
    const asl_split *split;
    const asl_trained *trained;
    size_t labels;
    asl_batch batch;     /* fields that all blocks share */
    double *positives;   /* [1 + ASL_SHOWN, labels] positives of the batch, followed by its scratch */
    asl_peak peak;       /* p* */
    float *value, *grad; /* [ASL_SHOWN, labels] */
    double n[GROUPS], p[GROUPS], grad_mass[GROUPS];
    double total, past;
} group_sums;

static void add_train_block(void *self, const asl_seen_block *s)
{
    group_sums *t = self;
    size_t at = s->from * t->labels, n = s->n * t->labels;
    const signed char *given = t->split->given + at, *truth = t->split->truth + at;
    const signed char *changed = t->trained->labels;
    asl_batch b = t->batch;
    b.n = s->n;
    b.z = s->z;
    b.y = changed != NULL ? changed + at : given;
    asl_loss_on_batch(&t->trained->loss, &b, t->value, t->grad);
    for (size_t i = 0; i < n; i++) {
        if (given[i] < 0) continue;
        int g = 2 * given[i] + truth[i];
        t->total += (double)t->value[i];
        t->n[g]++;
        t->p[g] += (double)s->p[i];
        t->grad_mass[g] += fabs((double)t->grad[i]);
        t->past += g == MISSING && asl_peak_passed(&t->peak, (double)s->z[i]);
    }
}

static void train_measures(const group_sums *t, double *out)
{
    const double *n = t->n, *p = t->p, *grad_mass = t->grad_mass;
    double all = (double)t->split->n * (double)t->labels;
    const asl_loss *loss = &t->trained->loss;
    int gamma = asl_family_param(loss->family, "gamma_neg", NULL);
    double grad_pos = (grad_mass[POSITIVE] + grad_mass[SPURIOUS]) / all;
    out[ASL_MEASURE_train_loss] = t->total / (double)t->split->n;
    out[ASL_MEASURE_train_pt_pos] = (p[POSITIVE] + p[SPURIOUS]) / (n[POSITIVE] + n[SPURIOUS]);
    out[ASL_MEASURE_train_pt_neg] = 1 - (p[CLEAN] + p[MISSING]) / (n[CLEAN] + n[MISSING]);
    out[ASL_MEASURE_train_delta_p] = out[ASL_MEASURE_train_pt_pos] - out[ASL_MEASURE_train_pt_neg];
    out[ASL_MEASURE_p_missing] = p[MISSING] / n[MISSING];
    out[ASL_MEASURE_past_missing] = loss->family->kind == ASL_BATCHWISE ? ASL_NAN : t->past / n[MISSING];
    out[ASL_MEASURE_grad_pos] = grad_pos;
    out[ASL_MEASURE_grad_clean] = grad_mass[CLEAN] / all;
    out[ASL_MEASURE_grad_missing] = grad_mass[MISSING] / all;
    out[ASL_MEASURE_missing_over_pos] = grad_mass[MISSING] / all / grad_pos;
    out[ASL_MEASURE_missing_rate] = n[MISSING] / (n[MISSING] + n[POSITIVE]);
    out[ASL_MEASURE_spurious_rate] = n[SPURIOUS] / (n[SPURIOUS] + n[CLEAN]);
    out[ASL_MEASURE_gamma_neg_end] = gamma >= 0 ? loss->theta[gamma] : ASL_NAN;
}

/* A loss of a batch is evaluated on blocks of train, in the order of train, as in the last epoch. */
static int on_train(const asl_trained *trained, const asl_dataset *d, double *out, asl_error *err)
{
    size_t K = d->labels, epoch = trained->epochs > 0 ? trained->epochs - 1 : 0;
    group_sums t = {.split = &d->train, .trained = trained, .labels = K, .peak = asl_loss_peak(&trained->loss, 0)};
    t.value = asl_alloc(ASL_SHOWN * K, sizeof *t.value, err);
    t.grad = asl_alloc(ASL_SHOWN * K, sizeof *t.grad, err);
    t.positives = asl_alloc((ASL_SHOWN + 1) * K, sizeof *t.positives, err);
    bool good = t.value != NULL && t.grad != NULL && t.positives != NULL;
    if (good) {
        asl_dataset_positives(d, t.positives);
        t.batch = (asl_batch){.labels = K,
                              .positives = t.positives,
                              .samples = (double)d->train.n,
                              .epoch = epoch,
                              .scratch = t.positives + K};
    }
    int code = good ? asl_predict_split(trained, &d->train, add_train_block, &t, err) : ASL_FAILED;
    if (code == ASL_OK) train_measures(&t, out);
    free(t.value);
    free(t.grad);
    free(t.positives);
    return code;
}

static int evaluate(const asl_trained *t, const asl_dataset *d, double threshold, double *out, asl_error *err)
{
    int code = on_test(t, d, threshold, out, err);
    if (code == ASL_OK) code = on_train(t, d, out, err);
    return code == ASL_OK && d->validation.n > 0 ? on_validation(t, d, out, err) : code;
}

int asl_evaluate(const asl_trained *t, const asl_dataset *d, double threshold, double *out, asl_error *err)
{
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) out[i] = ASL_NAN;
    if (t->diverged) return ASL_OK;
    int code = evaluate(t, d, threshold, out, err);
    if (code != ASL_NOT_FINITE) return code;
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) out[i] = ASL_NAN;
    return ASL_OK;
}
