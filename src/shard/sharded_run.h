/* An experiment done in shards: on one machine, resumable, or one shard here and the others elsewhere. The plan and the
 * finished shards are in DIR/.aslab/NAME (shard/plan.h). */
#ifndef ASL_SHARD_SHARDED_RUN_H
#define ASL_SHARD_SHARDED_RUN_H

#include "run/experiment_run.h"
#include "shard/plan.h"

typedef struct asl_sharded_request {
    asl_run_request figure;
    uint64_t shards; /* the number of shards; if a plan has shards of another number already, all of those are done */
    bool one;        /* do only shard `shard`, from 0, and write no result files */
    uint64_t shard;
    asl_plan_rule rule; /* for another plan of the same name in DIR */
    const char
        *script; /* of a merge: the gnuplot script that draws it, a path or a name; NULL: the experiment's plot */
} asl_sharded_request;

/* As asl_experiment_run_make and asl_experiment_run_carry_out (run/experiment_run.h), in shards. Shards that are there are verified and
 * not done again; f->reused: nothing was left to do. ASL_BAD if the experiment reads standard input; ASL_CONFLICT if the
 * folder holds another plan or a damaged shard. */
int asl_sharded_make(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err);
int asl_sharded_carry_out(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err);

/* Write the result files of the plan called r->figure.name_or_path in r->figure.dir from its shards alone. ASL_INCOMPLETE
 * and ASL_CONFLICT as asl_merge (shard/merge.h); ASL_CONFLICT also if NAME.conf is not as aslab wrote it or not of the
 * plan, and ASL_BAD if it names a script by its path: somebody else may have written the folder, and a script can run
 * programs. */
int asl_sharded_merge(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err);

#endif
