/* Means over the seeds of a grid of training runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/interval.h"
#include "study/training.h"
#include "study/training_rows.h"

/* One configuration: its runs, and the runs of the reference loss. */
typedef struct pair {
    size_t run, reference; /* of the first seed; the others follow. reference == runs: none */
    const char *choice;
} pair;

/* The run with the reference loss and otherwise equal axes. tuned: with that loss's own tuned learning rate. */
static size_t reference_of(const asl_training *t, size_t run, bool tuned)
{
    size_t at[ASL_TRAINING_AXES];
    if (t->spec->reference == t->spec->nlosses) return t->runs;
    asl_training_unravel(t, run, at);
    at[ASL_BY_LOSS] = t->spec->reference;
    for (size_t r = 0; tuned && r < t->count[ASL_BY_LR]; r++) {
        at[ASL_BY_LR] = r;
        if (t->tuned[asl_training_ravel(t, at)]) return asl_training_ravel(t, at);
    }
    return tuned ? t->runs : asl_training_ravel(t, at);
}

/* Measure `metric` of a run or, with a trajectory, column `metric` of a record. */
static double value_of(const asl_training *t, size_t run, size_t record, size_t metric)
{
    if (t->spec->train_config.records == 0) return t->outcomes[run].measures[metric];
    return asl_column_get(&asl_record_columns[metric], &t->outcomes[run].records[record]).as.real;
}

/* The cells of the current row, and scratch for the seeds. */
typedef struct row_maker {
    const asl_training *t;
    const pair *pair;
    asl_cell cells[ASL_TRAINING_MOST_COLUMNS];
    size_t n;
    double *own, *off; /* [seeds] */
    asl_row_sink visitor;
} row_maker;

static int summarise(row_maker *m, size_t record, size_t metric, const char *name, asl_error *err)
{
    const asl_training *t = m->t;
    size_t seeds = t->count[ASL_BY_SEED], n = m->n;
    for (size_t i = 0; i < seeds; i++) {
        m->own[i] = value_of(t, m->pair->run + i, record, metric);
        m->off[i] =
            m->pair->reference < t->runs ? m->own[i] - value_of(t, m->pair->reference + i, record, metric) : ASL_NAN;
    }
    asl_interval mean = asl_interval_of(seeds, m->own), diff = asl_interval_of(seeds, m->off);
    if (mean.n == 0 && t->spec->train_config.records > 0)
        return ASL_OK; /* undefined, such as p of missing labels if there are none */
    m->cells[n++] = asl_cell_text(name);
    m->cells[n++] = asl_cell_int((long long)mean.n);
    const double numbers[] = {mean.mean, mean.low, mean.high, diff.mean, diff.low, diff.high};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) m->cells[n++] = asl_cell_double(numbers[i]);
    return m->visitor.row(m->visitor.self, m->cells, n, err);
}

static int configuration(row_maker *m, const pair *p, asl_error *err)
{
    const asl_training *t = m->t;
    size_t at[ASL_TRAINING_AXES], records = t->spec->train_config.records;
    asl_training_unravel(t, p->run, at);
    m->pair = p;
    m->n = asl_training_axis_cells(t, at, m->cells);
    m->cells[m->n++] = asl_cell_text(p->choice);
    int code = ASL_OK;
    for (size_t i = 0; records == 0 && i < ASL_MEASURE_COUNT && code == ASL_OK; i++) {
        code = summarise(m, 0, i, asl_measures[i].name, err);
    }
    if (records > 0) m->n++;
    for (size_t i = 0; records > 0 && i < ASL_RECORD_VALUES && code == ASL_OK; i++) {
        for (size_t r = 0; r < records && code == ASL_OK; r++) {
            m->cells[m->n - 1] = asl_cell_double((double)t->outcomes[p->run].records[r].step);
            code = summarise(m, r, i, asl_record_columns[i].name, err);
        }
    }
    return code;
}

static int columns(const asl_training *t, asl_row_sink v, asl_error *err)
{
    static const char *const last[] = {"metric", "seeds", "mean", "low", "high", "diff", "diff_low", "diff_high"};
    const char *names[ASL_TRAINING_MOST_COLUMNS];
    size_t n = asl_training_axis_names(t, names);
    names[n++] = "lr_choice";
    if (t->spec->train_config.records > 0) names[n++] = "step";
    for (size_t i = 0; i < sizeof last / sizeof last[0]; i++) names[n++] = last[i];
    return v.columns(v.self, names, n, err);
}

int asl_training_summary(const asl_training *t, asl_row_sink v, asl_error *err)
{
    size_t seeds = t->count[ASL_BY_SEED];
    row_maker m = {.t = t, .own = asl_alloc(2 * seeds, sizeof *m.own, err), .visitor = v};
    int code = m.own == NULL ? ASL_FAILED : columns(t, v, err);
    if (m.own != NULL) m.off = m.own + seeds;
    for (size_t run = 0; run < t->runs && code == ASL_OK; run += seeds) {
        pair fixed = {run, reference_of(t, run, false), "fixed"};
        code = configuration(&m, &fixed, err);
        if (code != ASL_OK || !t->tuned[run] || t->count[ASL_BY_LR] == 1) continue;
        pair tuned = {run, reference_of(t, run, true), "tuned"};
        code = configuration(&m, &tuned, err);
    }
    free(m.own);
    return code;
}
