/* Counter-based random numbers. Each number is a function of a key and a counter, so that any thread can compute any
 * number, in any order. The generator is Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011). */
#ifndef ASL_BASE_RANDOM_H
#define ASL_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Separates the random streams that share one seed. */
enum asl_random_purpose {
    ASL_RANDOM_LOGITS = 0,  /* and the next three values: see data/dist.h */
    ASL_RANDOM_LAYOUT = 16, /* synthetic data: class directions and prototypes */
    ASL_RANDOM_TOPICS,
    ASL_RANDOM_LABELS,
    ASL_RANDOM_SIZES,
    ASL_RANDOM_FEATURES,
    ASL_RANDOM_NOISE,   /* label noise */
    ASL_RANDOM_SPLIT,   /* which samples are held out */
    ASL_RANDOM_WEIGHTS, /* initial weights */
    ASL_RANDOM_ORDER,   /* order of the samples in an epoch */
    ASL_RANDOM_BOOTSTRAP
};

typedef struct asl_random_key {
    uint64_t seed;
    uint32_t purpose;
} asl_random_key;

/* Philox4x32-10: 128 random bits from a counter and a key. Cannot fail. */
void asl_random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The index-th pair of the stream: two independent numbers, uniform in (0, 1). */
void asl_random_uniforms(asl_random_key key, uint64_t index, double out[2]);

/* The order-th shuffle of the stream (Fisher-Yates): the numbers 0 .. n - 1 in random order, out [n]. n is at most
 * 2^32. */
void asl_random_shuffle(asl_random_key key, uint32_t order, size_t n, uint32_t *out);

#endif
