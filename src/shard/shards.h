/* Doing the trials of shards, and writing each shard when its last trial is done. */
#ifndef ASL_SHARD_SHARDS_H
#define ASL_SHARD_SHARDS_H

#include "shard/plan.h"

typedef struct asl_shard_ref {
    uint64_t shard, shards; /* shard of shards */
} asl_shard_ref;

/* Do shards todo [n] of a job, with up to so many threads. Trials are taken shard by shard, so that only a few shards
 * are in memory at once.
 *
 *   notes  what the job has noted while its only trial ran goes into the shard, and is taken from there
 *
 * Stops at the first error; shards that are done by then stay. ASL_CONFLICT where a shard was published by somebody
 * else in the meantime with other numbers. */
int asl_shards_run(const asl_plan *plan, const asl_job *job, const asl_shard_ref *todo, size_t n, size_t threads,
                   asl_strbuf *notes, asl_error *err);

/* The shards that a run on one machine still has to do, [*n], to be freed: those missing in every split in use or, if none is in use,
 * all of so many shards. *done is how many are there. NULL on failure. Every shard that is there is verified, with up to
 * so many threads: ASL_CONFLICT names one that is damaged or foreign. */
asl_shard_ref *asl_shards_left(const asl_plan *plan, uint64_t shards, size_t threads, size_t *n, size_t *done,
                               asl_error *err);

#endif
