/* A LIST: `a,b,c` or `from:to:count` (evenly spaced, both ends included). A range is stored as its three numbers, so
 * that its length costs no memory. */
#ifndef ASL_BASE_LIST_H
#define ASL_BASE_LIST_H

#include <stddef.h>

#include "base/status.h"

typedef struct asl_list {
    size_t n; /* at least 1 */
    double from, to;
    double *values; /* [n], owned; NULL for a range */
} asl_list;

/* Read a LIST whose entries must lie in [lo, hi]. `what` names the LIST in messages. Release with asl_list_free.
 * ASL_BAD if the text is not a LIST or an entry is out of range. */
int asl_list_read(asl_list *list, const char *what, const char *text, double lo, double hi, asl_error *err);
void asl_list_free(asl_list *list);

/* Entry i in [0, n). Entries of a range are (from (n-1-i) + to i) / (n-1), so both ends are exact. Cannot fail. */
double asl_list_at(const asl_list *list, size_t i);

/* Maximum number of rows of a grid, in every command. */
#define ASL_MOST_ROWS 1000000000

/* Set *size to the number of combinations of axes [n] with these lengths: their product, 1 for n = 0. ASL_BAD if it
 * exceeds `most`, without overflow for any lengths; *size is then unchanged. `what` names the combinations in the
 * message, for example "rows". */
int asl_grid_size(size_t *size, size_t n, const size_t *axes, size_t most, const char *what, asl_error *err);

#endif
