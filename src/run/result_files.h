/* The files that one command or experiment makes, while they are being filled: the CSV file of its rows, the CSV file of its
 * summary if it has one, the gnuplot script, and the experiment file of --save. They appear together, complete, at
 * asl_results_keep, or not at all.
 *
 * Rows come from the command (asl_results_compute), from files that are still valid (asl_results_reuse), or from the
 * finished shards of a plan (src/shard), which use the row sinks below. */
#ifndef ASL_RUN_RESULT_FILES_H
#define ASL_RUN_RESULT_FILES_H

#include "io/csv_write.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "options/options.h"
#include "run/record.h"
#include "run/tee.h"
#include "study/claims.h"

enum { ASL_FILE_ROWS, ASL_FILE_SUMMARY, ASL_FILE_SCRIPT, ASL_FILE_SAVED, ASL_FILES };

typedef struct asl_results {
    asl_output *files[ASL_FILES]; /* NULL: not written */
    bool summarised;              /* the command has a summary, and it is wanted */
    bool csv_alone; /* set it if nothing but the CSV file needs the rows: they are then formatted by several threads */
    asl_series series, summary_series;
    asl_claim_eval *claim_eval; /* of the rows; NULL: there are no claims to judge */
    asl_column_kinds kinds, summary_kinds;
    /* The streams of rows, set by asl_results_open. */
    asl_row_sink to_all, to_readers, to_summary; /* to_readers: everything but the CSV file */
    asl_csv_writer csv, summary_csv;
    asl_tee all, readers, summary_tee;
} asl_results;

/* Prepare for the rows of a command with options o; claims [n] must outlive r. Start with {0}; do not move r afterwards;
 * release with asl_results_free, also after a failure. */
int asl_results_open(asl_results *r, const asl_options *o, const asl_claim *claims, size_t n, asl_error *err);
void asl_results_free(asl_results *r);

/* Open NAME.csv and NAME-summary.csv in dir, which must outlive r. */
int asl_results_create(asl_results *r, const asl_folder *dir, const char *name, asl_error *err);

/* The same for paths; summary NULL: there is none. rows NULL or "-" is standard output. */
int asl_results_create_at(asl_results *r, const char *rows, const char *summary, asl_error *err);

/* Compute all rows. o->summary and o->notes are set during the call. */
int asl_results_compute(asl_results *r, asl_options *o, asl_strbuf *notes, asl_error *err);

/* Read all rows from the files in dir that a record describes. */
int asl_results_reuse(asl_results *r, const asl_run_record *record, const asl_folder *dir, const char *name,
                      asl_error *err);

/* code; if it is ASL_FAILED because an output could not be written, err says why. */
int asl_results_failure(const asl_results *r, int code, asl_error *err);

/* Write all open files to disk, and then make all of them appear. */
int asl_results_keep(asl_results *r, asl_error *err);

#endif
