#include "math/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Scores that are single-precision numbers, as those of most models, have keys half as wide: item and key in one word,
 * in three passes. */
enum { FLOAT_BITS = 11, FLOAT_VALUES = 1 << FLOAT_BITS, FLOAT_PASSES = 3 };

static uint32_t float_key(double score)
{
    float plain = (float)(score + 0.0);
    uint32_t bits;
    memcpy(&bits, &plain, sizeof bits);
    return ~(bits >> 31 ? ~bits : bits | (1u << 31));
}

static int all_floats(size_t n, const double *score)
{
    for (size_t i = 0; i < n; i++) {
        if ((double)(float)score[i] != score[i]) return 0;
    }
    return 1;
}

static int sort_floats(size_t n, const double *score, uint32_t *order, asl_error *err)
{
    uint64_t *both = asl_alloc(2 * n, sizeof *both, err), *from = both, *to = both + n;
    if (both == NULL) return ASL_FAILED;
    for (size_t i = 0; i < n; i++) from[i] = (uint64_t)float_key(score[i]) << 32 | i;
    for (int p = 0; p < FLOAT_PASSES; p++) {
        uint32_t place[FLOAT_VALUES] = {0}, total = 0;
        int shift = 32 + p * FLOAT_BITS;
        for (size_t i = 0; i < n; i++) place[(from[i] >> shift) & (FLOAT_VALUES - 1)]++;
        for (int v = 0; v < FLOAT_VALUES; v++) {
            uint32_t count = place[v];
            place[v] = total;
            total += count;
        }
        for (size_t i = 0; i < n; i++) to[place[(from[i] >> shift) & (FLOAT_VALUES - 1)]++] = from[i];
        uint64_t *spare = from;
        from = to;
        to = spare;
    }
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)from[i];
    free(both);
    return ASL_OK;
}

typedef struct item {
    uint64_t key;
    uint32_t index;
} item;

enum { BYTES = 8, VALUES = 256 };

/* Keys ascend where scores descend. */
static uint64_t key_of(double score)
{
    double plain = score + 0.0; /* -0 becomes 0 */
    uint64_t bits;
    memcpy(&bits, &plain, sizeof bits);
    uint64_t ascending = bits >> 63 ? ~bits : bits | (1ull << 63);
    return ~ascending;
}

static void pass(size_t n, const item *from, item *to, int byte, const uint32_t *histogram)
{
    uint32_t place[VALUES], total = 0;
    for (int v = 0; v < VALUES; v++) {
        place[v] = total;
        total += histogram[v];
    }
    for (size_t i = 0; i < n; i++) to[place[(from[i].key >> (8 * byte)) & 0xff]++] = from[i];
}

int asl_sort_descending(size_t n, const double *score, uint32_t *order, asl_error *err)
{
    if (n > UINT32_MAX) return asl_fail(err, ASL_FAILED, "cannot rank %zu scores: the limit is 4294967295", n);
    if (all_floats(n, score)) return sort_floats(n, score, order, err);
    item *both = asl_alloc(2 * n, sizeof *both, err);
    if (both == NULL) return ASL_FAILED;
    item *from = both, *to = both + n;
    uint32_t histogram[BYTES][VALUES] = {{0}};
    for (size_t i = 0; i < n; i++) {
        from[i] = (item){key_of(score[i]), (uint32_t)i};
        for (int b = 0; b < BYTES; b++) histogram[b][(from[i].key >> (8 * b)) & 0xff]++;
    }
    for (int b = 0; b < BYTES && n > 0; b++) {
        if (histogram[b][(from[0].key >> (8 * b)) & 0xff] == n) continue;
        pass(n, from, to, b, histogram[b]);
        item *spare = from;
        from = to;
        to = spare;
    }
    for (size_t i = 0; i < n; i++) order[i] = from[i].index;
    free(both);
    return ASL_OK;
}
