#include "math/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Sort first by the scores rounded to single precision, with index and key in one word, in three passes. Rounding
 * never reverses two scores. Usually it makes few of them equal; these are sorted afterwards. */
enum { FLOAT_BITS = 11, FLOAT_VALUES = 1 << FLOAT_BITS, FLOAT_PASSES = 3 };

static uint32_t float_key(double score)
{
    float plain = (float)(score + 0.0);
    uint32_t bits;
    memcpy(&bits, &plain, sizeof bits);
    return ~(bits >> 31 ? ~bits : bits | (1u << 31));
}

static int sort_rounded(size_t n, const double *score, uint32_t *order, asl_error *err)
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

/* --- scores that are equal once rounded */

typedef struct item {
    uint64_t key;
    uint32_t index;
} item;

enum { BYTES = 8, VALUES = 256 };

/* Keys ascend as scores descend. */
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

/* Eight passes, one per byte; passes in which all bytes are equal are skipped. */
static int sort_exactly(size_t n, const double *score, uint32_t *order, asl_error *err)
{
    item *both = asl_alloc(2 * n, sizeof *both, err);
    if (both == NULL) return ASL_FAILED;
    item *from = both, *to = both + n;
    uint32_t histogram[BYTES][VALUES] = {{0}};
    for (size_t i = 0; i < n; i++) {
        from[i] = (item){key_of(score[order[i]]), order[i]};
        for (int b = 0; b < BYTES; b++) histogram[b][(from[i].key >> (8 * b)) & 0xff]++;
    }
    for (int b = 0; b < BYTES; b++) {
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

/* Insertion sort, for few scores, or scores that are almost in order. */
static void insert_each(size_t n, const double *score, uint32_t *order)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t index = order[i];
        size_t at = i;
        for (; at > 0 && score[order[at - 1]] < score[index]; at--) order[at] = order[at - 1];
        order[at] = index;
    }
}

static int in_order(size_t n, const double *score, const uint32_t *order)
{
    for (size_t i = 1; i < n; i++) {
        if (score[order[i - 1]] < score[order[i]]) return 0;
    }
    return 1;
}

int asl_sort_descending(size_t n, const double *score, uint32_t *order, asl_error *err)
{
    enum { FEW = 24 };
    if (n > UINT32_MAX) return asl_fail(err, ASL_FAILED, "cannot rank %zu scores; the limit is 4294967295", n);
    int code = sort_rounded(n, score, order, err);
    for (size_t i = 0, next; i < n && code == ASL_OK; i = next) {
        float rounded = (float)score[order[i]];
        for (next = i + 1; next < n && (float)score[order[next]] == rounded;) next++;
        if (next - i <= FEW) {
            insert_each(next - i, score, order + i);
        } else if (!in_order(next - i, score, order + i)) {
            code = sort_exactly(next - i, score, order + i, err);
        }
    }
    return code;
}
