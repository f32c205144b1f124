/* Merging: the rows of all shards of a plan, verified, in the order of the trials. */
#ifndef ASL_SHARD_MERGE_H
#define ASL_SHARD_MERGE_H

#include "shard/plan.h"

/* Receives what asl_merge reads. */
typedef struct asl_merge_sink {
    void *self;
    int (*columns)(void *self, const char *line, asl_error *err);        /* once; the columns line of the shards */
    int (*row)(void *self, const char *line, size_t n, asl_error *err);  /* a line as in io/cells.h */
    int (*note)(void *self, const char *text, size_t n, asl_error *err); /* escaped as in io/cells.h */
} asl_merge_sink;

/* Verify all existing shards of splits [n], with up to `threads` threads, or a single shard. ASL_CONFLICT names the
 * first that is damaged or belongs to another plan. */
int asl_merge_verify(const asl_plan *plan, const asl_split_state *splits, size_t n, size_t threads, asl_error *err);
int asl_merge_verify_shard(const asl_plan *plan, uint64_t shard, uint64_t shards, asl_error *err);

/* Verify all shards and send their contents to a sink. Memory stays under about 50 MB for up to 100,000 shards.
 *
 * ASL_INCOMPLETE, with the missing shards, if a split in use is incomplete or no shard exists. ASL_CONFLICT if a shard
 * is damaged or belongs to another plan, or if two splits differ in the rows of a trial. */
int asl_merge(const asl_plan *plan, size_t threads, const asl_merge_sink *sink, asl_error *err);

#endif
