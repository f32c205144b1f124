#include "base/random.h"

/* The constants are from section 4 of the paper: two multipliers, and the golden ratio and sqrt(3) - 1 as fractions of
 * 2^32, which are added to the key after each of the ten rounds. */
void asl_random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
#pragma GCC unroll 10 /* a third faster */
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53 * c0, b = (uint64_t)0xCD9E8D57 * c2;
        c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)b;
        c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)a;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

/* Map 53 bits to the middle of one of 2^53 equal cells of (0, 1). */
static double uniform(uint32_t high, uint32_t low)
{
    uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
    double u = ((double)bits + 0.5) * 0x1p-53;
    return u < 1 ? u : 1 - 0x1p-53; /* the middle of the last cell is not a double */
}

void asl_random_uniforms(asl_random_key key, uint64_t index, double out[2])
{
    const uint32_t counter[4] = {(uint32_t)index, (uint32_t)(index >> 32), key.purpose, 0};
    const uint32_t k[2] = {(uint32_t)key.seed, (uint32_t)(key.seed >> 32)};
    uint32_t r[4];
    asl_random_philox(counter, k, r);
    out[0] = uniform(r[0], r[1]);
    out[1] = uniform(r[2], r[3]);
}

void asl_random_shuffle(asl_random_key key, uint32_t order, size_t n, uint32_t *out)
{
    for (size_t i = 0; i < n; i++) out[i] = (uint32_t)i;
    for (size_t i = n; i > 1; i--) {
        double u[2];
        asl_random_uniforms(key, (uint64_t)order << 32 | (i - 1), u);
        size_t k = (size_t)(u[0] * (double)i);
        uint32_t kept = out[i - 1];
        out[i - 1] = out[k];
        out[k] = kept;
    }
}
