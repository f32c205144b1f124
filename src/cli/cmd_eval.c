#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/predictions_input.h"
#include "io/csv_read.h"
#include "options/options.h"

static const asl_option options[] = {
    ASL_LOSS_OPTION("asl", "the loss to evaluate"),
    {.name = NULL},
};

static const char *const added[] = {"loss", "grad", "hess"};
enum { ADDED = sizeof added / sizeof added[0] };

/* Number of rows that are remembered to find repeated (sample, label) pairs: about 100 MB. Rows are streamed, so that
 * files of any length fit into memory. */
enum { MOST_REMEMBERED = 2000000 };

typedef struct evaluation {
    asl_csv *csv;
    asl_loss loss;
    size_t score, label; /* columns */
    bool probabilities;
    size_t infinite, unknown; /* counts, for notes at the end */
    asl_cell *cells;
    long sample, name; /* columns that identify the pair of a row; -1: there is none */
    bool remembers, forgot;
    asl_predictions pairs; /* those remembered so far */
} evaluation;

static int find_columns(evaluation *e, asl_error *err)
{
    int code = ASL_OK;
    long logit = asl_csv_find(e->csv, "logit", &code, err), prob = asl_csv_find(e->csv, "prob", &code, err);
    long given = asl_csv_find(e->csv, "given", &code, err), label = asl_csv_find(e->csv, "label", &code, err);
    if (code != ASL_OK) return code;
    for (size_t i = 0; i < ADDED; i++) {
        if (asl_csv_find(e->csv, added[i], &code, err) >= 0) {
            return asl_csv_fail_header(e->csv, err, "there is a column '%s' already, and eval would add one", added[i]);
        }
    }
    if (logit >= 0 && prob >= 0)
        return asl_csv_fail_header(e->csv, err, "there is both a column 'logit' and a column 'prob': keep one");
    if (logit < 0 && prob < 0) return asl_csv_fail_header(e->csv, err, "there is no column 'logit' or 'prob'");
    if (given < 0 && label < 0)
        return asl_csv_fail_header(e->csv, err, "there is no column 'given' or 'label' of 0 and 1");
    e->probabilities = prob >= 0;
    e->score = (size_t)(prob >= 0 ? prob : logit);
    e->label = (size_t)(given >= 0 ? given : label);
    e->sample = asl_csv_find(e->csv, "sample", &code, NULL);
    e->name = given >= 0 ? label : -1;
    e->remembers = code == ASL_OK && e->sample >= 0 && e->name >= 0;
    e->pairs.per_line = 1;
    return ASL_OK;
}

static int name_at(const asl_csv *csv, long column, asl_intern *names, uint32_t *number)
{
    size_t i = (size_t)column;
    return asl_intern_put(names, asl_csv_field(csv, i), asl_csv_field_length(csv, i), number, NULL);
}

static void remember(evaluation *e, signed char given)
{
    asl_prediction one = {.given = given};
    if (!e->remembers) return;
    bool kept = e->pairs.n < MOST_REMEMBERED &&
                asl_predictions_at_line(&e->pairs, asl_csv_line(e->csv), NULL) == ASL_OK &&
                name_at(e->csv, e->sample, &e->pairs.samples, &one.sample) == ASL_OK &&
                name_at(e->csv, e->name, &e->pairs.labels, &one.label) == ASL_OK &&
                asl_predictions_add(&e->pairs, &one, NULL) == ASL_OK;
    e->remembers = kept;
    e->forgot = !kept;
}

static int send_columns(evaluation *e, asl_row_sink v, asl_error *err)
{
    size_t n = asl_csv_width(e->csv);
    const char **names = asl_alloc(n + ADDED, sizeof *names, err);
    e->cells = asl_alloc(n + ADDED, sizeof *e->cells, err);
    if (names == NULL || e->cells == NULL) {
        free(names);
        return ASL_FAILED;
    }
    for (size_t i = 0; i < n; i++) names[i] = asl_csv_column(e->csv, i);
    memcpy(names + n, added, sizeof added);
    int code = v.columns(v.self, names, n + ADDED, err);
    free(names);
    return code;
}

