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
 * A radix sort: of 64-bit keys, skipping bytes that all of them share, or, where all scores are single-precision
 * numbers, of 32-bit keys. Fails only for want of memory (at most 32 n bytes while it runs). */
int asl_sort_descending(size_t n, const double *score, uint32_t *order, asl_error *err);

#endif
