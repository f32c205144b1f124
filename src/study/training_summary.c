/* Means over the seeds of a grid of training runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/interval.h"
#include "study/training_grid.h"

/* One configuration: its runs, and those of the reference that they are compared with. */
typedef struct pair {
    size_t run, reference; /* the first seed's; the others follow. reference == runs: none */
    const char *choice;
} pair;

/* The run beside this one that has another loss, and, where it is to be the tuned one, that loss's own learning rate.
 */
static size_t reference_of(const asl_training *t, size_t run, bool tuned)
{
    size_t at[ASL_TRAINING_AXES];
    if (t->spec->reference == t->spec->nlosses) return t->runs;
    asl_training_place(t, run, at);
    at[ASL_BY_LOSS] = t->spec->reference;
    for (size_t r = 0; tuned && r < t->count[ASL_BY_LR]; r++) {
        at[ASL_BY_LR] = r;
        if (t->tuned[asl_training_at(t, at)]) break;
    }
    return asl_training_at(t, at);
}

/* Measure or, at `record`, record value `metric` of a run. */
static double value_of(const asl_training *t, size_t run, size_t record, size_t metric)
{
    double values[ASL_RECORD_VALUES];
    if (t->spec->protocol.records == 0) return t->outcomes[run].measures[metric];
    asl_record_values(&t->outcomes[run].records[record], values);
    return values[metric];
}

static int summarise(const asl_training *t, const pair *p, size_t record, size_t metric, const char *name,
                     asl_cell *cells, size_t n, double *scratch, asl_visitor v, asl_error *err)
{
    size_t seeds = t->count[ASL_BY_SEED];
    double *own = scratch, *off = scratch + seeds;
    for (size_t i = 0; i < seeds; i++) {
        own[i] = value_of(t, p->run + i, record, metric);
        off[i] = p->reference < t->runs ? own[i] - value_of(t, p->reference + i, record, metric) : ASL_NAN;
    }
    asl_interval mean = asl_interval_of(seeds, own), diff = asl_interval_of(seeds, off);
    if (mean.n == 0 && t->spec->protocol.records > 0) return ASL_OK; /* never defined, as p of no missing labels */
    cells[n++] = asl_words(name);
    cells[n++] = asl_count((long long)mean.n);
    const double numbers[] = {mean.mean, mean.low, mean.high, diff.mean, diff.low, diff.high};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) cells[n++] = asl_real(numbers[i]);
    return v.row(v.self, cells, n, err);
}

static int configuration(const asl_training *t, const pair *p, double *scratch, asl_visitor v, asl_error *err)
{
    asl_cell cells[ASL_TRAINING_MOST_COLUMNS];
    size_t at[ASL_TRAINING_AXES], records = t->spec->protocol.records;
    asl_training_place(t, p->run, at);
    size_t n = asl_training_axis_cells(t, at, cells);
    int code = ASL_OK;
    cells[n++] = asl_words(p->choice);
    for (size_t i = 0; records == 0 && i < ASL_MEASURE_COUNT && code == ASL_OK; i++) {
        code = summarise(t, p, 0, i, asl_measures[i].name, cells, n, scratch, v, err);
    }
    for (size_t i = 1; records > 0 && i < ASL_RECORD_VALUES && code == ASL_OK; i++) {
        for (size_t r = 0; r < records && code == ASL_OK; r++) {
            double values[ASL_RECORD_VALUES];
            asl_record_values(&t->outcomes[p->run].records[r], values);
            cells[n] = asl_real(values[0]);
            code = summarise(t, p, r, i, asl_record_names[i], cells, n + 1, scratch, v, err);
        }
    }
    return code;
}

static int columns(const asl_training *t, asl_visitor v, asl_error *err)
{
    static const char *const last[] = {"metric", "seeds", "mean", "low", "high", "diff", "diff_low", "diff_high"};
    const char *names[ASL_TRAINING_MOST_COLUMNS];
    size_t n = asl_training_axis_names(t, names);
    names[n++] = "lr_choice";
    if (t->spec->protocol.records > 0) names[n++] = asl_record_names[0];
    for (size_t i = 0; i < sizeof last / sizeof last[0]; i++) names[n++] = last[i];
    return v.columns(v.self, names, n, err);
}

int asl_training_summary(const asl_training *t, asl_visitor v, asl_error *err)
{
    size_t seeds = t->count[ASL_BY_SEED];
    double *scratch = asl_alloc(2 * seeds, sizeof *scratch, err);
    int code = scratch == NULL ? ASL_FAILED : columns(t, v, err);
    for (size_t run = 0; run < t->runs && code == ASL_OK; run += seeds) {
        pair fixed = {run, reference_of(t, run, false), "fixed"};
        code = configuration(t, &fixed, scratch, v, err);
        if (code != ASL_OK || !t->tuned[run] || t->count[ASL_BY_LR] == 1) continue;
        pair tuned = {run, reference_of(t, run, true), "tuned"};
        code = configuration(t, &tuned, scratch, v, err);
    }
    free(scratch);
    return code;
}
