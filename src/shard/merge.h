/* The rows of all shards of a plan, verified, in the order of the trials. */
#ifndef ASL_SHARD_MERGE_H
#define ASL_SHARD_MERGE_H

#include "shard/plan.h"

/* Who gets them. */
typedef struct asl_merge_sink {
    void *self;
    int (*columns)(void *self, const char *line, asl_error *err);        /* once; as in the header of all shards */
    int (*row)(void *self, const char *line, size_t n, asl_error *err);  /* io/cells.h */
    int (*note)(void *self, const char *text, size_t n, asl_error *err); /* escaped as io/cells.h does */
} asl_merge_sink;

/* Verify the shards of these splits that are there. ASL_CONFLICT names the first that is damaged or foreign. */
int asl_merge_verify(const asl_plan *plan, const asl_split_state *splits, size_t n, size_t threads, asl_error *err);

/* Hand over everything. Memory stays under about 50 MB up to some 100,000 shards.
 *
 * ASL_INCOMPLETE where a shard of a split in use is missing, saying which; ASL_CONFLICT where one is damaged or
 * foreign, or two splits disagree about a trial. */
int asl_merge(const asl_plan *plan, size_t threads, const asl_merge_sink *visitor, asl_error *err);

#endif
