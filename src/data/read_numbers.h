/* Reading somebody's numbers: `logit` or `prob`, `label`, and of `value` (or `loss`), `grad`, `hess` those there are.
 *
 * logit is finite, prob in [0, 1], label 0 or 1, or -1 or blank: such rows are left out. What is judged may also be
 * nan, inf or -inf. Other columns are ignored. */
#ifndef ASL_DATA_READ_NUMBERS_H
#define ASL_DATA_READ_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "math/prob.h"

/* The three numbers of a label, and their names as columns. */
enum { ASL_VALUE, ASL_GRAD, ASL_HESS, ASL_NUMBERS };
extern const char *const asl_number_names[ASL_NUMBERS];

typedef struct asl_number_file {
    size_t n, capacity;
    asl_prob *x;
    signed char *label;
    size_t *line;                /* where each row stands */
    double *theirs[ASL_NUMBERS]; /* NULL where not given */
    size_t unknown;              /* rows left out */
    bool single;                 /* every number is a float, or written with at most 9 digits */
} asl_number_file;

/* path NULL or "-" is standard input. Release with asl_number_file_free. ASL_BAD names file, line and column. */
int asl_number_file_read(asl_number_file *f, const char *path, asl_error *err);
void asl_number_file_free(asl_number_file *f);

#endif
