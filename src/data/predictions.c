#include "data/predictions.h"

#include <stdlib.h>

#include "base/memory.h"

static int widen(void **array, size_t n, size_t size, asl_error *err)
{
    void *p = asl_resize(*array, n, size, err);
    if (p == NULL) return ASL_FAILED;
    *array = p;
    return ASL_OK;
}

#define WIDEN(field)                                                                                                   \
    do {                                                                                                               \
        void *array = d->field;                                                                                        \
        if (widen(&array, n, sizeof *d->field, err) != ASL_OK) return ASL_FAILED;                                      \
        d->field = array;                                                                                              \
    } while (0)

static int make_room(asl_predictions *d, asl_error *err)
{
    if (d->n < d->capacity) return ASL_OK;
    size_t n = d->capacity < 1024 ? 1024 : d->capacity * 2;
    WIDEN(score);
    WIDEN(given);
    WIDEN(label);
    WIDEN(sample);
    if (d->has_truth) WIDEN(truth);
    if (d->has_group) WIDEN(group);
    d->capacity = n;
    return ASL_OK;
}

int asl_predictions_add(asl_predictions *d, const asl_prediction *one, asl_error *err)
{
    if (make_room(d, err) != ASL_OK) return ASL_FAILED;
    d->score[d->n] = one->score;
    d->given[d->n] = one->given;
    d->label[d->n] = one->label;
    d->sample[d->n] = one->sample;
    if (d->has_truth) d->truth[d->n] = one->truth;
    if (d->has_group) d->group[d->n] = one->group;
    d->n++;
    return ASL_OK;
}

void asl_predictions_free(asl_predictions *d)
{
    free(d->score);
    free(d->given);
    free(d->truth);
    free(d->label);
    free(d->sample);
    free(d->group);
    free(d->lines);
    asl_intern_free(&d->labels);
    asl_intern_free(&d->samples);
    asl_intern_free(&d->groups);
    *d = (asl_predictions){0};
}

/* views, scores and labels are three blocks; the first view owns the last two. */
asl_label_view *asl_predictions_views(const asl_predictions *d, asl_error *err)
{
    size_t labels = d->labels.count;
    asl_label_view *views = asl_alloc(labels + 1, sizeof *views, err);
    double *score = asl_alloc(d->n, sizeof *score, err);
    signed char *given = asl_alloc(d->n, sizeof *given, err);
    if (views == NULL || score == NULL || given == NULL) {
        free(views);
        free(score);
        free(given);
        return NULL;
    }
    for (size_t i = 0; i < d->n; i++) views[d->label[i]].n += d->given[i] != ASL_UNKNOWN;
    size_t start = 0;
    for (size_t k = 0; k <= labels; k++) {
        size_t n = views[k].n;
        views[k] = (asl_label_view){0, score + start, given + start};
        start += n;
    }
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] == ASL_UNKNOWN) continue;
        asl_label_view *v = &views[d->label[i]];
        v->score[v->n] = d->score[i];
        v->given[v->n] = d->given[i];
        v->n++;
    }
    return views;
}

void asl_predictions_views_free(asl_label_view *views)
{
    if (views == NULL) return;
    free(views[0].score);
    free(views[0].given);
    free(views);
}

int asl_predictions_at_line(asl_predictions *d, size_t line, asl_error *err)
{
    if (d->nlines > 0) {
        const asl_line_run *last = &d->lines[d->nlines - 1];
        if (line - last->line == (d->n - last->entry) / d->per_line) return ASL_OK;
    }
    void *lines = d->lines;
    int code = asl_grow(&lines, d->nlines, &d->room, sizeof *d->lines, err);
    d->lines = lines;
    if (code == ASL_OK) d->lines[d->nlines++] = (asl_line_run){d->n, line};
    return code;
}

size_t asl_predictions_line(const asl_predictions *d, size_t i)
{
    size_t from = 0, to = d->nlines;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        *(d->lines[middle].entry <= i ? &from : &to) = middle;
    }
    return d->nlines > 0 ? d->lines[from].line + (i - d->lines[from].entry) / d->per_line : 0;
}

asl_special_counts asl_predictions_special_counts(const asl_predictions *d)
{
    asl_special_counts o = {0};
    for (size_t i = 0; i < d->n; i++) {
        o.infinite += d->probabilities && (d->score[i] == 0 || d->score[i] == 1);
        o.unknown += d->given[i] == ASL_UNKNOWN;
    }
    return o;
}
