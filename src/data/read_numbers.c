#include "data/read_numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "io/csv_read.h"

const char *const asl_number_names[ASL_NUMBERS] = {"value", "grad", "hess"};

typedef struct columns {
    long logit, prob, label, theirs[ASL_NUMBERS];
} columns;

static int find_columns(const asl_csv *csv, columns *c, asl_error *err)
{
    int code = ASL_OK;
    c->logit = asl_csv_find(csv, "logit", &code, err);
    c->prob = asl_csv_find(csv, "prob", &code, err);
    c->label = asl_csv_find(csv, "label", &code, err);
    for (int k = 0; k < ASL_NUMBERS; k++) c->theirs[k] = asl_csv_find(csv, asl_number_names[k], &code, err);
    long loss = asl_csv_find(csv, "loss", &code, err);
    if (code != ASL_OK) return code;
    if (c->logit >= 0 && c->prob >= 0)
        return asl_csv_fail_header(csv, err, "columns 'logit' and 'prob'; keep one of them");
    if (c->logit < 0 && c->prob < 0) return asl_csv_fail_header(csv, err, "no column 'logit' or 'prob'");
    if (c->label < 0) return asl_csv_fail_header(csv, err, "no column 'label' (0 or 1)");
    if (loss >= 0 && c->theirs[ASL_VALUE] >= 0)
        return asl_csv_fail_header(csv, err, "columns 'value' and 'loss'; keep one of them");
    if (loss >= 0) c->theirs[ASL_VALUE] = loss;
    if (c->theirs[ASL_VALUE] < 0 && c->theirs[ASL_GRAD] < 0 && c->theirs[ASL_HESS] < 0)
        return asl_csv_fail_header(csv, err, "no numbers to check; add a column 'value', 'grad' or 'hess'");
    return ASL_OK;
}

/* --- one row */

static int read_point(const asl_csv *csv, const columns *c, asl_sigmoid_point *x, asl_error *err)
{
    double score;
    size_t i = (size_t)(c->prob >= 0 ? c->prob : c->logit);
    int code = asl_csv_real(csv, i, &score, err);
    if (code == ASL_OK && c->prob >= 0 && !(score >= 0 && score <= 1))
        return asl_csv_fail_at(csv, i, err, "%.60s is outside [0, 1]", asl_csv_field(csv, i));
    if (code == ASL_OK) *x = asl_sigmoid_of(score, c->prob >= 0);
    return code;
}

/* Number of digits from the first that is not 0. */
static size_t significant_digits(const char *text)
{
    size_t n = 0;
    for (; *text != '\0' && *text != 'e' && *text != 'E'; text++) {
        bool digit = *text >= '0' && *text <= '9';
        n += digit && (n > 0 || *text != '0');
    }
    return n;
}

static int read_number(asl_number_file *f, const asl_csv *csv, long column, double *x, asl_error *err)
{
    enum { FLOAT_DIGITS = 9 };
    size_t i = (size_t)column;
    const char *text = asl_csv_field(csv, i);
    enum asl_number kind = asl_scan_real(text, asl_csv_field_length(csv, i), x);
    if (kind == ASL_NUMBER_NOT && text[strspn(text, " \t")] == '\0')
        return asl_csv_fail_at(csv, i, err, "empty cell; a number is required");
    if (kind == ASL_NUMBER_NOT) return asl_csv_fail_at(csv, i, err, "'%.60s' is not a number", text);
    if (kind == ASL_NUMBER_RANGE) return asl_csv_fail_at(csv, i, err, "%.60s is out of the range of a double", text);
    f->single = f->single && (isnan(*x) || (double)(float)*x == *x || significant_digits(text) <= FLOAT_DIGITS);
    return ASL_OK;
}

static int grow_one(void **array, const asl_number_file *f, size_t size, asl_error *err)
{
    size_t capacity = f->capacity;
    return asl_grow(array, f->n, &capacity, size, err);
}

static int make_room(asl_number_file *f, const columns *c, asl_error *err)
{
    void *x = f->x, *label = f->label, *line = f->line;
    size_t capacity = f->capacity;
    int code = grow_one(&x, f, sizeof *f->x, err);
    f->x = x;
    if (code == ASL_OK) code = grow_one(&label, f, sizeof *f->label, err);
    f->label = label;
    for (int k = 0; k < ASL_NUMBERS && code == ASL_OK; k++) {
        if (c->theirs[k] < 0) continue;
        void *theirs = f->theirs[k];
        code = grow_one(&theirs, f, sizeof *f->theirs[k], err);
        f->theirs[k] = theirs;
    }
    if (code == ASL_OK) code = asl_grow(&line, f->n, &capacity, sizeof *f->line, err);
    f->line = line;
    if (code == ASL_OK) f->capacity = capacity;
    return code;
}

static int read_row(asl_number_file *f, const asl_csv *csv, const columns *c, asl_error *err)
{
    asl_sigmoid_point x;
    signed char y;
    int code = read_point(csv, c, &x, err);
    if (code == ASL_OK) code = asl_csv_label(csv, (size_t)c->label, &y, err);
    if (code != ASL_OK) return code;
    if (y < 0) {
        f->unknown++;
        return ASL_OK;
    }
    code = make_room(f, c, err);
    for (int k = 0; k < ASL_NUMBERS && code == ASL_OK; k++) {
        if (c->theirs[k] >= 0) code = read_number(f, csv, c->theirs[k], &f->theirs[k][f->n], err);
    }
    if (code != ASL_OK) return code;
    f->x[f->n] = x;
    f->label[f->n] = y;
    f->line[f->n++] = asl_csv_line(csv);
    return ASL_OK;
}

int asl_number_file_read(asl_number_file *f, const char *path, asl_error *err)
{
    columns c = {0};
    asl_csv *csv;
    bool row = true;
    *f = (asl_number_file){.single = true};
    int code = asl_csv_open(&csv, path, err);
    if (code == ASL_OK) code = find_columns(csv, &c, err);
    while (row && code == ASL_OK) {
        code = asl_csv_next(csv, &row, err);
        if (row && code == ASL_OK) code = read_row(f, csv, &c, err);
    }
    if (code == ASL_OK && f->n == 0) code = asl_csv_fail(csv, err, "the file has no row with label 0 or 1");
    asl_csv_close(csv);
    if (code != ASL_OK) asl_number_file_free(f);
    return code;
}

void asl_number_file_free(asl_number_file *f)
{
    free(f->x);
    free(f->label);
    free(f->line);
    for (int k = 0; k < ASL_NUMBERS; k++) free(f->theirs[k]);
    *f = (asl_number_file){0};
}
