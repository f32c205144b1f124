/* Reading the numbers of another implementation for `check`: columns `logit` or `prob`, `label`, and one or more of
 * `value` (or `loss`), `grad`, `hess`.
 *
 * logit is finite, prob in [0, 1], label 0 or 1. Rows whose label is -1 or blank are skipped. The numbers to check may
 * also be nan, inf or -inf. Other columns are ignored. */
#ifndef ASL_DATA_READ_NUMBERS_H
#define ASL_DATA_READ_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "math/sigmoid_point.h"

/* The three numbers of a loss, and the names of their columns. */
enum { ASL_VALUE, ASL_GRAD, ASL_HESS, ASL_NUMBERS };
extern const char *const asl_number_names[ASL_NUMBERS];

typedef struct asl_number_file {
    size_t n, capacity;
    asl_sigmoid_point *x;
    signed char *label;
    size_t *line;                /* [n] line of each row */
    double *theirs[ASL_NUMBERS]; /* [n] each; NULL if the column is missing */
    size_t unknown;              /* number of skipped rows */
    bool single;                 /* every number is a float, or written with at most 9 digits */
} asl_number_file;

/* Read a file; path NULL or "-" is standard input. Release with asl_number_file_free. ASL_BAD names file, line and
 * column. */
int asl_number_file_read(asl_number_file *f, const char *path, asl_error *err);
void asl_number_file_free(asl_number_file *f);

#endif
