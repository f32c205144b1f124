/* A LIST: `a,b,c` or `from:to:count` (evenly spaced, both ends included). A range is stored as a few numbers, so that
 * its length costs no memory. */
#ifndef ASL_BASE_AXIS_VALUES_H
#define ASL_BASE_AXIS_VALUES_H

#include <stddef.h>

#include "base/status.h"

typedef struct asl_axis_values {
    size_t n; /* at least 1 */
    double from, to;
    double *values;           /* [n], owned; NULL for a range */
    double first, last, unit; /* integers: from = first / unit and to = last / unit as decimals; unit = 0: unknown */
} asl_axis_values;

/* The range of n values, n >= 1, between finite from and to. It owns no memory. Cannot fail. */
asl_axis_values asl_list_range(double from, double to, size_t n);

/* Read a LIST whose entries must lie in [lo, hi]. `what` names the LIST in messages. Release with asl_axis_values_free.
 * ASL_BAD if the text is not a LIST or an entry is out of range. */
int asl_axis_values_read(asl_axis_values *list, const char *what, const char *text, double lo, double hi,
                         asl_error *err);
void asl_axis_values_free(asl_axis_values *list);

/* Entry i of [0, n). Cannot fail. Entry i of a range stands for
 *
 *     (from (n-1-i) + to i) / (n-1)
 *
 * with from and to taken as decimals: the shortest that read back as these doubles, so 0.1 is a tenth. The entry is the
 * double nearest to the exact quotient. If the quotient is a short decimal, it therefore prints so: 0:0.2:9 holds 0.075,
 * not 0.07500000000000001. For this, from and to times 10^d (n-1) and 10^d (n-1) itself must be at most 2^53, where d
 * is the larger number of decimals of from and to; this holds, for example, for 6 digits and a million entries. Beyond
 * that the error may be a few units in the last place of the larger end. In any case the first and the last entry are
 * exactly from and to, and no entry is less than the one before it. */
double asl_axis_value(const asl_axis_values *list, size_t i);

/* Maximum number of rows of a grid, in every command. */
#define ASL_MOST_ROWS 1000000000

/* Set *size to the number of combinations of axes [n] with these lengths: their product, 1 for n = 0. ASL_BAD if it
 * exceeds `most`, without overflow for any lengths; *size is then unchanged. `what` names the combinations in the
 * message, for example "rows". */
int asl_grid_size(size_t *size, size_t n, const size_t *axes, size_t most, const char *what, asl_error *err);

#endif
