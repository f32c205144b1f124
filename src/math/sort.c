#include "math/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Sort first by the scores rounded to single precision, with index and key in one word, in three passes. Rounding
 * never reverses two scores. Usually it makes few of them equal; these are sorted afterwards. */
enum { BITS = 11, VALUES = 1 << BITS, PASSES = 3 };

/* Keys ascend as scores descend. */
static uint32_t key_of(double score)
{
    float plain = (float)(score + 0.0); /* -0 becomes 0 */
    uint32_t bits;
    memcpy(&bits, &plain, sizeof bits);
    return ~(bits >> 31 ? ~bits : bits | (1u << 31));
}

/* both [2 n] is scratch. */
static void sort_rounded(size_t n, const double *score, uint64_t *both, uint32_t *order)
{
    uint64_t *from = both, *to = both + n;
    for (size_t i = 0; i < n; i++) from[i] = (uint64_t)key_of(score[i]) << 32 | i;
    for (int p = 0; p < PASSES; p++) {
        uint32_t place[VALUES] = {0}, total = 0;
        int shift = 32 + p * BITS;
        for (size_t i = 0; i < n; i++) place[(from[i] >> shift) & (VALUES - 1)]++;
        for (int v = 0; v < VALUES; v++) {
            uint32_t count = place[v];
            place[v] = total;
            total += count;
        }
        for (size_t i = 0; i < n; i++) to[place[(from[i] >> shift) & (VALUES - 1)]++] = from[i];
        uint64_t *spare = from;
        from = to;
        to = spare;
    }
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)from[i];
}

static void insert_each(size_t n, const double *score, uint32_t *order)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t index = order[i];
        size_t at = i;
        for (; at > 0 && score[order[at - 1]] < score[index]; at--) order[at] = order[at - 1];
        order[at] = index;
    }
}

/* A stable merge sort, fast if the scores are in order already; spare [n / 2] is scratch. */
static void sort_exactly(size_t n, const double *score, uint32_t *order, uint32_t *spare)
{
    enum { FEW = 24 };
    size_t half = n / 2;
    if (n <= FEW) {
        insert_each(n, score, order);
        return;
    }
    sort_exactly(half, score, order, spare);
    sort_exactly(n - half, score, order + half, spare);
    if (score[order[half - 1]] >= score[order[half]]) return;
    memcpy(spare, order, half * sizeof *spare);
    for (size_t i = 0, k = half, to = 0; i < half; to++)
        order[to] = k < n && score[order[k]] > score[spare[i]] ? order[k++] : spare[i++];
}

int asl_sort_descending(size_t n, const double *score, uint32_t *order, asl_error *err)
{
    if (n > UINT32_MAX) return asl_fail(err, ASL_FAILED, "cannot rank %zu scores; the limit is 4294967295", n);
    uint64_t *both = asl_alloc(2 * n, sizeof *both, err);
    if (both == NULL) return ASL_FAILED;
    sort_rounded(n, score, both, order);
    for (size_t i = 0, next; i < n; i = next) {
        float rounded = (float)score[order[i]];
        for (next = i + 1; next < n && (float)score[order[next]] == rounded;) next++;
        sort_exactly(next - i, score, order + i, (uint32_t *)both);
    }
    free(both);
    return ASL_OK;
}
