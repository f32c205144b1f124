#include "train/evaluate.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "data/noise.h"
#include "loss/kernel.h"
#include "loss/shape.h"
#include "metrics/calibration.h"
#include "metrics/ranking.h"
#include "metrics/samples.h"
#include "metrics/threshold.h"

#define ROW(name, meaning) {#name, meaning},
const asl_measure asl_measures[ASL_MEASURE_COUNT] = {ASL_MEASURES(ROW)};

/* A split as the student sees it. */
typedef struct view {
    const asl_split *split;
    size_t labels;
    double *z;           /* [n, labels] logits */
    double *p;           /* [n, labels] */
    double *loss, *push; /* [n, labels] value and |gradient| against the observed labels */
} view;

static void view_free(view *v)
{
    free(v->z);
    *v = (view){0};
}

/* A block of samples through the student and the loss. CE's gradient of a negative is p. */
static void see_block(view *v, const asl_trained *t, const asl_loss *ce, const float *x, size_t from, size_t n,
                      asl_pass *pass, float *scratch, const signed char *zeros)
{
    size_t many = n * v->labels, at = from * v->labels;
    float *value = scratch, *grad = scratch + many;
    asl_student_forward(&t->student, n, x, pass);
    asl_kernel_f32(ce, many, pass->z, zeros, value, grad);
    for (size_t i = 0; i < many; i++) {
        v->z[at + i] = (double)pass->z[i];
        v->p[at + i] = (double)grad[i];
    }
    asl_kernel_f32(&t->loss, many, pass->z, v->split->given + at, value, grad);
    for (size_t i = 0; i < many; i++) {
        v->loss[at + i] = (double)value[i];
        v->push[at + i] = fabs((double)grad[i]);
    }
}

static int view_make(view *v, const asl_trained *t, const asl_split *split, size_t labels, asl_error *err)
{
    enum { BLOCK = 256 };
    size_t all = split->n * labels;
    asl_loss ce;
    asl_pass pass = {0};
    *v = (view){.split = split, .labels = labels};
    v->z = asl_alloc(4 * all, sizeof *v->z, err);
    float *scratch = asl_alloc(2 * BLOCK * labels, sizeof *scratch, err);
    signed char *zeros = asl_alloc(BLOCK, labels, err);
    int code = v->z == NULL || scratch == NULL || zeros == NULL ? ASL_FAILED : asl_loss_read(&ce, "ce", err);
    if (code == ASL_OK) code = asl_pass_make(&pass, &t->student, BLOCK, err);
    if (code == ASL_OK) {
        v->p = v->z + all;
        v->loss = v->p + all;
        v->push = v->loss + all;
        for (size_t i = 0; i < split->n; i += BLOCK) {
            size_t n = split->n - i < BLOCK ? split->n - i : BLOCK;
            see_block(v, t, &ce, split->x + i * t->student.features, i, n, &pass, scratch, zeros);
        }
    }
    asl_pass_free(&pass);
    free(scratch);
    free(zeros);
    if (code != ASL_OK) view_free(v);
    return code;
}

/* --- label by label */

typedef struct macro {
    double sum, n;
} macro;

static void count_in(macro *m, double x)
{
    if (isnan(x)) return;
    m->sum += x;
    m->n++;
}

static double mean_of(macro m) { return m.n > 0 ? m.sum / m.n : ASL_NAN; }

/* Column k of a [n, labels] array. */
static void column(const view *v, const double *from, size_t k, double *out)
{
    for (size_t i = 0; i < v->split->n; i++) out[i] = from[i * v->labels + k];
}

static void label_column(const view *v, const signed char *from, size_t k, signed char *out)
{
    for (size_t i = 0; i < v->split->n; i++) out[i] = from[i * v->labels + k];
}

