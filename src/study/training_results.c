#include "study/training_results.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "study/training_grid.h"

enum { LEAD = 2, FIELDS = 11, MOST_CELLS = LEAD + 1 + ASL_MEASURE_COUNT };

/* The fields of a record, in the same order for writing and reading. */
static void list_fields(asl_record *r, double *fields[FIELDS - 1])
{
    double *const list[FIELDS - 1] = {&r->lr,        &r->gamma_neg,    &r->loss,     &r->pt_pos,   &r->pt_neg,
                                      &r->p_missing, &r->past_missing, &r->grad_pos, &r->grad_neg, &r->grad_missing};
    memcpy(fields, list, sizeof list);
}

int asl_training_outcome_rows(const asl_training *t, size_t run, asl_row_sink v, asl_error *err)
{
    const asl_outcome *o = &t->outcomes[run];
    asl_cell cells[MOST_CELLS] = {asl_cell_int((long long)run), asl_cell_int(0), asl_cell_int((long long)o->diverged)};
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) cells[LEAD + 1 + i] = asl_cell_double(o->measures[i]);
    int code = v.row(v.self, cells, MOST_CELLS, err);
    for (size_t k = 0; k < t->spec->train_config.records && code == ASL_OK; k++) {
        double *fields[FIELDS - 1];
        list_fields(&o->records[k], fields);
        cells[1] = asl_cell_int((long long)k + 1);
        cells[LEAD] = asl_cell_int((long long)o->records[k].step);
        for (size_t i = 0; i < FIELDS - 1; i++) cells[LEAD + 1 + i] = asl_cell_double(*fields[i]);
        code = v.row(v.self, cells, LEAD + FIELDS, err);
    }
    return code;
}

static void take_measures(asl_outcome *o, const asl_cell *cells)
{
    o->diverged = (size_t)cells[LEAD].as.count;
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) o->measures[i] = cells[LEAD + 1 + i].as.real;
}

static int take_record(asl_outcome *o, size_t k, size_t records, const asl_cell *cells, asl_error *err)
{
    double *fields[FIELDS - 1];
    if (o->records == NULL) o->records = asl_alloc(records, sizeof *o->records, err);
    if (o->records == NULL) return ASL_FAILED;
    list_fields(&o->records[k], fields);
    o->records[k].step = (size_t)cells[LEAD].as.count;
    for (size_t i = 0; i < FIELDS - 1; i++) *fields[i] = cells[LEAD + 1 + i].as.real;
    return ASL_OK;
}

/* A run is done after the last of its rows. */
int asl_training_take(asl_training *t, const asl_cell *cells, size_t n, asl_error *err)
{
    size_t records = t->spec->train_config.records;
    bool counts = n > LEAD, reals = true;
    for (size_t i = 0; i <= LEAD && counts; i++) counts = cells[i].kind == ASL_CELL_INT && cells[i].as.count >= 0;
    for (size_t i = LEAD + 1; i < n; i++) reals = reals && cells[i].kind == ASL_CELL_DOUBLE;
    size_t run = counts ? (size_t)cells[0].as.count : t->runs, record = counts ? (size_t)cells[1].as.count : 0;
    bool fits = run < t->runs && record <= records && n == (record == 0 ? MOST_CELLS : LEAD + FIELDS);
    if (!fits || !reals || asl_training_canonical(t, run) != run)
        return asl_fail(err, ASL_CONFLICT, "a result does not belong to this grid of %zu runs", t->runs);
    asl_outcome *o = &t->outcomes[run];
    int code = ASL_OK;
    if (record == 0) {
        take_measures(o, cells);
    } else {
        code = take_record(o, record - 1, records, cells, err);
    }
    o->done = code == ASL_OK && record == records;
    return code;
}
