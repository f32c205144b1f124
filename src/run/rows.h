/* Compute the rows of a command. */
#ifndef ASL_RUN_ROWS_H
#define ASL_RUN_ROWS_H

#include "io/output.h"
#include "options/options.h"

/* The job of a command that makes rows; a command that makes all its rows at once is a job of one trial. o must outlive it.
 * Release with job->free(job->self). */
int asl_job_open(const asl_options *o, asl_job *job, asl_error *err);

/* Send all rows to a row sink, in order. */
int asl_rows(const asl_options *o, asl_row_sink v, asl_error *err);

/* The same bytes as asl_rows with a CSV sink, formatted by several threads. Errors of the output are sticky. */
int asl_rows_to_csv(const asl_options *o, asl_output *out, asl_error *err);

#endif