static int average_precision(const view *v, const signed char *labels, double *map, asl_error *err)
{
    size_t n = v->split->n;
    double *s = asl_alloc(n, sizeof *s, err);
    signed char *y = asl_alloc(n, 1, err);
    int code = s == NULL || y == NULL ? ASL_FAILED : ASL_OK;
    macro m = {0};
    for (size_t k = 0; k < v->labels && code == ASL_OK; k++) {
        asl_ranking r;
        column(v, v->z, k, s);
        label_column(v, labels, k, y);
        code = asl_ranking_compute(n, s, y, &r, err);
        if (code == ASL_OK) count_in(&m, r.ap);
    }
    free(s);
    free(y);
    *map = mean_of(m);
    return code;
}

typedef struct labelwise {
    macro ap, auroc, ece;
    double script;
    asl_calibration pooled;
    asl_decisions *decisions; /* [labels] */
} labelwise;

static int each_label(const view *v, double threshold, labelwise *l, asl_error *err)
{
    size_t n = v->split->n;
    double *s = asl_alloc(n, sizeof *s, err);
    signed char *y = asl_alloc(n, 1, err);
    int code = s == NULL || y == NULL ? ASL_FAILED : ASL_OK;
    for (size_t k = 0; k < v->labels && code == ASL_OK; k++) {
        asl_ranking r;
        asl_calibration c = {0};
        column(v, v->z, k, s);
        label_column(v, v->split->truth, k, y);
        code = asl_ranking_compute(n, s, y, &r, err);
        if (code != ASL_OK) break;
        count_in(&l->ap, r.ap);
        count_in(&l->auroc, r.auroc);
        l->script += r.ap_script;
        column(v, v->p, k, s);
        asl_calibration_add(&c, n, s, y);
        count_in(&l->ece, asl_calibration_ece(&c));
        asl_calibration_merge(&l->pooled, &c);
        l->decisions[k] = asl_decide(n, s, y, threshold);
    }
    free(s);
    free(y);
    return code;
}

static double hamming(const asl_decisions *d, size_t labels, double entries)
{
    double wrong = 0;
    for (size_t k = 0; k < labels; k++) wrong += d[k].called + d[k].positives - 2 * d[k].hits;
    return wrong / entries;
}

static int on_test(const view *v, double threshold, double *out, asl_error *err)
{
    size_t n = v->split->n, K = v->labels;
    labelwise l = {.decisions = asl_alloc(K, sizeof *l.decisions, err)};
    asl_decisions *top = asl_alloc(K, sizeof *top, err);
    int code = l.decisions == NULL || top == NULL ? ASL_FAILED : each_label(v, threshold, &l, err);
    if (code == ASL_OK) {
        asl_f1 at = asl_f1_of(K, l.decisions);
        asl_decide_top(n, K, 3, v->z, v->split->truth, top);
        asl_f1 three = asl_f1_of(K, top);
        asl_sample_metrics s = asl_sample_metrics_of(n, K, v->z, v->split->truth);
        out[ASL_MEASURE_map] = mean_of(l.ap);
        out[ASL_MEASURE_map_labels] = l.ap.n;
        out[ASL_MEASURE_map_script] = l.script / (double)K;
        out[ASL_MEASURE_auroc] = mean_of(l.auroc);
        out[ASL_MEASURE_cf1_mean] = at.cf1_mean;
        out[ASL_MEASURE_cf1_ratio] = at.cf1_ratio;
        out[ASL_MEASURE_of1] = at.of1;
        out[ASL_MEASURE_top3_cf1_mean] = three.cf1_mean;
        out[ASL_MEASURE_top3_cf1_ratio] = three.cf1_ratio;
        out[ASL_MEASURE_top3_of1] = three.of1;
        out[ASL_MEASURE_hamming] = hamming(l.decisions, K, (double)(n * K));
        out[ASL_MEASURE_ranking_loss] = s.ranking_loss;
        out[ASL_MEASURE_coverage] = s.coverage;
        out[ASL_MEASURE_lrap] = s.lrap;
        out[ASL_MEASURE_ece] = asl_calibration_ece(&l.pooled);
        out[ASL_MEASURE_ece_macro] = mean_of(l.ece);
        out[ASL_MEASURE_brier] = asl_calibration_brier(&l.pooled);
    }
    free(l.decisions);
    free(top);
    return code;
}

