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
    for (size_t i = 0; i < ASL_FILES; i++) asl_output_abandon(r->files[i]);
    asl_claim_eval_free(r->claim_eval);
    asl_series_free(&r->series);
    asl_series_free(&r->summary_series);
    asl_column_kinds_free(&r->kinds);
    asl_column_kinds_free(&r->summary_kinds);
    asl_csv_writer_free(&r->csv);
    asl_csv_writer_free(&r->summary_csv);
    *r = (asl_results){0};
}

/* Let the rows go to the files that are open. */
static void attach_files(asl_results *r)
{
    r->csv.out = r->files[ASL_FILE_ROWS];
    r->summary_csv.out = r->files[ASL_FILE_SUMMARY];
    r->all.to[r->all.n++] = asl_csv_sink(&r->csv);
    if (r->summarised) r->summary_tee.to[r->summary_tee.n++] = asl_csv_sink(&r->summary_csv);
}

static int create(asl_output **out, const asl_folder *dir, const char *name, const char *ending, asl_error *err)
{
    char *whole = asl_strbuf_join(name, ending, err);
    int code = whole == NULL ? ASL_FAILED : asl_output_open_in(out, dir, whole, err);
    free(whole);
    return code;
}

int asl_results_create(asl_results *r, const asl_folder *dir, const char *name, asl_error *err)
{
    int code = create(&r->files[ASL_FILE_ROWS], dir, name, ".csv", err);
    if (code == ASL_OK && r->summarised) code = create(&r->files[ASL_FILE_SUMMARY], dir, name, "-summary.csv", err);
    if (code == ASL_OK) attach_files(r);
    return code;
}

int asl_results_create_at(asl_results *r, const char *rows, const char *summary, asl_error *err)
{
    r->summarised = summary != NULL;
    int code = asl_output_open(&r->files[ASL_FILE_ROWS], rows, err);
    if (code == ASL_OK && r->summarised) code = asl_output_open(&r->files[ASL_FILE_SUMMARY], summary, err);
    if (code == ASL_OK) attach_files(r);
    return code;
}

/* --- filling */

int asl_results_failure(const asl_results *r, int code, asl_error *err)
{
    for (size_t i = 0; i < ASL_FILES && code == ASL_FAILED; i++) {
        if (r->files[i] != NULL && asl_output_failed(r->files[i])) return asl_output_finish(r->files[i], err);
    }
    return code;
}

int asl_results_compute(asl_results *r, asl_options *o, asl_strbuf *notes, asl_error *err)
{
    o->notes = notes;
    o->summary = r->summarised ? &r->to_summary : NULL;
    int code = r->csv_alone ? asl_rows_to_csv(o, r->files[ASL_FILE_ROWS], err) : asl_rows(o, r->to_all, err);
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

int asl_results_keep(asl_results *r, asl_error *err) { return asl_output_keep_all(r->files, ASL_FILES, err); }
