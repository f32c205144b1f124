#include <stdio.h>
#include <string.h>

#include "base/numbers.h"
#include "io/gnuplot.h"
#include "options/command_table.h"
#include "run/resources.h"
#include "shard/sharded_run.h"

static const asl_option options[] = {
    ASL_EXPERIMENT_RUN_OPTIONS,
    {.name = "shards",
     .kind = ASL_OPTION_COUNT,
     .metavar = "N",
     .lo = 1,
     .hi = ASL_MOST_SHARDS,
     .not_saved = true,
     .help = "do the work in N parts and keep each, so that an interrupted run continues"},
    {.name = "shard",
     .kind = ASL_OPTION_TEXT,
     .metavar = "I/N",
     .not_saved = true,
     .help = "do only shard I of N, from 0: 'aslab merge' combines them"},
    {.name = NULL},
};

/* The words after EXPERIMENT may be options of `run` or of the experiment's own command. */
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
        return asl_fail(err, ASL_BAD, "write the experiment first: aslab run EXPERIMENT [options]");
    }
    return asl_options_parse(o, argc, argv, err);
}

/* Whether anything but run's own options was given. */
static bool overrides(const asl_options *o)
{
    for (size_t i = 0; i < o->n; i++) {
        if (asl_options_row(o->command, o->settings[i].name) == NULL) return true;
    }
    return false;
}

/* ASL_BAD where the experiment needs an option that was not given. */
static int misses(const asl_options *o, asl_error *err)
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

/* --shard I/N or --shards N; r->shards stays 0 without them. */
static int read_shards(const asl_options *o, asl_sharded_request *r, asl_error *err)
{
    const char *text = asl_options_text(o, "shard"), *slash = text != NULL ? strchr(text, '/') : NULL;
    r->shards = (uint64_t)asl_options_count(o, "shards");
    if (text == NULL) return ASL_OK;
    if (r->shards > 0) return asl_fail(err, ASL_BAD, "--shard and --shards are mutually exclusive");
    long long i, n;
    char first[32] = "";
    if (slash != NULL && slash - text < (long)sizeof first) memcpy(first, text, (size_t)(slash - text));
    if (first[0] == '\0')
        return asl_fail(err, ASL_BAD, "--shard = '%.60s' is not I/N, as in 0/10 for the first of ten", text);
    int code = asl_read_count("--shard I/N: N", slash + 1, 1, ASL_MOST_SHARDS, &n, err);
    if (code == ASL_OK) code = asl_read_count("--shard I/N: I", first, 0, n - 1, &i, err);
    if (code != ASL_OK) return code;
    r->one = true;
    r->shard = (uint64_t)i;
    r->shards = (uint64_t)n;
    return ASL_OK;
}

static void tell_shard(const asl_experiment_run *f, const asl_sharded_request *r)
{
    fprintf(stderr, "%s: shard %s of %s %s\n", f->experiment.name, asl_options_text(r->figure.host, "shard"),
            r->figure.dir, f->reused ? "is there already" : "is done");
}

static int run(const asl_options *o, asl_error *err)
{
    const char *dir = asl_options_text(o, "output"), *format = asl_options_text(o, "render");
    bool wanted = strcmp(format, "none") != 0, drawn = wanted && asl_gnuplot_found();
    asl_experiment_run f;
    if (misses(o, err) != ASL_OK) return err->code;
    asl_sharded_request request = {.figure = {.name_or_path = o->args[0],
                                              .over = overrides(o) ? o : NULL,
                                              .host = o,
                                              .dir = dir,
                                              .format = drawn ? format : NULL}};
    int code = read_shards(o, &request, err);
    if (code == ASL_OK)
        code = request.shards > 0 ? asl_sharded_make(&f, &request, err)
                                  : asl_experiment_run_make(&f, &request.figure, err);
    if (code != ASL_OK) return code;
    if (request.one) {
        if (!asl_options_given(o, "quiet")) tell_shard(&f, &request);
        asl_experiment_run_free(&f);
        return ASL_OK;
    }
    asl_experiment_run_finish(&f);
    if (!asl_options_given(o, "quiet")) asl_experiment_run_tell_whole(&f, dir);
    if (wanted && !drawn) fprintf(stderr, "aslab: gnuplot is not on the PATH: the picture is not drawn\n");
    code = asl_experiment_run_undrawn(&f, 1, err);
    asl_experiment_run_free(&f);
    return code;
}

const asl_command asl_command_run = {
    .name = "run",
    .summary = "carry out an experiment file, with any of its options changed",
    .arg = "EXPERIMENT",
    .min_args = 1,
    .max_args = 1,
    .arg_names = ASL_NAMES_EXPERIMENTS,
    .options = options,
    .details =
        "EXPERIMENT is the path of a .conf file or the name of an experiment that comes with aslab ('aslab figures\n"
        "--list'), and stands first. Every option of its command may follow and replaces the file's. The paper's "
        "claims\n"
        "are judged only if no option except --seeds is replaced.\n\n"
        "An experiment whose options, data, program and files in DIR have not changed is not computed again, only\n"
        "drawn. Delete DIR/EXPERIMENT.meta to compute it again.\n\n"
        "With --shards N, the work is divided into N shards, which are kept in DIR/.aslab/EXPERIMENT: an interrupted "
        "run\n"
        "continues where it stopped. With --shard I/N it does one shard, here or on another machine that sees DIR, "
        "any\n"
        "number of times; 'aslab missing DIR --shards N' prints which are left, and 'aslab merge DIR' writes the "
        "files\n"
        "that a run on one machine writes, byte for byte. DIR holds one plan of an EXPERIMENT: until it is finished,\n"
        "shards with other options, data or titles, or of another version of aslab, are refused (exit status 4).\n"
        "experiments/slurm has a script for a Slurm job array.\n\n"
        "examples:\n"
        "  aslab run fig3 -o out\n"
        "  aslab run fig5 --seeds 11-20\n"
        "  aslab run fig6 --seeds 100 -o grid --shard 3/200\n"
        "  aslab run fig3 --points 101 --loss ce --loss asl:gamma_neg=6\n"
        "  aslab curve --loss asl --save my.conf && aslab run ./my.conf\n",
    .parse = parse,
    .run = run,
};
