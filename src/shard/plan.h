/* Plans: what an experiment computes, as text, and the folder of its shards.
 *
 *     DIR/.aslab/NAME/plan             everything that can change a number or its presentation, in one canonical text:
 *                                      format, program, command, options (with their defaults), digests of data
 *                                      files, number of trials, title, plot, labels and claims
 *     DIR/.aslab/NAME/NAME.conf        the experiment with its options, for `aslab merge`
 *     DIR/.aslab/NAME/shard-I-of-N     shards (shard/shard_file.h)
 *     DIR/.aslab/NAME/finished         exists once a run on one machine has written all its files
 *
 * Every shard contains the SHA-256 of the plan. Paths, threads, hosts and N are not part of the plan. asl_plan_check
 * compares NAME.conf with the plan.
 *
 * Anybody who can write to DIR can put anything there. `.aslab` and NAME must be folders and all files in NAME regular
 * files; otherwise ASL_CONFLICT names the entry that is not. Symbolic links are not followed (io/folder.h). */
#ifndef ASL_SHARD_PLAN_H
#define ASL_SHARD_PLAN_H

#include "io/digest.h"
#include "io/folder.h"
#include "options/options.h"

/* The canonical text of the plan of a job; freed by the caller. NULL on failure, with ASL_BAD if a data file cannot be
 * read.
 *
 *   o        the options
 *   e        the experiment: title, plot, labels, claims. Its own options are ignored
 *   trials   number of trials of the job */
char *asl_plan_text(const asl_options *o, const asl_experiment *e, uint64_t trials, asl_error *err);

/* The first line of a plan. The number changes with the format. */
#define ASL_PLAN_FORMAT "aslab plan 2\n"

#define ASL_MOST_SHARDS 10000000

typedef struct asl_plan {
    const asl_folder *dir;    /* DIR, which must outlive the plan */
    asl_folder inner, folder; /* DIR/.aslab, and DIR/.aslab/NAME */
    char *name, *text;
    char hash[ASL_DIGEST_CHARS];
    uint64_t trials;
    bool begun; /* this process created it */
} asl_plan;

/* What to do with an existing plan that has another text. */
typedef enum asl_plan_rule {
    ASL_PLAN_REFUSE, /* reject, unless that plan is finished: then replace it */
    ASL_PLAN_REPLACE /* replace it, and damaged shards too */
} asl_plan_rule;

/* Create a plan in dir, or open the existing one with the same text. Creates missing folders. Release with
 * asl_plan_free.
 *
 *   text        from asl_plan_text
 *   experiment  the text of NAME.conf
 *
 * ASL_CONFLICT, with the first difference, if another plan exists and the rule does not allow replacing it. */
int asl_plan_begin(asl_plan *plan, const asl_folder *dir, const char *name, const char *text, const char *experiment,
                   asl_plan_rule rule, asl_error *err);

/* Open an existing plan. ASL_BAD if there is none, ASL_CONFLICT if it has another format. */
int asl_plan_find(asl_plan *plan, const asl_folder *dir, const char *name, asl_error *err);
void asl_plan_free(asl_plan *plan);

/* The text of NAME.conf, freed by the caller; NULL on failure. */
char *asl_plan_experiment(const asl_plan *plan, asl_error *err);

/* Check that a plan is the one of an experiment with these options; otherwise ASL_CONFLICT with the first difference.
 * With `data`, data files are read and compared by their digests. Without it only their names are compared, and the
 * files need not exist. */
int asl_plan_check(const asl_plan *plan, const asl_options *o, const asl_experiment *e, bool data, asl_error *err);

/* The digest of the inputs of a plan (asl_inputs_digest of run/inputs.h). */
void asl_plan_inputs(const asl_plan *plan, char hex[ASL_DIGEST_CHARS]);

/* Remove a plan, its shards, and dir/.aslab if it is then empty. ASL_CONFLICT, with nothing removed, if one of the
 * plan's files is not a regular file. */
int asl_plan_remove(const asl_plan *plan, asl_error *err);

/* Is `name` the name of a plan's file: plan, NAME.conf, finished, or shard-...? */
bool asl_plan_owns(const asl_plan *plan, const char *name);

/* Open DIR to look for plans. ASL_BAD if it does not exist. */
int asl_plan_dir(asl_folder *dir, const char *path, asl_error *err);

/* The names of the plans in dir, sorted: [*n], released with asl_plan_names_free. NULL on failure, with ASL_BAD if there
 * are none. The plans are not read, so asl_plan_find can still fail. */
char **asl_plan_names(const asl_folder *dir, size_t *n, asl_error *err);
void asl_plan_names_free(char **names, size_t n);

/* The name of a shard's file, freed by the caller; NULL on failure. */
char *asl_plan_shard_name(uint64_t shard, uint64_t shards, asl_error *err);

/* A split of the plan into N shards, and which of them exist. */
typedef struct asl_split_state {
    uint64_t shards; /* N */
    bool *there;     /* [N] */
    uint64_t missing;
} asl_split_state;

/* The splits of which at least one shard exists, by ascending N: [*n], released with asl_plan_splits_free. NULL on
 * failure, with ASL_CONFLICT if a shard was kept aside because it differed, a file of the plan is not a regular file, or
 * there are more than 64 N. */
asl_split_state *asl_plan_splits(const asl_plan *plan, size_t *n, asl_error *err);
void asl_plan_splits_free(asl_split_state *splits, size_t n);

/* Append the missing shards of a split as `sbatch --array` reads them: "1,5-7". */
void asl_plan_missing(const asl_split_state *split, asl_strbuf *out);

/* Set *is: does the file `finished` exist? asl_plan_finish creates it. */
int asl_plan_finished(const asl_plan *plan, bool *is, asl_error *err);
int asl_plan_finish(const asl_plan *plan, asl_error *err);

#endif
