/* Plans: what an experiment computes, as text, and the folder where its shards are.
 *
 *     DIR/.aslab/NAME/plan             all that can change a number, in one canonical text: format, program,
 *                                      arithmetic, command, options (defaults filled in), digests of data files,
 *                                      number of trials
 *     DIR/.aslab/NAME/NAME.conf        the experiment with its options, for `aslab merge`
 *     DIR/.aslab/NAME/machine          what the first run computed with (cli/codepath.h)
 *     DIR/.aslab/NAME/shard-I-of-N     shards (io/shard_file.h)
 *     DIR/.aslab/NAME/finished         there once a run on one machine has delivered all
 *
 * The plan's SHA-256 stands in every shard. Paths, threads, hosts and N are not part of it. */
#ifndef ASL_CLI_PLAN_H
#define ASL_CLI_PLAN_H

#include "cli/options.h"
#include "io/digest.h"

/* The canonical text for a job of so many trials; to be freed. NULL on failure, ASL_BAD where a data file cannot be
 * read. */
char *asl_plan_text(const asl_options *o, uint64_t trials, asl_error *err);

/* Whether a command would read standard input, which no other machine can: such work has no plan. */
bool asl_plan_impossible(const asl_options *o);

#define ASL_MOST_SHARDS 10000000

typedef struct asl_plan {
    char *folder, *name;
    char hash[ASL_DIGEST_CHARS];
    uint64_t trials;
    bool begun; /* by this process */
} asl_plan;

typedef enum asl_plan_rule {
    ASL_PLAN_REFUSE, /* a plan with another text stays, but for one that is finished */
    ASL_PLAN_REPLACE /* it gives way, and so do damaged shards */
} asl_plan_rule;

/* Begin a plan in dir, or find it there with the same text.
 *
 *   text        asl_plan_text
 *   experiment  the text of NAME.conf
 *
 * ASL_CONFLICT where another plan is there, saying where they differ. Folders are made where they are missing. Release
 * with asl_plan_free. */
int asl_plan_begin(asl_plan *plan, const char *dir, const char *name, const char *text, const char *experiment,
                   asl_plan_rule rule, asl_error *err);

/* Find a plan that was begun. ASL_BAD where there is none. */
int asl_plan_find(asl_plan *plan, const char *dir, const char *name, asl_error *err);
void asl_plan_free(asl_plan *plan);

/* Remove a plan and its shards, and dir/.aslab where that leaves it empty. */
void asl_plan_remove(const asl_plan *plan);

/* The names of the plans in dir, sorted, [*n]; each and the list to be freed. NULL on failure; ASL_BAD where there is
 * none, or no dir. */
char **asl_plan_names(const char *dir, size_t *n, asl_error *err);
void asl_plan_names_free(char **names, size_t n);

/* A file of the plan's folder, or the file of a shard; to be freed. NULL on failure. */
char *asl_plan_path(const asl_plan *plan, const char *name, asl_error *err);
char *asl_plan_shard_path(const asl_plan *plan, uint64_t shard, uint64_t shards, asl_error *err);

/* The shards of one split: which of the N are there. */
typedef struct asl_split_state {
    uint64_t shards; /* N */
    bool *there;     /* [N] */
    uint64_t missing;
} asl_split_state;

/* Every N of which at least one shard is there, ascending, [*n]; to be freed by asl_plan_splits_free. NULL on failure:
 * ASL_CONFLICT where a shard that disagreed is kept aside, naming it. */
asl_split_state *asl_plan_splits(const asl_plan *plan, size_t *n, asl_error *err);
void asl_plan_splits_free(asl_split_state *splits, size_t n);

/* The shards of a split that are missing, as sbatch --array takes them: "1,5-7". */
void asl_plan_missing(const asl_split_state *split, asl_text *out);

/* Whether `finished` stands there; put it there. */
bool asl_plan_finished(const asl_plan *plan);
int asl_plan_finish(const asl_plan *plan, asl_error *err);

#endif
