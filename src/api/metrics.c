/* Public metrics. They use only known labels, which are collected first. */
#include <stdint.h>
#include <stdlib.h>

#include "api/arguments.h"
#include "api/aslab.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "math/sort.h"
#include "math/sum.h"
#include "metrics/calibration.h"
#include "metrics/detection.h"
#include "metrics/ranking.h"
#include "metrics/samples.h"
#include "metrics/threshold.h"

/* The known labels and their scores. */
typedef struct known {
    size_t n;
    double *score;
    signed char *y;
} known;

static int known_alloc(known *k, size_t most, asl_error *err)
{
    *k = (known){0, asl_alloc(most, sizeof *k->score, err), NULL};
    if (k->score != NULL) k->y = asl_alloc(most, sizeof *k->y, err);
    return k->y != NULL ? ASL_OK : ASL_FAILED;
}

static void known_free(known *k)
{
    free(k->score);
    free(k->y);
}

/* Collect from n entries at distance `stride`. */
static void gather(known *k, size_t n, size_t stride, const double *score, const signed char *y)
{
    k->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (y[i * stride] < 0) continue;
        k->score[k->n] = score[i * stride];
        k->y[k->n++] = y[i * stride];
    }
}

static int check(size_t n, size_t rows, const char *name, const double *score, double lo, double hi, const char *labels,
                 const signed char *y, asl_error *err)
{
    if (rows > UINT32_MAX) return asl_fail(err, ASL_BAD, "cannot rank %zu entries; the limit is 2^32 - 1", rows);
    int code = asl_api_reals(name, n, score, lo, hi, err);
    return code == ASL_OK ? asl_api_labels(labels, n, y, err) : code;
}

int aslab_ranking_of(size_t n, const double *score, const signed char *y, aslab_ranking *ranking, char *error)
{
    asl_error err;
    known k = {0};
    asl_ranking r;
    int code = asl_api_need(ranking, "ranking", &err);
    if (code == ASL_OK) code = check(n, n, "score", score, -ASL_INF, ASL_INF, "y", y, &err);
    if (code == ASL_OK) code = known_alloc(&k, n, &err);
    if (code == ASL_OK) {
        gather(&k, n, 1, score, y);
        code = asl_ranking_compute(k.n, k.score, k.y, &r, &err);
    }
    if (code == ASL_OK) *ranking = (aslab_ranking){r.positives, r.negatives, r.ap, r.ap_script, r.auroc};
    known_free(&k);
    return asl_api_end(code, &err, error);
}

int aslab_calibration(size_t n, const double *p, const signed char *y, double *ece, double *brier, char *error)
{
    asl_error err;
    asl_calibration c = {0};
    int code = check(n, 0, "p", p, 0, 1, "y", y, &err);
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        if (y[i] >= 0) asl_calibration_add(&c, 1, &p[i], &y[i]);
    }
    if (code == ASL_OK && ece != NULL) *ece = asl_calibration_ece(&c);
    if (code == ASL_OK && brier != NULL) *brier = asl_calibration_brier(&c);
    return asl_api_end(code, &err, error);
}

int aslab_detection_of(size_t n, const double *score, const signed char *wrong, aslab_detection *detection, char *error)
{
    asl_error err;
    known k = {0};
    uint32_t *order = NULL;
    int code = asl_api_need(detection, "detection", &err);
    if (code == ASL_OK) code = check(n, n, "score", score, -ASL_INF, ASL_INF, "wrong", wrong, &err);
    if (code == ASL_OK) code = known_alloc(&k, n, &err);
    if (code == ASL_OK) code = (order = asl_alloc(n, sizeof *order, &err)) != NULL ? ASL_OK : ASL_FAILED;
    if (code == ASL_OK) {
        gather(&k, n, 1, score, wrong);
        code = asl_sort_descending(k.n, k.score, order, &err);
    }
    if (code == ASL_OK) {
        asl_detection d = asl_detection_of(k.n, k.score, k.y, order);
        *detection = (aslab_detection){d.n, d.wrong, d.auroc, d.ap, d.precision, d.lift100};
    }
    free(order);
    known_free(&k);
    return asl_api_end(code, &err, error);
}

/* --- many labels */

