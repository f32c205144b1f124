/* Normal random numbers in vectors. This header is a template: random_normal_*.c include it after
 *
 *   LANES             as in math/lanes.h
 *   RUN_NAME, EACH_NAME   the functions' names */
#define LANE_BITS 64
#include "math/elementary_f64.h"
#include "math/random_normal_variant.h"

/* Philox4x32-10 of base/random.c for LANES counters (index, purpose, 0). Only the low 32 bits of each word count. */
static inline void philox(asl_random_key key, bits index, bits word[4])
{
    bits c0 = index, c1 = index >> 32, c2 = (bits){0} + key.purpose, c3 = (bits){0};
    uint32_t k0 = (uint32_t)key.seed, k1 = (uint32_t)(key.seed >> 32);
    for (int round = 0; round < 10; round++) {
        bits a = mul_low_words(c0, (bits){0} + 0xD2511F53), b = mul_low_words(c2, (bits){0} + 0xCD9E8D57);
        c0 = (b >> 32) ^ c1 ^ k0;
        c1 = b;
        c2 = (a >> 32) ^ c3 ^ k1;
        c3 = a;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    word[0] = c0;
    word[1] = c1;
    word[2] = c2;
    word[3] = c3;
}

/* As in base/random.c: 53 bits to the middle of one of 2^53 equal cells of (0, 1). */
static inline vec uniform(bits high, bits low)
{
    bits cell = (high << 32 | (low & 0xFFFFFFFF)) >> 11;
    vec upper = of_bits((cell >> 32) | 0x4530000000000000), lower = of_bits((cell & 0xFFFFFFFF) | 0x4330000000000000);
    vec u = (((upper - (0x1p84 + 0x1p52)) + lower) + 0.5) * 0x1p-53;
    return pick(less(u, all(1)), u, all(1 - 0x1p-53));
}

static inline void pairs(asl_random_key key, bits index, vec *first, vec *second)
{
    bits word[4];
    vec sine, cosine;
    philox(key, index, word);
    vec radius = root(-2 * vlog_normal(uniform(word[0], word[1])));
    vsincos_turns(uniform(word[2], word[3]), &sine, &cosine);
    *first = radius * cosine;
    *second = radius * sine;
}

void RUN_NAME(asl_random_key key, uint64_t index, size_t n, double *first, double *second)
{
    uint64_t at[LANES];
    for (size_t k = 0; k < LANES; k++) at[k] = index + k;
    bits counter;
    memcpy(&counter, at, sizeof counter);
    for (size_t i = 0; i < n; i += LANES, counter += LANES) {
        vec a, b;
        size_t bytes = (n - i < LANES ? n - i : LANES) * sizeof *first;
        pairs(key, counter, &a, &b);
        memcpy(first + i, &a, bytes);
        memcpy(second + i, &b, bytes);
    }
}

void EACH_NAME(asl_random_key key, size_t n, const uint64_t *index, double *first)
{
    for (size_t i = 0; i < n; i += LANES) {
        bits counter = (bits){0};
        vec a, b;
        size_t some = n - i < LANES ? n - i : LANES;
        memcpy(&counter, index + i, some * sizeof *index);
        pairs(key, counter, &a, &b);
        memcpy(first + i, &a, some * sizeof *first);
    }
}
