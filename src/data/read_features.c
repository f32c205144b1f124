#include "data/read_features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "io/csv_read.h"
#include "io/digest.h"

/* The columns of one kind, named as in train.csv, and their positions in the current file. */
typedef struct columns {
    asl_intern names;
    size_t *at; /* [names.count] */
} columns;

typedef struct layout {
    columns x, y;
    double *shift; /* [x.names.count] first row of train; see read_row */
} layout;

#define LARGEST 1e30 /* larger values overflow when squared and summed in single precision */

static bool is_feature(const char *name) { return name[0] == 'x'; }
static bool is_label(const char *name) { return name[0] == 'y' && name[1] == '_' && name[2] != '\0'; }

static void columns_free(columns *c)
{
    asl_intern_free(&c->names);
    free(c->at);
}

/* Collect the names from the header of train.csv. */
static int learn(columns *c, const asl_csv *csv, bool (*of_kind)(const char *), asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < asl_csv_width(csv) && code == ASL_OK; i++) {
        const char *name = asl_csv_column(csv, i);
        uint32_t number;
        if (of_kind(name)) code = asl_intern_put(&c->names, name, strlen(name), &number, err);
    }
    return code;
}

/* Find these names in the header of the current file, which must have no other columns of the kind. */
static int locate(columns *c, const asl_csv *csv, bool (*of_kind)(const char *), asl_error *err)
{
    int code = ASL_OK;
    size_t there = 0;
    free(c->at);
    c->at = asl_alloc(c->names.count, sizeof *c->at, err);
    if (c->at == NULL) return ASL_FAILED;
    for (size_t i = 0; i < c->names.count && code == ASL_OK; i++) {
        const char *name = asl_intern_at(&c->names, i);
        long at = asl_csv_find(csv, name, &code, err);
        if (code == ASL_OK && at < 0)
            code = asl_csv_fail_header(csv, err, "column '%.80s' is missing; train.csv has it", name);
        c->at[i] = (size_t)at;
    }
    for (size_t i = 0; i < asl_csv_width(csv); i++) there += of_kind(asl_csv_column(csv, i));
    if (code == ASL_OK && there > c->names.count)
        code = asl_csv_fail_header(csv, err, "%zu x* or y_* columns, but train.csv has %zu", there, c->names.count);
    return code;
}

/* Make room for another row of a growing split. */
static int grow(asl_split *s, size_t *room, const layout *l, asl_error *err)
{
    if (s->n < *room) return ASL_OK;
    size_t more = *room < 1024 ? 1024 : 2 * *room;
    void *x = asl_resize(s->x, more, l->x.names.count * sizeof *s->x, err);
    if (x == NULL) return ASL_FAILED;
    s->x = x;
    void *given = asl_resize(s->given, more, l->y.names.count, err);
    if (given == NULL) return ASL_FAILED;
    s->given = given;
    *room = more;
    return ASL_OK;
}

static int read_row(asl_split *s, const asl_csv *csv, const layout *l, bool first, asl_error *err)
{
    size_t D = l->x.names.count, K = l->y.names.count;
    int code = ASL_OK;
    for (size_t j = 0; j < D && code == ASL_OK; j++) {
        double x;
        code = asl_csv_real(csv, l->x.at[j], &x, err);
        if (code == ASL_OK && fabs(x) > LARGEST)
            code =
                asl_csv_fail_at(csv, l->x.at[j], err, "%.40s is outside [-1e30, 1e30]", asl_csv_field(csv, l->x.at[j]));
        /* A large constant part of a feature would cost digits in single precision, and standardising removes it. */
        if (first) l->shift[j] = x;
        if (code == ASL_OK) s->x[s->n * D + j] = (float)(x - l->shift[j]);
    }
    for (size_t k = 0; k < K && code == ASL_OK; k++) {
        signed char *y = &s->given[s->n * K + k];
        code = asl_csv_label(csv, l->y.at[k], y, err);
        if (code == ASL_OK && *y < 0)
            code = asl_csv_fail_at(csv, l->y.at[k], err, "unknown label; training needs 0 or 1");
    }
    if (code == ASL_OK) s->n++;
    return code;
}

