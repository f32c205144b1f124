/* Standard normal random numbers (Box and Muller 1958) from the streams of base/random.h. The bits of a number are a
 * function of key and index, independent of the batch size and the instruction set. */
#ifndef ASL_MATH_RANDOM_NORMAL_H
#define ASL_MATH_RANDOM_NORMAL_H

#include "base/random.h"

/* Two independent numbers, the index-th pair of the stream. Cannot fail. */
void asl_random_normals(asl_random_key key, uint64_t index, double out[2]);

/* n numbers, out [n]: the pairs from `index` on, one after the other. Cannot fail. */
void asl_random_fill_normals(asl_random_key key, uint64_t index, size_t n, double *out);

/* The first numbers of n pairs, out [n]: out[i] is that of pair index[i]. Cannot fail. */
void asl_random_first_normals(asl_random_key key, size_t n, const uint64_t *index, double *out);

#endif
