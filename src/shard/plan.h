/* Plans: what an experiment computes, as text, and the folder where its shards are.
 *
 *     DIR/.aslab/NAME/plan             all that can change a number or what is said of it, in one canonical text: format,
 *                                      program, command, options (defaults filled in), digests of data files,
 *                                      number of trials, title, plot, labels and claims
 *     DIR/.aslab/NAME/NAME.conf        the experiment with its options, for `aslab merge`
 *     DIR/.aslab/NAME/shard-I-of-N     shards (shard/shard_file.h)
 *     DIR/.aslab/NAME/finished         there once a run on one machine has delivered all
 *
 * The plan's SHA-256 stands in every shard. Paths, threads, hosts and N are not part of it. asl_plan_check holds
 * NAME.conf to the plan.
 *
 * Everybody who can write to DIR can put anything there. `.aslab` and NAME must be folders and all files in NAME regular
 * ones, else ASL_CONFLICT names what is in the way; no symbolic link is followed (io/folder.h). */
#ifndef ASL_SHARD_PLAN_H
#define ASL_SHARD_PLAN_H

#include "io/digest.h"
#include "io/folder.h"
#include "options/options.h"

/* The canonical text of a job of so many trials; to be freed. NULL on failure, ASL_BAD if a data file cannot be read.
 *
 *   e        the experiment as it is carried out: its title, plot, labels, claims, ... Its options are those of o */
char *asl_plan_text(const asl_options *o, const asl_experiment *e, uint64_t trials, asl_error *err);

/* The first line of a plan; its number changes with the form of a plan. */
#define ASL_PLAN_FORMAT "aslab plan 2\n"

#define ASL_MOST_SHARDS 10000000

typedef struct asl_plan {
    const asl_folder *dir;    /* DIR, which must outlive the plan */
    asl_folder inner, folder; /* DIR/.aslab, and the plan's own below it */
    char *name, *text;
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
int asl_plan_begin(asl_plan *plan, const asl_folder *dir, const char *name, const char *text, const char *experiment,
                   asl_plan_rule rule, asl_error *err);

/* Find a plan that was begun. ASL_BAD where there is none, ASL_CONFLICT where it has another format. */
int asl_plan_find(asl_plan *plan, const asl_folder *dir, const char *name, asl_error *err);
void asl_plan_free(asl_plan *plan);

/* The text of NAME.conf; to be freed. NULL on failure. */
char *asl_plan_experiment(const asl_plan *plan, asl_error *err);

/* Whether a plan is that of an experiment with these options: ASL_CONFLICT says where they differ. With `data` the data
 * files are read for it, without they need not be there, and only their names count. */
int asl_plan_check(const asl_plan *plan, const asl_options *o, const asl_experiment *e, bool data, asl_error *err);

/* The digest of the inputs that a plan was made for (asl_inputs_digest of run/inputs.h). */
void asl_plan_inputs(const asl_plan *plan, char hex[ASL_DIGEST_CHARS]);

/* Remove a plan and its shards, and dir/.aslab if that leaves it empty. ASL_CONFLICT, and nothing is removed, if one of
 * its files is not a regular file. */
int asl_plan_remove(const asl_plan *plan, asl_error *err);

/* Whether a file of the plan's folder is one of the plan's, by its name. */
bool asl_plan_owns(const asl_plan *plan, const char *name);

/* Open DIR to look for plans. ASL_BAD if it is not there. */
int asl_plan_dir(asl_folder *dir, const char *path, asl_error *err);

/* The names of the plans in dir, sorted, [*n]; each and the list to be freed. NULL on failure; ASL_BAD where there is
 * none. A name says nothing yet of what asl_plan_find makes of it. */
char **asl_plan_names(const asl_folder *dir, size_t *n, asl_error *err);
void asl_plan_names_free(char **names, size_t n);

/* The name of a shard's file in the plan's folder; to be freed. NULL on failure. */
char *asl_plan_shard_name(uint64_t shard, uint64_t shards, asl_error *err);

/* The shards of one split: which of the N are there. */
typedef struct asl_split_state {
    uint64_t shards; /* N */
    bool *there;     /* [N] */
    uint64_t missing;
} asl_split_state;

/* Every N of which at least one shard is there, ascending, [*n]; to be freed by asl_plan_splits_free. NULL on failure:
 * ASL_CONFLICT, naming it, where a shard that disagreed is kept aside or a file of the plan is not a regular file; and
 * where there are more than 64 N. */
asl_split_state *asl_plan_splits(const asl_plan *plan, size_t *n, asl_error *err);
void asl_plan_splits_free(asl_split_state *splits, size_t n);

/* The shards of a split that are missing, as sbatch --array takes them: "1,5-7". */
void asl_plan_missing(const asl_split_state *split, asl_strbuf *out);

/* Whether `finished` stands there; put it there. */
int asl_plan_finished(const asl_plan *plan, bool *is, asl_error *err);
int asl_plan_finish(const asl_plan *plan, asl_error *err);

#endif
