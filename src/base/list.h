/* A LIST: `a,b,c` or `from:to:count` (evenly spaced, ends included). A range is kept as its three numbers, so that a
 * LIST of any length costs no memory. */
#ifndef ASL_BASE_LIST_H
#define ASL_BASE_LIST_H

#include <stddef.h>

#include "base/status.h"

typedef struct asl_list {
    size_t n; /* at least 1 */
    double from, to;
    double *values; /* [n], owned; NULL for a range */
} asl_list;

/* Read a LIST whose entries must lie in [lo, hi]. `what` names it in messages. Release with asl_list_free. */
int asl_list_read(asl_list *list, const char *what, const char *text, double lo, double hi, asl_error *err);
void asl_list_free(asl_list *list);

/* Entry i of [0, n). Entries of a range are (from (n-1-i) + to i) / (n-1): both ends exact. Cannot fail. */
double asl_list_at(const asl_list *list, size_t i);

/* The most rows that a grid may have, in every command. */
#define ASL_MOST_ROWS 1000000000

/* How many combinations axes [n] of these lengths have: their product, 1 for n = 0. ASL_BAD above `most`, however large
 * the product is; `what` names the combinations in the message, as in "rows". *size is not set then. */
int asl_grid_size(size_t *size, size_t n, const size_t *axes, size_t most, const char *what, asl_error *err);

#endif
