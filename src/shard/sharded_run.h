/* Running an experiment in shards: all of them on one machine, so that an interrupted run can be resumed, or a single
 * shard while other machines compute the others. The plan and the finished shards are in DIR/.aslab/NAME
 * (shard/plan.h). */
#ifndef ASL_SHARD_SHARDED_RUN_H
#define ASL_SHARD_SHARDED_RUN_H

#include "run/experiment_run.h"
#include "shard/plan.h"

typedef struct asl_sharded_request {
    asl_run_request figure;
    uint64_t shards;    /* number of shards. If the plan already has shards of other numbers, those are completed */
    bool one;           /* compute only shard `shard`, from 0, and write no result files */
    uint64_t shard;     /* if `one` */
    asl_plan_rule rule; /* for an existing plan of the same name in DIR */
    const char *script; /* for a merge: path or name of the gnuplot script; NULL: the experiment's plot */
} asl_sharded_request;

/* Like asl_experiment_run_make and asl_experiment_run_carry_out (run/experiment_run.h), in shards. Existing shards are
 * verified and not computed again; f->reused says that nothing was left to compute. ASL_BAD if the experiment reads
 * standard input; ASL_CONFLICT if the folder contains another plan or a damaged shard. */
int asl_sharded_make(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err);
int asl_sharded_carry_out(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err);

/* Write the result files of the plan r->figure.name_or_path in r->figure.dir from its shards alone. ASL_INCOMPLETE and
 * ASL_CONFLICT as for asl_merge (shard/merge.h). ASL_CONFLICT also if NAME.conf is not the text that aslab wrote, or
 * does not match the plan. ASL_BAD if it names a script by its path: somebody else may have written the folder, and a
 * script can run programs. */
int asl_sharded_merge(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err);

#endif