/* A table of predictions, scratch for a row or column, and the results of each label. */
typedef struct job {
    size_t samples, labels;
    const double *p;
    const signed char *y;
    double threshold;
    known k;
    asl_decisions *decisions;
    double *ap;
} job;

static int by_label(job *j, aslab_multilabel *m, asl_error *err)
{
    asl_average ap = {0}, auroc = {0};
    asl_calibration pooled = {0};
    for (size_t l = 0; l < j->labels; l++) {
        gather(&j->k, j->samples, j->labels, j->p + l, j->y + l);
        asl_ranking r;
        int code = asl_ranking_compute(j->k.n, j->k.score, j->k.y, &r, err);
        if (code != ASL_OK) return code;
        asl_average_add(&ap, j->ap[l] = r.ap);
        asl_average_add(&auroc, r.auroc);
        j->decisions[l] = asl_decide(j->k.n, j->k.score, j->k.y, j->threshold);
        asl_calibration own = {0};
        asl_calibration_add(&own, j->k.n, j->k.score, j->k.y);
        asl_calibration_merge(&pooled, &own);
    }
    asl_f1 f1 = asl_f1_of(j->labels, j->decisions);
    m->map = asl_average_value(&ap);
    m->map_labels = (size_t)ap.n;
    m->auroc = asl_average_value(&auroc);
    m->ece = asl_calibration_ece(&pooled);
    m->brier = asl_calibration_brier(&pooled);
    m->cf1_mean = f1.cf1_mean;
    m->cf1_ratio = f1.cf1_ratio;
    m->of1 = f1.of1;
    return ASL_OK;
}

/* Samples without known labels are in no mean. */
static void by_sample(job *j, aslab_multilabel *m)
{
    asl_average ranking_loss = {0}, coverage = {0}, lrap = {0};
    for (size_t i = 0; i < j->samples; i++) {
        gather(&j->k, j->labels, 1, j->p + i * j->labels, j->y + i * j->labels);
        if (j->k.n == 0) continue;
        asl_sample_metrics s = asl_sample_metrics_of(1, j->k.n, j->k.score, j->k.y);
        asl_average_add(&ranking_loss, s.ranking_loss);
        asl_average_add(&coverage, s.coverage);
        asl_average_add(&lrap, s.lrap);
    }
    m->ranking_loss = asl_average_value(&ranking_loss);
    m->coverage = asl_average_value(&coverage);
    m->lrap = asl_average_value(&lrap);
}

static int check_table(const job *j, asl_error *err)
{
    if (asl_api_real("threshold", j->threshold, 0, 1, err) != ASL_OK) return ASL_BAD;
    if (j->labels > 0 && j->samples > SIZE_MAX / j->labels)
        return asl_fail(err, ASL_BAD, "%zu samples of %zu labels exceed the address space", j->samples, j->labels);
    return check(j->samples * j->labels, j->samples, "p", j->p, 0, 1, "y", j->y, err);
}

int aslab_multilabel_of(size_t samples, size_t labels, const double *p, const signed char *y, double threshold,
                        double *ap, aslab_multilabel *metrics, char *error)
{
    asl_error err;
    job j = {.samples = samples, .labels = labels, .p = p, .y = y, .threshold = threshold};
    aslab_multilabel m = {0};
    int code = asl_api_need(metrics, "metrics", &err);
    if (code == ASL_OK) code = check_table(&j, &err);
    if (code == ASL_OK) code = known_alloc(&j.k, samples > labels ? samples : labels, &err);
    if (code == ASL_OK) j.decisions = asl_alloc(labels, sizeof *j.decisions, &err);
    if (code == ASL_OK) j.ap = asl_alloc(labels, sizeof *j.ap, &err);
    if (code == ASL_OK && (j.decisions == NULL || j.ap == NULL)) code = ASL_FAILED;
    if (code == ASL_OK) code = by_label(&j, &m, &err);
    if (code == ASL_OK) {
        by_sample(&j, &m);
        for (size_t l = 0; ap != NULL && l < labels; l++) ap[l] = j.ap[l];
        *metrics = m;
    }
    free(j.ap);
    free(j.decisions);
    known_free(&j.k);
    return asl_api_end(code, &err, error);
}
