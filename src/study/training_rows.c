/* The rows of a grid of training runs. */
#include "study/training_rows.h"

#include <math.h>

#include "base/numbers.h"
#include "study/training.h"

const asl_column asl_record_columns[ASL_RECORD_VALUES + 1] = {
    {"lr_now", "", ASL_COLUMN_REAL, offsetof(asl_record, lr)},
    {"gamma_neg_now", "", ASL_COLUMN_REAL, offsetof(asl_record, gamma_neg)},
    {"loss_now", "", ASL_COLUMN_REAL, offsetof(asl_record, loss)},
    ASL_COLUMN(asl_record, pt_pos, REAL, ""),
    ASL_COLUMN(asl_record, pt_neg, REAL, ""),
    ASL_COLUMN(asl_record, delta_p, REAL, ""),
    ASL_COLUMN(asl_record, p_missing, REAL, ""),
    ASL_COLUMN(asl_record, past_missing, REAL, ""),
    ASL_COLUMN(asl_record, grad_pos, REAL, ""),
    ASL_COLUMN(asl_record, grad_neg, REAL, ""),
    ASL_COLUMN(asl_record, grad_missing, REAL, ""),
    ASL_COLUMN(asl_record, missing_over_pos, REAL, ""),
    {.name = NULL},
};

size_t asl_training_axis_names(const asl_training *t, const char **names)
{
    const asl_training_spec *s = t->spec;
    size_t n = 0;
    names[n++] = "loss";
    if (s->ntables > 0) names[n++] = "data";
    for (size_t i = 0; i < s->nparams; i++) names[n++] = s->params[i];
    if (s->nbiases > 1) names[n++] = "bias";
    if (s->nlabel_corrections > 1) names[n++] = "rescue";
    if (s->adaptive) {
        names[n++] = "adapt_target";
        names[n++] = "adapt_rate";
    }
    names[n++] = "missing";
    names[n++] = "spurious";
    names[n++] = "hidden";
    names[n++] = "lr";
    return n;
}

size_t asl_training_axis_cells(const asl_training *t, const size_t at[ASL_TRAINING_AXES], asl_cell *cells)
{
    const asl_training_spec *s = t->spec;
    const asl_loss *loss = &s->losses[at[ASL_BY_LOSS]];
    size_t n = 0;
    cells[n++] = asl_cell_text(t->loss_names[at[ASL_BY_LOSS]]);
    if (s->ntables > 0) cells[n++] = asl_cell_text(s->tables[at[ASL_BY_DATA]].name);
    for (size_t i = 0; i < s->nparams; i++) {
        int param = asl_family_param(loss->family, s->params[i], NULL);
        cells[n++] = asl_cell_double(param >= 0 ? loss->theta[param] : ASL_NAN);
    }
    if (s->nbiases > 1) cells[n++] = asl_cell_text(asl_bias_names[s->biases[at[ASL_BY_BIAS]]]);
    if (s->nlabel_corrections > 1)
        cells[n++] = asl_cell_text(asl_label_correction_names[s->label_corrections[at[ASL_BY_LABEL_CORRECTION]]]);
    if (s->adaptive) {
        cells[n++] = asl_cell_double(asl_axis_value(&s->adapt_target, at[ASL_BY_TARGET]));
        cells[n++] = asl_cell_double(asl_axis_value(&s->adapt_rate, at[ASL_BY_RATE]));
    }
    cells[n++] = asl_cell_double(asl_axis_value(&s->missing, at[ASL_BY_MISSING]));
    cells[n++] = asl_cell_double(asl_axis_value(&s->spurious, at[ASL_BY_SPURIOUS]));
    cells[n++] = asl_cell_double(asl_axis_value(&s->hidden, at[ASL_BY_HIDDEN]));
    cells[n++] = asl_cell_double(asl_axis_value(&s->lr, at[ASL_BY_LR]));
    return n;
}

int asl_training_columns(const asl_training *t, asl_row_sink v, asl_error *err)
{
    const char *names[ASL_TRAINING_MOST_COLUMNS];
    size_t n = asl_training_axis_names(t, names);
    names[n++] = "tuned";
    names[n++] = "seed";
    if (t->spec->train_config.records > 0) {
        names[n++] = "step";
        n += asl_column_names(asl_record_columns, names + n);
    } else {
        for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) names[n++] = asl_measures[i].name;
        names[n++] = "note";
    }
    return v.columns(v.self, names, n, err);
}

static int record_rows(const asl_run_result *o, size_t records, asl_cell *cells, size_t n, asl_row_sink v,
                       asl_error *err)
{
    int code = ASL_OK;
    for (size_t r = 0; r < records && code == ASL_OK; r++) {
        cells[n] = asl_cell_double((double)o->records[r].step);
        size_t values = asl_column_cells(asl_record_columns, &o->records[r], cells + n + 1);
        code = v.row(v.self, cells, n + 1 + values, err);
    }
    return code;
}

static int measure_row(const asl_run_result *o, asl_cell *cells, size_t n, asl_row_sink v, asl_error *err)
{
    asl_strbuf note = {0};
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) cells[n++] = asl_cell_double(o->measures[i]);
    if (o->diverged == 0 && isnan(o->measures[ASL_MEASURE_train_loss]))
        asl_strbuf_add(&note, "diverged: the weights are finite, but the logits are not");
    if (o->diverged == 0 && isinf(o->measures[ASL_MEASURE_train_loss])) asl_strbuf_add(&note, "the loss is not finite");
    if (o->measures[ASL_MEASURE_map_labels] == 0) asl_strbuf_add(&note, "no label has a positive on test");
    if (o->diverged) asl_strbuf_format(&note, "diverged: a weight was not finite at step %zu", o->diverged);
    cells[n++] = note.data != NULL ? asl_cell_text(note.data) : asl_cell_blank();
    int code = v.row(v.self, cells, n, err);
    asl_strbuf_free(&note);
    return code;
}

int asl_training_rows(const asl_training *t, asl_row_sink v, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    int code = ASL_OK;
    for (size_t run = 0; run < t->runs && code == ASL_OK; run++) {
        asl_cell cells[ASL_TRAINING_MOST_COLUMNS];
        size_t at[ASL_TRAINING_AXES];
        asl_training_unravel(t, run, at);
        size_t n = asl_training_axis_cells(t, at, cells);
        cells[n++] = asl_cell_int(t->tuned[run]);
        cells[n++] = asl_cell_int(s->first_seed + (long long)at[ASL_BY_SEED]);
        code = s->train_config.records > 0 ? record_rows(&t->outcomes[run], s->train_config.records, cells, n, v, err)
                                           : measure_row(&t->outcomes[run], cells, n, v, err);
    }
    return code;
}
