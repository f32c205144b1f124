#include "data/read_predictions.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "data/dist.h"
#include "io/csv_read.h"

enum { ABSENT = -1 };

/* The columns of one label. In the long form one set serves all labels. */
typedef struct place {
    long score, given, truth, label;
    uint32_t number; /* index of the label, in the wide form */
} place;

typedef struct layout {
    long sample, group;
    place *places; /* [n] */
    size_t n;
} layout;

/* --- the long form */

static int find_long(asl_predictions *d, const asl_csv *csv, layout *l, asl_error *err)
{
    int code = ASL_OK;
    long prob = asl_csv_find(csv, "prob", &code, err), logit = asl_csv_find(csv, "logit", &code, err);
    place p = {.given = asl_csv_find(csv, "given", &code, err),
               .truth = asl_csv_find(csv, "truth", &code, err),
               .label = asl_csv_find(csv, "label", &code, err)};
    if (code != ASL_OK) return code;
    if (prob >= 0 && logit >= 0) return asl_csv_fail_header(csv, err, "columns 'prob' and 'logit'; keep one of them");
    if (p.given < 0)
        return asl_csv_fail_header(csv, err, "column '%s' needs a column 'given' with the observed label, 0 or 1",
                                   prob >= 0 ? "prob" : "logit");
    p.score = prob >= 0 ? prob : logit;
    d->probabilities = prob >= 0;
    d->has_truth = p.truth >= 0;
    d->unnamed = p.label < 0;
    l->places = asl_alloc(1, sizeof p, err);
    if (l->places == NULL) return ASL_FAILED;
    l->places[0] = p;
    l->n = 1;
    return p.label >= 0 ? ASL_OK : asl_intern_put(&d->labels, "label", 5, &l->places[0].number, err);
}

/* --- the wide form */

static bool starts(const char *name, char kind) { return name[0] == kind && name[1] == '_' && name[2] != '\0'; }

static int find_wide_label(asl_predictions *d, const asl_csv *csv, size_t i, layout *l, asl_error *err)
{
    const char *name = asl_csv_column(csv, i);
    char observed[256];
    int code = ASL_OK;
    size_t n = strlen(name);
    if (n >= sizeof observed)
        return asl_csv_fail_header(csv, err, "the name of column %zu is longer than 250 characters", i + 1);
    memcpy(observed, name, n + 1);
    observed[0] = 'y';
    asl_csv_find(csv, name, &code, err); /* fails if there are two columns of this name */
    place p = {(long)i, asl_csv_find(csv, observed, &code, err), ABSENT, ABSENT, 0};
    if (code != ASL_OK) return code;
    if (p.given < 0) return asl_csv_fail_header(csv, err, "column '%.80s' needs a column '%.80s'", name, observed);
    size_t before = d->labels.count;
    code = asl_intern_put(&d->labels, name + 2, strlen(name + 2), &p.number, err);
    if (code == ASL_OK && d->labels.count == before) {
        code = asl_csv_fail_header(csv, err, "label '%.80s' has p_ and z_ columns; keep one of them", name + 2);
    }
    l->places[l->n++] = p;
    return code;
}

static int find_wide(asl_predictions *d, const asl_csv *csv, layout *l, asl_error *err)
{
    size_t width = asl_csv_width(csv), p = 0, z = 0;
    l->places = asl_alloc(width, sizeof *l->places, err);
    int code = l->places == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < width && code == ASL_OK; i++) {
        bool prob = starts(asl_csv_column(csv, i), 'p'), logit = starts(asl_csv_column(csv, i), 'z');
        p += prob;
        z += logit;
        if (prob || logit) code = find_wide_label(d, csv, i, l, err);
    }
    if (code == ASL_OK && p > 0 && z > 0) code = asl_csv_fail_header(csv, err, "p_ and z_ columns; keep one kind");
    bool *used = asl_alloc(width, sizeof *used, err);
    if (used == NULL) return ASL_FAILED;
    for (size_t k = 0; k < l->n; k++) used[l->places[k].given] = true;
    for (size_t i = 0; i < width && code == ASL_OK; i++) {
        const char *name = asl_csv_column(csv, i);
        if (starts(name, 'y') && !used[i])
            code = asl_csv_fail_header(csv, err, "column '%.80s' needs a column p_%.80s or z_%.80s", name, name + 2,
                                       name + 2);
    }
    free(used);
    d->probabilities = p > 0;
    return code;
}

