#define _XOPEN_SOURCE 700
#include "run/output_paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "data/read_predictions.h"
#include "io/experiment.h"
#include "io/folder.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "io/tempfile.h"

static int check_plot(const asl_output_paths *p, asl_error *err)
{
    if (!p->script && !asl_gnuplot_knows(p->format))
        return asl_fail(err, ASL_BAD, "--plot = '%.200s' does not end in .svg, .png, .pdf or .gp", p->plot);
    if (strpbrk(p->plot, "\r\n") != NULL)
        return asl_fail(err, ASL_BAD, "--plot = '%.60s' has a line end in its name", p->plot);
    if (p->script && (asl_output_is_stream(p->rows) || asl_path_is_special(p->rows)))
        return asl_fail(err, ASL_BAD, "--plot %.200s needs -o FILE.csv, the data that the script draws", p->plot);
    if (asl_path_is_special(p->plot))
        return asl_fail(err, ASL_FAILED, "cannot write %.200s: it is not a regular file", p->plot);
    if (!p->script && !asl_gnuplot_found()) {
        return asl_fail(
            err, ASL_FAILED,
            "cannot draw %.200s: gnuplot is not on the PATH (with -o FILE.csv, --plot FILE.gp writes the script alone)",
            p->plot);
    }
    return ASL_OK;
}

/* The absolute path of a file that may not exist yet, with links resolved; to be freed. */
static char *whole_path(const char *path, asl_error *err)
{
    char *real = realpath(path, NULL);
    if (real != NULL) return real;
    asl_strbuf folder = {0};
    asl_strbuf_add_bytes(&folder, path, (size_t)(asl_base_name(path) - path));
    char *dir = asl_strbuf_take(&folder, err), *there = dir != NULL ? realpath(dir[0] != '\0' ? dir : ".", NULL) : NULL;
    free(dir);
    if (there == NULL) return asl_copy_text(path, err);
    asl_strbuf t = {0};
    asl_strbuf_format(&t, "%s/%s", there, asl_base_name(path));
    free(there);
    return asl_strbuf_take(&t, err);
}

/* FILE-summary.csv of FILE.csv; to be freed. */
static char *summary_path(const char *output, asl_error *err)
{
    size_t n = strlen(output);
    asl_strbuf t = {0};
    asl_strbuf_add_bytes(&t, output, n > 4 && strcmp(output + n - 4, ".csv") == 0 ? n - 4 : n);
    asl_strbuf_add(&t, "-summary.csv");
    return asl_strbuf_take(&t, err);
}

/* The paths that are written, resolved. */
typedef struct targets {
    const char *const *names; /* [n] options that give them */
    char **paths;             /* [n] absolute; NULL: not written to a file */
    size_t n;
} targets;

static int check_input(const char *input, const targets *t, asl_error *err)
{
    if (input == NULL || strcmp(input, "-") == 0 || asl_path_is_special(input)) return ASL_OK;
    char *real = whole_path(input, err);
    int code = real == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < t->n && code == ASL_OK; i++) {
        if (t->paths[i] != NULL && strcmp(t->paths[i], real) == 0)
            code = asl_fail(err, ASL_BAD, "--%s would overwrite %.200s, which is read", t->names[i], input);
    }
    free(real);
    return code;
}

/* No argument and no file among the options may be overwritten. */
static int check_inputs(const asl_options *o, const targets *t, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < o->nargs && o->command->reads && code == ASL_OK; i++) code = check_input(o->args[i], t, err);
    for (size_t i = 0; i < o->n && code == ASL_OK; i++) {
        const asl_setting *s = &o->settings[i];
        bool file = asl_options_known(o, s->name)->file;
        for (size_t k = 0; k < s->n && file && code == ASL_OK; k++) {
            if (asl_dist_is_file(s->values[k])) code = check_input(s->values[k], t, err);
        }
    }
    return code;
}

static int check_different(const targets *t, const char *const *given, asl_error *err)
{
    for (size_t i = 0; i < t->n; i++) {
        for (size_t k = 0; k < i && t->paths[i] != NULL; k++) {
            if (t->paths[k] != NULL && strcmp(t->paths[i], t->paths[k]) == 0)
                return asl_fail(err, ASL_BAD, "--%s and --%s are the same file, %.200s", t->names[k], t->names[i],
                                given[i]);
        }
    }
    return ASL_OK;
}

static int check_targets(const asl_output_paths *p, const asl_options *o, asl_error *err)
{
    static const char *const names[] = {"output", "plot", "save", "output (its summary)"};
    const char *given[] = {p->rows, p->plot, p->save, p->summary};
    char *paths[4] = {NULL};
    targets t = {names, paths, 4};
    int code = ASL_OK;
    for (size_t i = 0; i < t.n && code == ASL_OK; i++) {
        if (given[i] == NULL || strcmp(given[i], "-") == 0) continue;
        paths[i] = whole_path(given[i], err);
        if (paths[i] == NULL) code = ASL_FAILED;
    }
    if (code == ASL_OK) code = check_different(&t, given, err);
    if (code == ASL_OK) code = check_inputs(o, &t, err);
    for (size_t i = 0; i < t.n; i++) free(paths[i]);
    return code;
}

static const char *value_of(const asl_options *o, const char *name)
{
    return asl_options_known(o, name) != NULL ? asl_options_text(o, name) : NULL;
}

static int find_summary(asl_output_paths *p, const asl_options *o, asl_error *err)
{
    if (!asl_options_summarised(o) || asl_output_is_stream(p->rows) || asl_path_is_special(p->rows)) return ASL_OK;
    p->summary = summary_path(p->rows, err);
    if (p->summary == NULL) return ASL_FAILED;
    if (asl_path_is_special(p->summary))
        return asl_fail(err, ASL_FAILED, "cannot write %.200s: it is not a regular file", p->summary);
    return ASL_OK;
}

int asl_output_paths_check(asl_output_paths *p, const asl_options *o, asl_error *err)
{
    *p = (asl_output_paths){
        .rows = asl_options_text(o, "output"), .plot = value_of(o, "plot"), .save = value_of(o, "save")};
    if (p->plot != NULL) {
        const char *dot = strrchr(asl_base_name(p->plot), '.');
        p->format = dot != NULL ? dot + 1 : "";
        p->script = strcmp(p->format, "gp") == 0;
    }
    int code = p->plot != NULL ? check_plot(p, err) : ASL_OK;
    if (code == ASL_OK) code = find_summary(p, o, err);
    if (code == ASL_OK) code = check_targets(p, o, err);
    if (code == ASL_OK && p->save != NULL) code = asl_experiment_check_name(p->save, err);
    return code;
}

void asl_output_paths_free(asl_output_paths *p)
{
    free(p->summary);
    *p = (asl_output_paths){0};
}