/* --- probabilities and gradients by group */

typedef struct tally {
    double n, p, push;
} tally;

static void add_to(tally *t, double p, double push)
{
    t->n++;
    t->p += p;
    t->push += push;
}

/* Mean p of positives and mean 1 - p of negatives by `labels` (equation 9). */
static void means(const view *v, const signed char *labels, double *pos, double *neg, double *delta)
{
    tally t[2] = {0};
    for (size_t i = 0; i < v->split->n * v->labels; i++) add_to(&t[labels[i] != 0], v->p[i], 0);
    *pos = t[1].p / t[1].n;
    *neg = 1 - t[0].p / t[0].n;
    *delta = *pos - *neg;
}

static void on_train(const view *v, const asl_loss *loss, double *out)
{
    const asl_split *s = v->split;
    size_t all = s->n * v->labels;
    double total = 0, past = 0, peak = asl_loss_peak(loss, 0).logit;
    tally pos = {0}, clean = {0}, missing = {0};
    for (size_t i = 0; i < all; i++) {
        total += v->loss[i];
        add_to(s->given[i] ? &pos : s->truth[i] ? &missing : &clean, v->p[i], v->push[i]);
        past += !s->given[i] && s->truth[i] && v->z[i] > peak;
    }
    asl_noise_rates r = asl_noise_count(s, v->labels);
    int gamma = asl_family_param(loss->family, "gamma_neg", NULL);
    out[ASL_MEASURE_train_loss] = total / (double)s->n;
    out[ASL_MEASURE_p_missing] = missing.p / missing.n;
    out[ASL_MEASURE_past_missing] = past / missing.n;
    out[ASL_MEASURE_grad_pos] = pos.push / (double)all;
    out[ASL_MEASURE_grad_clean] = clean.push / (double)all;
    out[ASL_MEASURE_grad_missing] = missing.push / (double)all;
    out[ASL_MEASURE_missing_over_pos] = missing.push / pos.push;
    out[ASL_MEASURE_missing_rate] = (double)r.missing / (double)r.positives;
    out[ASL_MEASURE_spurious_rate] = (double)r.spurious / (double)r.negatives;
    out[ASL_MEASURE_gamma_neg_end] = gamma >= 0 ? loss->theta[gamma] : ASL_NAN;
}

int asl_evaluate(const asl_trained *t, const asl_dataset *d, double threshold, double *out, asl_error *err)
{
    view v;
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) out[i] = ASL_NAN;
    if (t->diverged) return ASL_OK;
    int code = view_make(&v, t, &d->test, d->labels, err);
    if (code != ASL_OK) return code;
    code = on_test(&v, threshold, out, err);
    means(&v, v.split->truth, &out[ASL_MEASURE_pt_pos], &out[ASL_MEASURE_pt_neg], &out[ASL_MEASURE_delta_p]);
    view_free(&v);
    if (code != ASL_OK || view_make(&v, t, &d->train, d->labels, err) != ASL_OK) return ASL_FAILED;
    means(&v, v.split->given, &out[ASL_MEASURE_train_pt_pos], &out[ASL_MEASURE_train_pt_neg],
          &out[ASL_MEASURE_train_delta_p]);
    on_train(&v, &t->loss, out);
    view_free(&v);
    if (d->validation.n == 0) return ASL_OK;
    code = view_make(&v, t, &d->validation, d->labels, err);
    if (code == ASL_OK) code = average_precision(&v, d->validation.given, &out[ASL_MEASURE_map_val], err);
    view_free(&v);
    return code;
}
