/* The work of a command, divided into trials. */
#ifndef ASL_OPTIONS_JOB_H
#define ASL_OPTIONS_JOB_H

#include <stddef.h>

#include "base/row.h"
#include "base/status.h"

/* Work in independent trials, done in any order, by several threads at once, here or on other machines.
 *
 * Rows of a trial are the table's own, in the order of the trials; or, where there is a `finish`, results: each row
 * goes into `take`, unless the trial was done in this very job, and once all are there `finish` gives the table. */
typedef struct asl_job {
    void *self;
    size_t trials;
    size_t runs;      /* training runs in all, for a page that shows the progress; 0: it trains nothing */
    size_t rows_each; /* about so many rows a trial, made in microseconds; 0: a trial takes its time */
    /* Of the table; NULL: the one trial announces them before its rows. */
    int (*columns)(void *self, asl_row_sink v, asl_error *err);
    void (*need)(void *self, size_t trial);     /* say which trials will be done, before any is; may be NULL */
    int (*prepare)(void *self, asl_error *err); /* then this, once; may be NULL */
    int (*range)(void *self, size_t from, size_t to, asl_row_sink v, asl_error *err);
    int (*take)(void *self, const asl_cell *cells, size_t n, asl_error *err);
    int (*finish)(void *self, asl_row_sink v, const asl_row_sink *summary, asl_error *err);
    void (*free)(void *self);
} asl_job;

#endif