static int find_layout(asl_predictions *d, const asl_csv *csv, layout *l, asl_error *err)
{
    int code = ASL_OK;
    bool wide = false;
    for (size_t i = 0; i < asl_csv_width(csv); i++) {
        wide = wide || starts(asl_csv_column(csv, i), 'p') || starts(asl_csv_column(csv, i), 'z');
    }
    bool lengthy = asl_csv_find(csv, "prob", &code, err) >= 0 || asl_csv_find(csv, "logit", &code, err) >= 0;
    l->sample = asl_csv_find(csv, "sample", &code, err);
    if (code != ASL_OK) return code;
    if (lengthy) return find_long(d, csv, l, err);
    if (wide) return find_wide(d, csv, l, err);
    return asl_csv_fail_header(
        csv, err, "no scores; add a column 'prob' or 'logit' (long form), or p_NAME or z_NAME with y_NAME (wide form)");
}

/* --- rows */

static int read_name(const asl_csv *csv, long column, asl_intern *names, uint32_t *number, asl_error *err)
{
    size_t i = (size_t)column, n = asl_csv_field_length(csv, i);
    if (n == 0) return asl_csv_fail_at(csv, i, err, "empty cell; a name is required");
    return asl_intern_put(names, asl_csv_field(csv, i), n, number, err);
}

static int read_pair(asl_predictions *d, const asl_csv *csv, const place *p, asl_prediction one, asl_error *err)
{
    one.label = p->number;
    one.truth = ASL_UNKNOWN;
    size_t score = (size_t)p->score;
    int code = asl_csv_real(csv, score, &one.score, err);
    if (code == ASL_OK && d->probabilities && !(one.score >= 0 && one.score <= 1)) {
        code = asl_csv_fail_at(csv, score, err, "%.60s is outside [0, 1]", asl_csv_field(csv, score));
    }
    if (code == ASL_OK) code = asl_csv_label(csv, (size_t)p->given, &one.given, err);
    if (code == ASL_OK && p->truth >= 0) code = asl_csv_label(csv, (size_t)p->truth, &one.truth, err);
    if (code == ASL_OK && p->label >= 0) code = read_name(csv, p->label, &d->labels, &one.label, err);
    return code == ASL_OK ? asl_predictions_add(d, &one, err) : code;
}

static int read_rows(asl_predictions *d, asl_csv *csv, const layout *l, asl_error *err)
{
    bool row = true;
    int code = ASL_OK;
    d->per_line = l->n;
    for (uint32_t line = 0; code == ASL_OK; line++) {
        asl_prediction one = {.sample = line};
        code = asl_csv_next(csv, &row, err);
        if (code != ASL_OK || !row) break;
        code = asl_predictions_at_line(d, asl_csv_line(csv), err);
        if (code == ASL_OK && l->sample >= 0) code = read_name(csv, l->sample, &d->samples, &one.sample, err);
        if (code == ASL_OK && l->group >= 0) code = read_name(csv, l->group, &d->groups, &one.group, err);
        for (size_t k = 0; k < l->n && code == ASL_OK; k++) code = read_pair(d, csv, &l->places[k], one, err);
    }
    if (code == ASL_OK && d->n == 0) code = asl_csv_fail(csv, err, "the file has no rows after the header");
    return code;
}

int asl_predictions_read(asl_predictions *d, const char *path, const char *group, asl_error *err)
{
    *d = (asl_predictions){.has_group = group != NULL};
    layout l = {.sample = ABSENT, .group = ABSENT};
    asl_csv *csv;
    int code = asl_csv_open(&csv, path, err);
    if (code == ASL_OK) code = find_layout(d, csv, &l, err);
    if (code == ASL_OK && group != NULL) {
        l.group = asl_csv_find(csv, group, &code, err);
        if (code == ASL_OK && l.group < 0) code = asl_csv_fail_header(csv, err, "no column '%.80s'", group);
    }
    if (code == ASL_OK) code = read_rows(d, csv, &l, err);
    asl_csv_close(csv);
    free(l.places);
    if (code != ASL_OK) asl_predictions_free(d);
    return code;
}

bool asl_dist_is_file(const char *dist)
{
    asl_dist unused;
    bool known;
    asl_dist_read(&unused, dist, &known, NULL);
    return !known && access(dist, F_OK) == 0;
}
