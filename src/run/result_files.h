/* The tables of an experiment on their way to disk: its rows, where its command has one the summary, what a picture
 * needs to know of them, and the judge of its claims. Filled by carrying it out, or from the shards of its plan. */
#ifndef ASL_RUN_RESULT_FILES_H
#define ASL_RUN_RESULT_FILES_H

#include "shard/plan.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "study/claims.h"

typedef struct asl_tables {
    asl_output *rows, *summary; /* summary NULL: the command has none */
    asl_series series, summary_series;
    asl_judge *judge; /* of the rows; NULL: there are no claims to judge */
} asl_tables;

/* Open NAME.csv, and NAME-summary.csv where the options ask for one, in dir, which with claims [n] must outlive the tables. Start
 * with {0}; release with asl_tables_free, also after a failure. */
int asl_tables_open(asl_tables *t, const asl_folder *dir, const char *name, const asl_options *o,
                    const asl_claim *claims, size_t n, asl_error *err);
void asl_tables_free(asl_tables *t);

/* All rows, made here and now. o's summary and notes are its own affair while this runs. */
int asl_tables_fill(asl_tables *t, asl_options *o, asl_text *notes, asl_error *err);

/* All rows, from the shards of a plan; ASL_CONFLICT where a row does not have a cell for each column. job: where its rows are results (asl_job.finish), NULL otherwise. */
int asl_tables_merge(asl_tables *t, const asl_plan *plan, const asl_job *job, size_t threads, asl_text *notes,
                     asl_error *err);

/* All to disk; then all into place. */
int asl_tables_finish(asl_tables *t, asl_error *err);
int asl_tables_keep(asl_tables *t, asl_error *err);

#endif
