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

#endif
