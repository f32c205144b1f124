#include "run/result_files.h"

#include <stdlib.h>

#include "run/rows.h"

/* --- opening */

int asl_results_open(asl_results *r, const asl_options *o, const asl_claim *claims, size_t n, asl_error *err)
{
    r->summarised = asl_options_summarised(o);
    int code = n > 0 ? asl_claim_eval_new(&r->claim_eval, claims, n, err) : ASL_OK;
    r->readers = (asl_tee){{asl_series_sink(&r->series), asl_column_kinds_sink(&r->kinds)}, 2};
    if (r->claim_eval != NULL) r->readers.to[r->readers.n++] = asl_claim_eval_sink(r->claim_eval);
    r->to_readers = asl_tee_sink(&r->readers);
    r->all = (asl_tee){{r->to_readers}, 1};
    r->to_all = asl_tee_sink(&r->all);
    r->summary_tee = (asl_tee){{asl_series_sink(&r->summary_series), asl_column_kinds_sink(&r->summary_kinds)}, 2};
    r->to_summary = asl_tee_sink(&r->summary_tee);
    return code;
}

void asl_results_free(asl_results *r)
{
    asl_output_abandon(r->rows);
    asl_output_abandon(r->summary);
    asl_claim_eval_free(r->claim_eval);
    asl_series_free(&r->series);
    asl_series_free(&r->summary_series);
    asl_column_kinds_free(&r->kinds);
    asl_column_kinds_free(&r->summary_kinds);
    asl_csv_writer_free(&r->csv);
    asl_csv_writer_free(&r->summary_csv);
    *r = (asl_results){0};
}

static int create(asl_output **out, asl_csv_writer *csv, asl_tee *tee, const asl_folder *dir, const char *name,
                  const char *ending, asl_error *err)
{
    char *whole = asl_strbuf_join(name, ending, err);
    int code = whole == NULL ? ASL_FAILED : asl_output_open_in(out, dir, whole, err);
    free(whole);
    csv->out = *out;
    if (code == ASL_OK) tee->to[tee->n++] = asl_csv_sink(csv);
    return code;
}

int asl_results_create(asl_results *r, const asl_folder *dir, const char *name, asl_error *err)
{
    int code = create(&r->rows, &r->csv, &r->all, dir, name, ".csv", err);
    if (code == ASL_OK && r->summarised)
        code = create(&r->summary, &r->summary_csv, &r->summary_tee, dir, name, "-summary.csv", err);
    return code;
}

/* --- filling */

int asl_results_failure(const asl_results *r, int code, asl_error *err)
{
    if (code == ASL_FAILED && r->rows != NULL && asl_output_failed(r->rows)) asl_output_finish(r->rows, err);
    if (code == ASL_FAILED && r->summary != NULL && asl_output_failed(r->summary)) asl_output_finish(r->summary, err);
    return code;
}

int asl_results_compute(asl_results *r, asl_options *o, asl_strbuf *notes, asl_error *err)
{
    o->notes = notes;
    o->summary = r->summarised ? &r->to_summary : NULL;
    int code = asl_rows(o, r->to_all, err);
    o->summary = NULL;
    o->notes = NULL;
    return asl_results_failure(r, code, err);
}

static int reuse(const asl_column_kinds *kinds, const asl_folder *dir, const char *name, const char *ending,
                 asl_row_sink v, asl_error *err)
{
    char *whole = asl_strbuf_join(name, ending, err);
    int code = whole == NULL ? ASL_FAILED : asl_run_record_rows(kinds, dir, whole, v, err);
    free(whole);
    return code;
}

int asl_results_reuse(asl_results *r, const asl_run_record *record, const asl_folder *dir, const char *name,
                      asl_error *err)
{
    int code = reuse(&record->rows, dir, name, ".csv", r->to_all, err);
    if (code == ASL_OK && r->summarised) code = reuse(&record->summary, dir, name, "-summary.csv", r->to_summary, err);
    return code;
}

/* --- keeping */

int asl_results_finish(asl_results *r, asl_error *err)
{
    int code = r->rows != NULL ? asl_output_finish(r->rows, err) : ASL_OK;
    return code == ASL_OK && r->summary != NULL ? asl_output_finish(r->summary, err) : code;
}

static int keep(asl_output **out, asl_error *err)
{
    asl_output *kept = *out;
    *out = NULL;
    return kept != NULL ? asl_output_keep(kept, err) : ASL_OK;
}

int asl_results_keep(asl_results *r, asl_error *err)
{
    int code = keep(&r->rows, err);
    return code == ASL_OK ? keep(&r->summary, err) : code;
}
