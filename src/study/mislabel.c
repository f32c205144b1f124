#include <math.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "math/sort.h"
#include "study/label_audit.h"

/* Each has two columns: NAME_missing for labels given 0, NAME_spurious for labels given 1. */
#define TWO_COLUMNS(name, meaning) {#name "_missing", meaning}, {#name "_spurious", meaning},

enum {
    C_GIVEN_NEG = 2 * ASL_SIDE_COUNT,
    C_GIVEN_POS,
    C_EST_MISSING,
    C_EST_SPURIOUS,
    C_PAST,
    C_PRECISION_PAST,
    C_RECALL_PAST,
    COLUMNS
};

const asl_mislabel_column asl_mislabel_columns[] = {
    ASL_SIDE_COLUMNS(TWO_COLUMNS){"given_neg", "number of labels given 0"},
    {"given_pos", "number of labels given 1"},
    {"est_missing", "estimated number of wrong labels given 0 (confident learning, needs no truth)"},
    {"est_spurious", "the same for labels given 1"},
    {"past_peak", "fraction of labels given 0 past p*, where the gradient falls as p grows"},
    {"past_precision", "fraction of these that are wrong"},
    {"past_recall", "fraction of the missing labels that are past p*"},
    {NULL, NULL},
};

/* Count the labels given 0 past p*: their fraction, the fraction of wrong ones among them, the fraction of wrong
 * labels that they contain. */
static void count_past(const asl_label_audit *a, const asl_label_audit_side *s, bool known, double *row)
{
    double past = 0, hits = 0, wrong = 0;
    for (size_t i = 0; i < s->n; i++) {
        bool beyond = asl_label_audit_past(a, s->pair[i]);
        past += beyond;
        hits += beyond && s->wrong[i];
        wrong += s->wrong[i];
    }
    row[C_PAST] = past / (double)s->n;
    if (known) row[C_PRECISION_PAST] = hits / past;
    if (known) row[C_RECALL_PAST] = hits / wrong;
}

static int detect_side(const asl_label_audit *a, asl_label_audit_side *s, int given, double *row, asl_error *err)
{
    double found[ASL_SIDE_COUNT];
    for (int i = 0; i < ASL_SIDE_COUNT; i++) found[i] = ASL_NAN;
    int code = asl_side_detect(a, s, found, err);
    for (int i = 0; i < ASL_SIDE_COUNT; i++) row[2 * i + given] = found[i];
    return code;
}

static int fill_row(const asl_label_audit *a, size_t from, size_t to, double *row, asl_error *err)
{
    bool known = a->m->d->has_truth;
    int code = ASL_OK;
    for (int i = 0; i < COLUMNS; i++) row[i] = ASL_NAN;
    for (int given = 0; given < 2 && code == ASL_OK; given++) {
        asl_label_audit_side s;
        code = asl_side_make(&s, a, from, to, given, err);
        if (code == ASL_OK) row[given ? C_GIVEN_POS : C_GIVEN_NEG] = (double)s.n;
        if (code == ASL_OK && given == 0) count_past(a, &s, known, row);
        if (code == ASL_OK && known) code = detect_side(a, &s, given, row, err);
        asl_side_free(&s);
    }
    return code;
}

/* --- rows */

static int emit(const double *row, const char *loss, const char *kind, const char *label, asl_row_sink v,
                asl_error *err)
{
    asl_cell cells[3 + COLUMNS] = {asl_cell_text(loss), asl_cell_text(kind), asl_cell_text(label)};
    for (size_t i = 0; i < COLUMNS; i++) cells[3 + i] = asl_cell_double(row[i]);
    return v.row(v.self, cells, 3 + COLUMNS, err);
}

static int rows_of_loss(asl_label_audit *a, const char *name, const void *with, asl_row_sink v, asl_error *err)
{
    (void)with;
    double total[2] = {0}, row[COLUMNS];
    int code = ASL_OK;
    for (size_t k = 0; k < a->labels && code == ASL_OK; k++) {
        code = fill_row(a, a->start[k], a->start[k + 1], row, err);
        for (size_t y = 0; y < 2; y++) {
            row[C_EST_MISSING + y] = a->estimate[2 * k + y];
            total[y] += a->estimate[2 * k + y];
        }
        if (code == ASL_OK) code = emit(row, name, "label", asl_intern_at(&a->m->d->labels, k), v, err);
    }
    if (code == ASL_OK) code = fill_row(a, 0, a->n, row, err);
    row[C_EST_MISSING] = total[0];
    row[C_EST_SPURIOUS] = total[1];
    return code == ASL_OK ? emit(row, name, "all", "all", v, err) : code;
}

int asl_mislabel_rows(const asl_mislabel *m, asl_row_sink v, asl_error *err)
{
    const char *names[3 + COLUMNS] = {"loss", "row", "label"};
    for (size_t i = 0; i < COLUMNS; i++) names[3 + i] = asl_mislabel_columns[i].name;
    return asl_label_audit_each(m, names, 3 + COLUMNS, rows_of_loss, NULL, v, err);
}

/* --- suspects */

static int suspects_of_side(const asl_label_audit *a, const char *name, int given, size_t top, asl_row_sink v,
                            asl_error *err)
{
    const asl_predictions *d = a->m->d;
    asl_label_audit_side s;
    int code = asl_side_make(&s, a, 0, a->n, given, err);
    if (code == ASL_OK) code = asl_sort_descending(s.n, s.suspicion, s.order, err);
    for (size_t r = 0; r < top && r < s.n && code == ASL_OK; r++) {
        size_t i = s.order[r];
        uint32_t pair = s.pair[i];
        bool named = d->samples.count > 0, known = d->has_truth && d->truth[pair] != ASL_UNKNOWN;
        double p = asl_label_audit_prob(a, pair).p;
        asl_cell cells[] = {asl_cell_text(name),
                            asl_cell_text(given ? "given 1" : "given 0"),
                            asl_cell_int((long long)r + 1),
                            named ? asl_cell_text(asl_intern_at(&d->samples, d->sample[pair]))
                                  : asl_cell_int(d->sample[pair] + 1),
                            asl_cell_text(asl_intern_at(&d->labels, d->label[pair])),
                            asl_cell_int(given),
                            asl_cell_double(p),
                            asl_cell_double(s.value[i]),
                            asl_cell_double(s.grad[i]),
                            given ? asl_cell_blank() : asl_cell_int(asl_label_audit_past(a, pair)),
                            known ? asl_cell_int(d->truth[pair]) : asl_cell_blank()};
        code = v.row(v.self, cells, sizeof cells / sizeof cells[0] - !d->has_truth, err);
    }
    asl_side_free(&s);
    return code;
}

static int suspects_of(asl_label_audit *a, const char *name, const void *top, asl_row_sink v, asl_error *err)
{
    int code = suspects_of_side(a, name, 0, *(const size_t *)top, v, err);
    return code == ASL_OK ? suspects_of_side(a, name, 1, *(const size_t *)top, v, err) : code;
}

int asl_mislabel_suspects(const asl_mislabel *m, size_t top, asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"loss", "side",  "rank", "sample",    "label", "given",
                                        "p",    "value", "grad", "past_peak", "truth"};
    size_t n = sizeof names / sizeof names[0] - !m->d->has_truth;
    return asl_label_audit_each(m, names, n, suspects_of, &top, v, err);
}
