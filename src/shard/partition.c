#include "shard/partition.h"

#include <stdlib.h>

__extension__ typedef unsigned __int128 wide; /* for products of two 53-bit numbers */

static uint64_t gcd(uint64_t a, uint64_t b)
{
    while (b > 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* a^-1 mod n for coprime a (extended Euclidean algorithm); 0 for n = 1. */
static uint64_t inverse_of(uint64_t a, uint64_t n)
{
    int64_t x = 0, next_x = 1;
    uint64_t r = n, next_r = a % n;
    while (next_r > 0) {
        uint64_t q = r / next_r, rest = r - q * next_r;
        int64_t y = x - (int64_t)q * next_x;
        r = next_r;
        next_r = rest;
        x = next_x;
        next_x = y;
    }
    return n == 1 ? 0 : x < 0 ? (uint64_t)(x + (int64_t)n) : (uint64_t)x;
}

asl_partition asl_partition_make(uint64_t trials, uint64_t shards)
{
    uint64_t step = (uint64_t)(0.6180339887498949 * (double)trials);
    while (step == 0 || gcd(step, trials) != 1) step++;
    return (asl_partition){trials, shards, step, inverse_of(step, trials)};
}

uint64_t asl_partition_first(const asl_partition *s, uint64_t shard)
{
    return (uint64_t)((wide)s->trials * shard / s->shards);
}

uint64_t asl_partition_trial(const asl_partition *s, uint64_t p) { return (uint64_t)((wide)s->step * p % s->trials); }

/* The largest i with T i / N < p + 1. */
uint64_t asl_partition_owner(const asl_partition *s, uint64_t trial)
{
    uint64_t p = (uint64_t)((wide)s->inverse * trial % s->trials);
    return (uint64_t)((((wide)p + 1) * s->shards - 1) / s->trials);
}

size_t asl_partition_count(const asl_partition *s, uint64_t shard)
{
    return (size_t)(asl_partition_first(s, shard + 1) - asl_partition_first(s, shard));
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

void asl_partition_list(const asl_partition *s, uint64_t shard, uint64_t *trials)
{
    uint64_t from = asl_partition_first(s, shard);
    size_t n = asl_partition_count(s, shard);
    for (size_t i = 0; i < n; i++) trials[i] = asl_partition_trial(s, from + i);
    if (n > 1) qsort(trials, n, sizeof *trials, compare);
}
