#include <stdio.h>
#include <string.h>

#include "base/numbers.h"
#include "cli/experiment_options.h"
#include "options/command_table.h"
#include "run/resources.h"
#include "shard/sharded_run.h"

static const asl_option options[] = {
    ASL_FOLDER_OPTION,
    ASL_RENDER_OPTION,
    ASL_SHARDS_OPTION,
    ASL_TEXT_OPTION("shard", "I/N", NULL, "do only shard I of N, from 0 on; 'aslab merge' combines the shards",
                    .excludes = "shards", .not_saved = true),
    {.name = NULL},
};

/* What follows EXPERIMENT may be options of 'run' or of the experiment's own command. */
static int parse(asl_options *o, int argc, char *const *argv, asl_error *err)
{
    if (argc > 0 && argv[0][0] != '-') {
        asl_experiment e;
        int code = asl_experiment_load(&e, o->commands, argv[0], err);
        if (code != ASL_OK) return code;
        o->extra_command = asl_command_find(o->commands, e.command, err);
        asl_experiment_free(&e);
        if (o->extra_command == NULL) return asl_fail_in(err, ASL_BAD, "%.100s: ", argv[0]);
    } else if (argc > 0 && strcmp(argv[0], "--help") != 0 && strcmp(argv[0], "-h") != 0) {
        return asl_fail(err, ASL_BAD, "the experiment must be the first argument: aslab run EXPERIMENT [options]");
    }
    return asl_options_parse(o, argc, argv, err);
}

/* Are there options that are not run's own? */
static bool overrides(const asl_options *o)
{
    for (size_t i = 0; i < o->n; i++) {
        if (asl_options_row(o->command, o->settings[i].name) == NULL) return true;
    }
    return false;
}

/* ASL_BAD if the experiment needs an option that was not given. */
static int check_needs(const asl_options *o, asl_error *err)
{
    asl_experiment e;
    int code = asl_experiment_load(&e, o->commands, o->args[0], err);
    if (code != ASL_OK) return code;
    char name[64] = "";
    if (strncmp(e.needs, "--", 2) == 0)
        snprintf(name, sizeof name, "%.*s", (int)strcspn(e.needs, " ") - 2, e.needs + 2);
    if (name[0] != '\0' && !asl_options_given(o, name)) code = asl_fail(err, ASL_BAD, "%s needs %s", e.name, e.needs);
    asl_experiment_free(&e);
    return code;
}

/* --shard I/N or --shards N; without them r->shards is 0. */
static int read_shards(const asl_options *o, asl_sharded_request *r, asl_error *err)
{
    const char *text = asl_options_text(o, "shard"), *slash = text != NULL ? strchr(text, '/') : NULL;
    r->shards = (uint64_t)asl_options_count(o, "shards");
    if (text == NULL) return ASL_OK;
    long long i, n;
    char first[32] = "";
    if (slash != NULL && slash - text < (long)sizeof first) memcpy(first, text, (size_t)(slash - text));
    if (first[0] == '\0')
        return asl_fail(err, ASL_BAD, "--shard = '%.60s' is not I/N, for example 0/10 for the first of ten", text);
    int code = asl_read_count("--shard I/N: N", slash + 1, 1, ASL_MOST_SHARDS, &n, err);
    if (code == ASL_OK) code = asl_read_count("--shard I/N: I", first, 0, n - 1, &i, err);
    if (code != ASL_OK) return code;
    r->one = true;
    r->shard = (uint64_t)i;
    r->shards = (uint64_t)n;
    return ASL_OK;
}

static int finish_shard(const asl_options *o, asl_experiment_run *f, const char *dir)
{
    if (!asl_options_quiet(o))
        fprintf(stderr, "%s: shard %s of %s %s\n", f->experiment.name, asl_options_text(o, "shard"), dir,
                f->reused ? "was already done" : "is done");
    asl_experiment_run_free(f);
    return ASL_OK;
}

static int run(const asl_options *o, asl_error *err)
{
    asl_experiment_run f;
    if (check_needs(o, err) != ASL_OK) return err->code;
    asl_sharded_request request = {.figure = {.name_or_path = o->args[0],
                                              .over = overrides(o) ? o : NULL,
                                              .host = o,
                                              .dir = asl_options_text(o, "output"),
                                              .format = asl_render_format(o)}};
    int code = read_shards(o, &request, err);
    if (code == ASL_OK)
        code = request.shards > 0 ? asl_sharded_make(&f, &request, err)
                                  : asl_experiment_run_make(&f, &request.figure, err);
    if (code != ASL_OK) return code;
    if (request.one) return finish_shard(o, &f, request.figure.dir);
    asl_experiment_run_finish(&f);
    if (!asl_options_quiet(o)) asl_experiment_run_tell_whole(&f, request.figure.dir);
    asl_tell_no_gnuplot(o);
    code = asl_experiment_run_undrawn(&f, 1, err);
    asl_experiment_run_free(&f);
    return code;
}

const asl_command asl_command_run = {
    .name = "run",
    .summary = "run an experiment, with any of its options changed",
    .arg = "EXPERIMENT",
    .min_args = 1,
    .max_args = 1,
    .arg_names = ASL_NAMES_EXPERIMENTS,
    .options = options,
    .description = "EXPERIMENT, which must come first, is the path of a .conf file or the name of\n"
                   "an experiment that comes with aslab ('aslab figures --list'). It can be\n"
                   "followed by any option of its command, which replaces the option of the file.\n"
                   "The claims of the paper are judged only if no option except --seeds is\n"
                   "replaced.\n\n"
                   "If the options, the data, the program and the files in DIR have not changed\n"
                   "since an earlier run, the experiment is drawn again but not computed. Delete\n"
                   "DIR/EXPERIMENT.meta to compute it anyway.\n",
    .details = "shards:\n"
               "With --shards N, the work is divided into N shards, which are kept in\n"
               "DIR/.aslab/EXPERIMENT, and an interrupted run continues where it stopped. With\n"
               "--shard I/N, one shard is done, here or on another machine that sees DIR; this\n"
               "can be repeated. 'aslab missing DIR --shards N' lists the shards that are\n"
               "missing, and 'aslab merge DIR' writes the same files as a run on one machine.\n"
               "DIR holds one plan of an EXPERIMENT: until it is finished, shards with other\n"
               "options, data or titles, or of another version of aslab, are refused (exit\n"
               "status 4). experiments/slurm has a script for a Slurm job array.\n\n"
               "examples:\n"
               "  aslab run fig3 -o out\n"
               "  aslab run fig5 --seeds 11-20\n"
               "  aslab run fig3 --points 101 --loss ce --loss asl:gamma_neg=6\n"
               "  aslab run fig6 --seeds 100 -o grid --shard 3/200\n"
               "  aslab curve --loss asl --save my.conf && aslab run ./my.conf\n",
    .parse = parse,
    .run = run,
};