static int read_split(asl_split *s, layout *l, const char *dir, const char *file, asl_error *err)
{
    asl_strbuf path = {0};
    asl_strbuf_format(&path, "%s/%s", dir, file);
    char *whole = asl_strbuf_take(&path, err);
    asl_csv *csv = NULL;
    size_t room = 0;
    bool row = true, first = l->shift == NULL;
    int code = whole == NULL ? ASL_FAILED : asl_csv_open(&csv, whole, err);
    free(whole);
    if (code == ASL_OK && l->x.names.count == 0) {
        code = learn(&l->x, csv, is_feature, err);
        if (code == ASL_OK) code = learn(&l->y, csv, is_label, err);
        if (code == ASL_OK && (l->x.names.count == 0 || l->y.names.count == 0))
            code = asl_csv_fail_header(csv, err, "no %s columns; name features x... and labels y_NAME",
                                       l->x.names.count == 0 ? "feature" : "label");
    }
    if (code == ASL_OK && first) l->shift = asl_alloc(l->x.names.count, sizeof *l->shift, err);
    if (code == ASL_OK && l->shift == NULL) code = ASL_FAILED;
    if (code == ASL_OK) code = locate(&l->x, csv, is_feature, err);
    if (code == ASL_OK) code = locate(&l->y, csv, is_label, err);
    while (code == ASL_OK) {
        code = asl_csv_next(csv, &row, err);
        if (code != ASL_OK || !row) break;
        code = grow(s, &room, l, err);
        if (code == ASL_OK) code = read_row(s, csv, l, first, err);
        first = false;
    }
    if (code == ASL_OK && s->n == 0) code = asl_csv_fail(csv, err, "the file has no rows after the header");
    asl_csv_close(csv);
    return code;
}

static char *own_name(const char *dir, asl_error *err)
{
    size_t end = strlen(dir), start;
    while (end > 1 && dir[end - 1] == '/') end--;
    for (start = end; start > 0 && dir[start - 1] != '/'; start--) continue;
    for (size_t i = start; i < end; i++) {
        if ((unsigned char)dir[i] >= 0x20 && dir[i] != 0x7f) continue;
        asl_fail(err, ASL_BAD, "--data: the name of the folder contains a control character");
        return NULL;
    }
    if (end == start || (end == 1 && dir[0] == '/')) {
        asl_fail(err, ASL_BAD, "--data = '%.60s' does not end in the name of a folder", dir);
        return NULL;
    }
    asl_strbuf t = {0};
    asl_strbuf_add_bytes(&t, dir + start, end - start);
    return asl_strbuf_take(&t, err);
}

static void digest_split(asl_digest *digest, const asl_split *s, size_t features, size_t labels)
{
    const size_t shape[] = {s->n, features, labels};
    asl_digest_add(digest, (const char *)shape, sizeof shape);
    asl_digest_add(digest, (const char *)s->x, s->n * features * sizeof *s->x);
    asl_digest_add(digest, (const char *)s->given, s->n * labels);
}

/* Digest the numbers as they were read, because the files may change later. */
static void digest_tables(asl_named_data *data)
{
    asl_digest digest;
    const asl_dataset *d = &data->tables;
    asl_digest_start(&digest);
    digest_split(&digest, &d->train, d->features, d->labels);
    digest_split(&digest, &d->test, d->features, d->labels);
    asl_digest_end(&digest, data->digest);
}

int asl_features_read(asl_named_data *data, const char *dir, asl_error *err)
{
    layout l = {0};
    *data = (asl_named_data){.name = own_name(dir, err)};
    int code = data->name == NULL ? err->code : read_split(&data->tables.train, &l, dir, "train.csv", err);
    if (code == ASL_OK) code = read_split(&data->tables.test, &l, dir, "test.csv", err);
    data->tables.features = l.x.names.count;
    data->tables.labels = l.y.names.count;
    data->labels = l.y.names;
    l.y.names = (asl_intern){0};
    columns_free(&l.x);
    columns_free(&l.y);
    free(l.shift);
    if (code == ASL_OK) digest_tables(data);
    if (code != ASL_OK) asl_features_free(data);
    return code;
}

void asl_features_free(asl_named_data *data)
{
    free((char *)data->name);
    asl_dataset_free(&data->tables);
    asl_intern_free(&data->labels);
    *data = (asl_named_data){0};
}
