/* The work of a command, divided into trials. */
#ifndef ASL_OPTIONS_JOB_H
#define ASL_OPTIONS_JOB_H

#include <stddef.h>

#include "base/row.h"
#include "base/status.h"

/* Independent trials, which can be done in any order, by several threads at once, here or on other machines.
 *
 * Without `finish`, the rows of the trials in order are the table. With it they are results: each row is passed to
 * `take`, except those of trials that this job did itself; after the last one, `finish` makes the table. */
typedef struct asl_job {
    void *self;
    size_t trials;
    size_t runs;      /* total number of training runs, for showing progress; 0: it trains nothing */
    size_t rows_each; /* approximate number of rows per trial, if they take microseconds; 0: a trial takes longer */
    int (*columns)(void *self, asl_row_sink v, asl_error *err); /* of the table; NULL: the only trial sends them */
    void (*need)(void *self, size_t trial);                     /* announces a trial, before any is done; may be NULL */
    int (*prepare)(void *self, asl_error *err);                 /* called once after that; may be NULL */
    int (*range)(void *self, size_t from, size_t to, asl_row_sink v, asl_error *err);
    int (*take)(void *self, const asl_cell *cells, size_t n, asl_error *err);
    int (*finish)(void *self, asl_row_sink v, const asl_row_sink *summary, asl_error *err);
    void (*free)(void *self);
} asl_job;

#endif
