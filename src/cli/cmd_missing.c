#include <stdlib.h>
#include <string.h>

#include "io/output.h"
#include "options/options.h"
#include "shard/plan.h"

static const asl_option options[] = {
    ASL_COUNT_OPTION("shards", NULL, 1, ASL_MOST_SHARDS, "the number of shards of the experiment", .required = true,
                     .not_saved = true),
    {.name = NULL},
};

/* Is a plan finished? One that cannot be read is not, so that messages name it. */
static bool is_finished(const asl_folder *dir, const char *name)
{
    asl_plan plan;
    bool is = false;
    if (asl_plan_find(&plan, dir, name, NULL) != ASL_OK) return false;
    if (asl_plan_finished(&plan, &is, NULL) != ASL_OK) is = false;
    asl_plan_free(&plan);
    return is;
}

/* The only plan of a folder that is not finished; to be freed. NULL with ASL_BAD if there are several. */
static char *only_plan(const asl_folder *dir, asl_error *err)
{
    size_t n, open = 0, last = 0;
    char **names = asl_plan_names(dir, &n, err), *name = NULL;
    asl_strbuf all = {0};
    if (names == NULL) return NULL;
    for (size_t i = 0; i < n; i++) {
        if (n > 1 && is_finished(dir, names[i])) continue;
        asl_strbuf_format(&all, "%s%s", open++ > 0 ? ", " : "", names[i]);
        last = i;
    }
    if (open <= 1) {
        name = names[last];
        names[last] = NULL;
    } else {
        asl_fail(err, ASL_BAD, "%.200s has several unfinished experiments, %.300s: name one after the folder",
                 dir->path, all.data != NULL ? all.data : "");
    }
    asl_strbuf_free(&all);
    asl_plan_names_free(names, n);
    return name;
}

static int write_missing(const asl_plan *plan, uint64_t shards, asl_error *err)
{
    size_t n;
    asl_strbuf t = {0};
    asl_split_state *splits = asl_plan_splits(plan, &n, err), none = {.shards = shards, .missing = shards};
    if (splits == NULL) return err->code;
    const asl_split_state *split = &none;
    for (size_t i = 0; i < n; i++) split = splits[i].shards == shards ? &splits[i] : split;
    if (split == &none) {
        asl_strbuf_format(&t, shards > 1 ? "0-%llu" : "0", (unsigned long long)shards - 1);
    } else {
        asl_plan_missing(split, &t);
    }
    bool some = split->missing > 0;
    asl_plan_splits_free(splits, n);
    if (some) asl_strbuf_add(&t, "\n");
    char *text = asl_strbuf_take(&t, err);
    int code = text == NULL ? ASL_FAILED : asl_output_file(NULL, text, strlen(text), err);
    free(text);
    return code == ASL_OK && some ? ASL_INCOMPLETE : code;
}

static int tell_missing(const asl_options *o, const asl_folder *dir, asl_error *err)
{
    asl_plan plan;
    char *only = o->nargs > 1 ? NULL : only_plan(dir, err);
    const char *name = o->nargs > 1 ? o->args[1] : only;
    if (name == NULL) return err->code;
    int code = asl_plan_find(&plan, dir, name, err);
    free(only);
    if (code != ASL_OK) return code;
    code = write_missing(&plan, (uint64_t)asl_options_count(o, "shards"), err);
    asl_plan_free(&plan);
    return code;
}

static int run(const asl_options *o, asl_error *err)
{
    asl_folder dir;
    int code = asl_plan_dir(&dir, o->args[0], err);
    if (code == ASL_OK) code = tell_missing(o, &dir, err);
    asl_folder_close(&dir);
    return code;
}

const asl_command asl_command_missing = {
    .name = "missing",
    .summary = "list the shards that 'aslab run --shard I/N' still has to do",
    .arg = "DIR [EXPERIMENT]",
    .min_args = 1,
    .max_args = 2,
    .options = options,
    .description = "Prints the numbers of the missing shards in the form that sbatch accepts, for\n"
                   "example 1,5-7. EXPERIMENT is necessary if DIR has several that are not\n"
                   "finished.\n",
    .details = "exit status:\n"
               "  0  nothing is missing, and nothing is printed\n"
               "  3  some shards are missing\n\n"
               "examples:\n"
               "  aslab missing grid --shards 200\n"
               "  sbatch --array=$(aslab missing grid --shards 200) aslab.sbatch\n",
    .run = run,
};
