#include "cli/experiment_options.h"
#include "run/terminal.h"
#include "shard/sharded_run.h"

static const asl_option options[] = {
    ASL_RENDER_OPTION,
    ASL_TEXT_OPTION("script", "FILE.gp", NULL, "draw EXPERIMENT, which must be named, with this gnuplot script",
                    .not_saved = true),
    {.name = NULL},
};

static int merge_one(const asl_options *o, const char *name, const char *format, asl_error *err)
{
    asl_experiment_run f;
    asl_sharded_request request = {.figure = {.name_or_path = name, .host = o, .dir = o->args[0], .format = format},
                                   .script = asl_options_text(o, "script")};
    int code = asl_sharded_merge(&f, &request, err);
    if (code != ASL_OK) return code;
    asl_experiment_run_finish(&f);
    if (!asl_options_given(o, "quiet")) asl_experiment_run_tell_whole(&f, o->args[0]);
    code = asl_experiment_run_undrawn(&f, 1, err);
    asl_experiment_run_free(&f);
    return code;
}

/* Merge all that can be merged; the exit status is that of the first that cannot. */
static int merge_all(const asl_options *o, const char *format, asl_error *err)
{
    size_t n;
    int worst = ASL_OK;
    char **names = NULL;
    asl_folder dir;
    if (asl_plan_dir(&dir, o->args[0], err) == ASL_OK) names = asl_plan_names(&dir, &n, err);
    asl_folder_close(&dir);
    if (names == NULL) return err->code;
    for (size_t i = 0; i < n; i++) {
        asl_error here = {0};
        int code = merge_one(o, names[i], format, &here);
        if (code == ASL_OK) continue;
        if (worst == ASL_OK) {
            worst = code;
            *err = here;
        } else {
            asl_tell("aslab: %s\n", here.text);
        }
    }
    asl_plan_names_free(names, n);
    return worst;
}

static int run(const asl_options *o, asl_error *err)
{
    const char *format = asl_render_format(o);
    if (o->nargs < 2 && asl_options_given(o, "script"))
        return asl_fail(err, ASL_BAD, "--script draws one experiment: name it after %.200s", o->args[0]);
    return o->nargs > 1 ? merge_one(o, o->args[1], format, err) : merge_all(o, format, err);
}

const asl_command asl_command_merge = {
    .name = "merge",
    .summary = "verify the shards of 'aslab run --shard I/N' and combine them",
    .arg = "DIR [EXPERIMENT]",
    .min_args = 1,
    .max_args = 2,
    .options = options,
    .description = "Writes the same files, byte for byte, as 'aslab run EXPERIMENT -o DIR' on one\n"
                   "machine: for EXPERIMENT, or for every experiment that has shards in DIR. The\n"
                   "shards may have been made with several values of N; for each N all must be\n"
                   "there.\n\n"
                   "DIR may be shared with others: text from it is never executed. If the plot of\n"
                   "an experiment is the path of a script, --script must name that script. Symbolic\n"
                   "links and pipes in DIR/.aslab are refused.\n",
    .details = "exit status:\n"
               "  3  shards are missing; the message names them\n"
               "  4  shards are damaged, truncated, of another plan, or contradict each other;\n"
               "     the message names them, and nothing is written\n\n"
               "examples:\n"
               "  aslab merge grid\n"
               "  aslab merge grid fig6 --render png\n",
    .run = run,
};
