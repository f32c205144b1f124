#include "base/random.h"

#include <Random123/philox.h>
#include <math.h>

/* 53 bits to the middle of one of 2^53 equal cells of (0, 1). */
static double uniform(uint32_t high, uint32_t low)
{
    uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
    double u = ((double)bits + 0.5) * 0x1p-53;
    return u < 1 ? u : 1 - 0x1p-53; /* the last cell's middle is no double */
}

void asl_random_uniforms(asl_random_key key, uint64_t index, double out[2])
{
    philox4x32_ctr_t counter = {{(uint32_t)index, (uint32_t)(index >> 32), key.purpose, 0}};
    philox4x32_key_t k = {{(uint32_t)key.seed, (uint32_t)(key.seed >> 32)}};
    philox4x32_ctr_t r = philox4x32(counter, k);
    out[0] = uniform(r.v[0], r.v[1]);
    out[1] = uniform(r.v[2], r.v[3]);
}

void asl_random_normals(asl_random_key key, uint64_t index, double out[2])
{
    const double turn = 6.283185307179586476925286766559;
    double u[2];
    asl_random_uniforms(key, index, u);
    double radius = sqrt(-2 * log(u[0]));
    out[0] = radius * cos(turn * u[1]);
    out[1] = radius * sin(turn * u[1]);
}

void asl_random_fill_normals(asl_random_key key, uint64_t index, size_t n, double *out)
{
    double pair[2];
    for (size_t i = 0; i < n; i += 2) {
        asl_random_normals(key, index + i / 2, pair);
        out[i] = pair[0];
        if (i + 1 < n) out[i + 1] = pair[1];
    }
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