static int send_row(evaluation *e, asl_row_sink v, asl_error *err)
{
    double score;
    signed char y;
    int code = asl_csv_real(e->csv, e->score, &score, err);
    if (code == ASL_OK && e->probabilities && !(score >= 0 && score <= 1)) {
        return asl_csv_fail_at(e->csv, e->score, err, "%s is outside [0, 1]", asl_csv_field(e->csv, e->score));
    }
    if (code == ASL_OK) code = asl_csv_label(e->csv, e->label, &y, err);
    if (code != ASL_OK) return code;
    size_t n = asl_csv_width(e->csv);
    for (size_t i = 0; i < n; i++) e->cells[i] = asl_cell_text(asl_csv_field(e->csv, i));
    asl_sigmoid_point x = asl_sigmoid_of(score, e->probabilities);
    e->infinite += e->probabilities && (score == 0 || score == 1);
    e->unknown += y < 0;
    remember(e, y);
    asl_loss_value j = y < 0 ? (asl_loss_value){0} : asl_loss_at(&e->loss, x, y);
    e->cells[n] = y < 0 ? asl_cell_blank() : asl_cell_double(j.value);
    e->cells[n + 1] = y < 0 ? asl_cell_blank() : asl_cell_double(j.grad);
    e->cells[n + 2] = y < 0 ? asl_cell_blank() : asl_cell_double(j.hess);
    return v.row(v.self, e->cells, n + ADDED, err);
}

static int add_notes(const asl_options *o, const evaluation *e, asl_error *err)
{
    asl_note_special(o, e->infinite, e->unknown, "their loss, grad and hess are blank");
    if (e->forgot)
        asl_options_note(o, "only the first %zu rows were searched for repeated (sample, label) pairs", e->pairs.n);
    return asl_note_duplicates(o, &e->pairs, asl_options_input(o), err);
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    evaluation e = {0};
    int code = asl_options_one_loss(o, &e.loss, err);
    if (code == ASL_OK) code = asl_csv_open(&e.csv, asl_options_input(o), err);
    if (code == ASL_OK) code = find_columns(&e, err);
    if (code == ASL_OK) code = send_columns(&e, v, err);
    bool row = code == ASL_OK;
    while (row && code == ASL_OK) {
        code = asl_csv_next(e.csv, &row, err);
        if (row && code == ASL_OK) code = send_row(&e, v, err);
    }
    if (code == ASL_OK) code = add_notes(o, &e, err);
    asl_csv_close(e.csv);
    asl_predictions_free(&e.pairs);
    free(e.cells);
    return code;
}

const asl_command asl_command_eval = {
    .name = "eval",
    .summary = "add loss, gradient and second derivative to each row of a CSV",
    .arg = "FILE",
    .max_args = 1,
    .reads = true,
    .options = options,
    .description = "Reads FILE, or standard input, with a column 'logit' or 'prob', and a column\n"
                   "'given' (or, if there is none, 'label') of 0 and 1; -1 or blank is unknown.\n"
                   "Writes the same columns and three more.\n",
    .details = "columns:\n"
               "  loss  the loss, in nats\n"
               "  grad  d(loss)/d(logit)\n"
               "  hess  d(grad)/d(logit)\n"
               "They are blank if the label is unknown. The probabilities 0 and 1 are the\n"
               "logits -inf and inf, where loss and gradient are limits.\n\n"
               "examples:\n"
               "  printf 'logit,label\\n2.5,1\\n-1,0\\n' | aslab eval --loss focal:gamma=2\n"
               "  aslab eval --loss asl:margin=0.1 predictions.csv -o losses.csv\n",
    .drawn = true,
    .rows = rows,
};
