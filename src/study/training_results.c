/* Results of trials as rows, for storing them in a file and reading them back. */
#include <stdlib.h>

#include "base/memory.h"
#include "study/training_grid.h"
#include "study/training_rows.h"

enum { LEAD = 3, MEASURE_CELLS = LEAD + ASL_MEASURE_COUNT, RECORD_CELLS = LEAD + ASL_RECORD_VALUES };

static int outcome_rows(const asl_training *t, size_t run, asl_row_sink v, asl_error *err)
{
    const asl_run_result *o = &t->outcomes[run];
    asl_cell cells[MEASURE_CELLS] = {asl_cell_int((long long)run), asl_cell_int(0),
                                     asl_cell_int((long long)o->diverged)};
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) cells[LEAD + i] = asl_cell_double(o->measures[i]);
    int code = v.row(v.self, cells, MEASURE_CELLS, err);
    for (size_t k = 0; k < o->nrecords && code == ASL_OK; k++) {
        cells[1] = asl_cell_int((long long)k + 1);
        cells[2] = asl_cell_int((long long)o->records[k].step);
        asl_column_cells(asl_record_columns, &o->records[k], cells + LEAD);
        code = v.row(v.self, cells, RECORD_CELLS, err);
    }
    return code;
}

int asl_training_results(const asl_training *t, size_t trial, asl_row_sink v, asl_error *err)
{
    size_t runs[ASL_TRAINING_MOST_IN_STEP], n = asl_training_trial_runs(t, trial, runs);
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) code = outcome_rows(t, runs[i], v, err);
    return code;
}

static int take_measures(asl_run_result *o, const asl_cell *cells, size_t records, asl_error *err)
{
    asl_record *room = asl_alloc(records, sizeof *room, err);
    if (room == NULL) return ASL_FAILED;
    free(o->records);
    *o = (asl_run_result){.diverged = (size_t)cells[2].as.count, .records = room, .nrecords = records};
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) o->measures[i] = cells[LEAD + i].as.real;
    return ASL_OK;
}

static void take_record(asl_record *r, const asl_cell *cells)
{
    r->step = (size_t)cells[2].as.count;
    for (size_t i = 0; i < ASL_RECORD_VALUES; i++)
        *(double *)((char *)r + asl_record_columns[i].offset) = cells[LEAD + i].as.real;
}

/* A run is done after the last of its rows; the first must be that of its measures. */
int asl_training_take(asl_training *t, const asl_cell *cells, size_t n, asl_error *err)
{
    size_t records = t->spec->train_config.records;
    bool counts = n >= LEAD, reals = true;
    for (size_t i = 0; i < LEAD && counts; i++) counts = cells[i].kind == ASL_CELL_INT && cells[i].as.count >= 0;
    for (size_t i = LEAD; i < n; i++) reals = reals && cells[i].kind == ASL_CELL_DOUBLE;
    size_t run = counts ? (size_t)cells[0].as.count : t->runs, record = counts ? (size_t)cells[1].as.count : 0;
    bool fits = run < t->runs && record <= records && n == (record == 0 ? MEASURE_CELLS : RECORD_CELLS);
    if (!fits || !reals || asl_training_canonical(t, run) != run || (record > 0 && t->outcomes[run].records == NULL))
        return asl_fail(err, ASL_CONFLICT, "a result does not belong to this grid of %zu runs", t->runs);
    asl_run_result *o = &t->outcomes[run];
    int code = record == 0 ? take_measures(o, cells, records, err) : ASL_OK;
    if (record > 0) take_record(&o->records[record - 1], cells);
    o->done = code == ASL_OK && record == records;
    return code;
}
