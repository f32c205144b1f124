/* Computing the trials of shards, and writing each shard when its last trial is done. */
#ifndef ASL_SHARD_SHARDS_H
#define ASL_SHARD_SHARDS_H

#include "shard/plan.h"

typedef struct asl_shard_ref {
    uint64_t shard, shards; /* shard of shards */
} asl_shard_ref;

/* Compute and write shards todo [n] of a job, with up to `threads` threads. Trials are computed shard by shard, so that
 * only a few shards are in memory at the same time.
 *
 *   notes  what the job's only trial has noted; moved into the shard. Jobs of several trials have no notes
 *
 * Stops at the first error; shards that are finished by then stay. ASL_CONFLICT if another process has published a shard
 * with other contents in the meantime. */
int asl_shards_run(const asl_plan *plan, const asl_job *job, const asl_shard_ref *todo, size_t n, size_t threads,
                   asl_strbuf *notes, asl_error *err);

/* The shards that a run on one machine still has to compute: those missing in every split in use, or all N = `shards`
 * if no shard exists. [*n], freed by the caller; NULL on failure. *done is the number of existing shards, which are all
 * verified, with up to `threads` threads: ASL_CONFLICT names one that is damaged or belongs to another plan. */
asl_shard_ref *asl_shards_left(const asl_plan *plan, uint64_t shards, size_t threads, size_t *n, size_t *done,
                               asl_error *err);

#endif
