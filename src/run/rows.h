/* The rows of a command: its job opened, and done here and now. */
#ifndef ASL_RUN_ROWS_H
#define ASL_RUN_ROWS_H

#include "io/output.h"
#include "options/options.h"

/* The job of a command that makes rows; one that makes them all at once is a job of one trial. o must outlive it.
 * Release with job->free(job->self). */
int asl_job_open(const asl_options *o, asl_job *job, asl_error *err);

/* All rows to a visitor, in order. */
int asl_rows(const asl_options *o, asl_row_sink v, asl_error *err);

/* The same bytes as asl_rows through a CSV visitor, made by several threads. Errors of the output stick in it. */
int asl_rows_to_csv(const asl_options *o, asl_output *out, asl_error *err);

#endif
