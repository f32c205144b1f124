/* Sorting scores. */
#ifndef ASL_MATH_SORT_H
#define ASL_MATH_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* The order of the scores from highest to lowest; equal ones stay in input order.
 *
 *   n      at most 2^32 - 1
 *   score  [n]       no NaN; -0 and 0 are equal
 *   order  [n]  out  score[order[0]] is the highest
 *
 * A radix sort by the scores in single precision, then by the exact scores if these are equal. Fails only if memory
 * runs out (it uses at most 16 n bytes; 32 n if all scores are equal in single precision). */
int asl_sort_descending(size_t n, const double *score, uint32_t *order, asl_error *err);

#endif
