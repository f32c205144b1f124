#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/figure.h"
#include "cli/resources.h"
#include "io/gnuplot.h"

static const asl_option options[] = {
    ASL_FIGURE_OPTIONS,
    {.name = NULL},
};

extern const asl_command asl_command_run;

/* The words after EXPERIMENT may be options of `run` or of the experiment's own command. */
static int parse(asl_options *o, int argc, char *const *argv, asl_error *err)
{
    const asl_command *own = NULL;
    if (argc > 0 && argv[0][0] != '-') {
        asl_experiment e;
        int code = asl_experiment_load(&e, argv[0], err);
        if (code != ASL_OK) return code;
        own = asl_command_find(e.command, err);
        asl_experiment_free(&e);
        if (own == NULL) return asl_fail_in(err, ASL_BAD, "%.100s: ", argv[0]);
    } else if (argc > 0 && strcmp(argv[0], "--help") != 0 && strcmp(argv[0], "-h") != 0) {
        return asl_fail(err, ASL_BAD, "write the experiment first: aslab run EXPERIMENT [options]");
    }
    return asl_options_parse(o, &asl_command_run, own, argc, argv, err);
}

static void tell(const asl_figure *f, const char *dir)
{
    if (f->notes.data != NULL) fputs(f->notes.data, stderr);
    asl_figure_tell(f);
    fprintf(stderr, "%s is in %s: %s.csv, %s.gp%s%s\n", f->experiment.name, dir, f->experiment.name, f->experiment.name,
            f->format != NULL ? " and a picture, ." : "", f->format != NULL ? f->format : "");
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
    int code = asl_experiment_load(&e, o->args[0], err);
    if (code != ASL_OK) return code;
    char name[64] = "";
    if (strncmp(e.needs, "--", 2) == 0)
        snprintf(name, sizeof name, "%.*s", (int)strcspn(e.needs, " ") - 2, e.needs + 2);
    if (name[0] != '\0' && !asl_options_given(o, name)) code = asl_fail(err, ASL_BAD, "%s needs %s", e.name, e.needs);
    asl_experiment_free(&e);
    return code;
}

static int run(const asl_options *o, asl_error *err)
{
    const char *dir = asl_options_text(o, "output"), *format = asl_options_text(o, "render");
    bool wanted = strcmp(format, "none") != 0, drawn = wanted && asl_gnuplot_found();
    asl_figure f;
    if (misses(o, err) != ASL_OK) return err->code;
    asl_figure_request request = {o->args[0], overrides(o) ? o : NULL, o, dir, drawn ? format : NULL};
    int code = asl_figure_make(&f, &request, err);
    if (code != ASL_OK) return code;
    code = asl_figure_finish(&f, err);
    if (code == ASL_OK && !asl_options_given(o, "quiet")) tell(&f, dir);
    if (code == ASL_OK && wanted && !drawn)
        fprintf(stderr, "aslab: gnuplot is not on the PATH: the picture is not drawn\n");
    asl_figure_free(&f);
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
        "--list'), and stands first. Every option of its command may follow and replaces the file's; the paper's "
        "claims\n"
        "are judged only where none does but --seeds.\n\n"
        "examples:\n"
        "  aslab run fig3 -o out\n"
        "  aslab run fig5 --seeds 11-20\n"
        "  aslab run fig3 --points 101 --loss ce --loss asl:gamma_neg=6\n"
        "  aslab curve --loss asl --save my.conf && aslab run ./my.conf\n",
    .parse = parse,
    .run = run,
};
