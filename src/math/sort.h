/* Ordering scores. */
#ifndef ASL_MATH_SORT_H
#define ASL_MATH_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* The order that puts scores from the highest to the lowest; equal ones stay in their given order.
 *
 *   n      at most 2^32 - 1
 *   score  [n]       no NaN; -0 and 0 are equal
 *   order  [n]  out  score[order[0]] is the highest
 *
 * A radix sort by the scores in single precision, and by all their digits where these are equal. Fails only for want of
 * memory (at most 16 n bytes while it runs, 32 n where all scores are equal in single precision). */
int asl_sort_descending(size_t n, const double *score, uint32_t *order, asl_error *err);

#endif
