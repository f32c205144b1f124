/* Counter-based random numbers: a number is a function of a key and a counter, so that any of them can be had alone, in
 * any order, by any thread. The generator is Philox4x32-10 (Salmon et al., SC 2011). */
#ifndef ASL_BASE_RANDOM_H
#define ASL_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* What tells the streams of one seed apart. */
enum asl_random_purpose {
    ASL_RANDOM_LOGITS = 0,  /* and the three after it: data/dist.h */
    ASL_RANDOM_LAYOUT = 16, /* of synthetic data: class directions and prototypes */
    ASL_RANDOM_TOPICS,
    ASL_RANDOM_LABELS,
    ASL_RANDOM_SIZES,
    ASL_RANDOM_FEATURES,
    ASL_RANDOM_NOISE,   /* label noise */
    ASL_RANDOM_SPLIT,   /* which samples are held out */
    ASL_RANDOM_WEIGHTS, /* initial ones */
    ASL_RANDOM_ORDER,   /* of the samples in an epoch */
    ASL_RANDOM_BOOTSTRAP
};

typedef struct asl_random_key {
    uint64_t seed;
    uint32_t purpose;
} asl_random_key;

/* Philox4x32-10: 128 random bits, a function of the counter and the key. Cannot fail. */
void asl_random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* Two independent numbers uniform in (0, 1), the index-th pair of the stream. */
void asl_random_uniforms(asl_random_key key, uint64_t index, double out[2]);

/* The numbers 0 .. n - 1 in random order, out [n]: the order-th shuffle of the stream (Fisher and Yates). n at most
 * 2^32. */
void asl_random_shuffle(asl_random_key key, uint32_t order, size_t n, uint32_t *out);

#endif
