/* Counter-based random numbers: a number is a function of a key and a counter, so that any of them can be had alone, in
 * any order, by any thread. Philox4x32-10 of Random123 (Salmon et al., SC 2011). */
#ifndef ASL_BASE_RANDOM_H
#define ASL_BASE_RANDOM_H

#include <stdint.h>

typedef struct asl_random_key {
    uint64_t seed;
    uint32_t purpose; /* tells streams of one seed apart */
} asl_random_key;

/* Two independent standard normal numbers, the index-th pair of the stream (Box and Muller 1958). */
void asl_random_normals(asl_random_key key, uint64_t index, double out[2]);

/* Two numbers uniform in (0, 1), likewise. */
void asl_random_uniforms(asl_random_key key, uint64_t index, double out[2]);

#endif
