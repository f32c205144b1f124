/* Splitting T trials among N shards so that each shard gets an even sample of the grid, because the expensive trials
 * are often neighbours.
 *
 * Trials are visited in the order j = a p mod T, p = 0, 1, ..., with a coprime to T and near 0.618 T (the golden ratio
 * spreads every interval of p evenly over j). Shard i of N owns the p in [T i / N, T (i + 1) / N), rounded down. If N
 * is larger than T, some shards own nothing. For every N, each j has exactly one owner. */
#ifndef ASL_SHARD_PARTITION_H
#define ASL_SHARD_PARTITION_H

#include <stddef.h>
#include <stdint.h>

typedef struct asl_partition {
    uint64_t trials, shards; /* T at least 1, N at least 1 */
    uint64_t step, inverse;  /* a, and a^-1 mod T */
} asl_partition;

/* trials and shards in [1, 2^53]. Cannot fail. */
asl_partition asl_partition_make(uint64_t trials, uint64_t shards);

/* The first p of shard i in [0, N]. Shard i owns the p in [asl_partition_first(i), asl_partition_first(i + 1)). */
uint64_t asl_partition_first(const asl_partition *s, uint64_t shard);
uint64_t asl_partition_trial(const asl_partition *s, uint64_t p);     /* j of p in [0, T) */
uint64_t asl_partition_owner(const asl_partition *s, uint64_t trial); /* the shard that owns trial j */

/* The number of trials of shard i, and the trials themselves in ascending order, trials [asl_partition_count] out. */
size_t asl_partition_count(const asl_partition *s, uint64_t shard);
void asl_partition_list(const asl_partition *s, uint64_t shard, uint64_t *trials);

#endif
