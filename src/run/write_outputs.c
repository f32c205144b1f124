#define _XOPEN_SOURCE 700
#include "run/write_outputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "data/read_predictions.h"
#include "io/csv_write.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "io/tempfile.h"
#include "run/resources.h"
#include "run/rows.h"
#include "run/script.h"
#include "run/tee.h"
#include "run/terminal.h"

/* The files of a command; those that it does not write are NULL. */
enum {
    OUT,     /* -o, or standard output */
    SUMMARY, /* FILE-summary.csv next to -o FILE.csv, of a command that has a summary */
    SCRIPT,  /* --plot FILE.gp */
    SAVED,   /* --save */
    OUTPUTS
};

/* What is under way: everything is written under temporary names first, and appears together at the end or not at all.
 */
typedef struct delivery {
    const asl_options *options;
    const char *plot, *format; /* of --plot: the path, its ending; NULL without */
    asl_output *outputs[OUTPUTS];
    asl_csv_writer csv;
    asl_series series;
    asl_output *data; /* temporary CSV file that a picture is drawn from; never kept */
    asl_render render;
    asl_error undrawn; /* why the picture could not be drawn; its code is ASL_OK otherwise */
} delivery;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static int check_plot(delivery *d, asl_error *err)
{
    const asl_options *o = d->options;
    const char *output = asl_options_text(o, "output");
    d->plot = asl_options_text(o, "plot");
    if (d->plot == NULL) return ASL_OK;
    const char *dot = strrchr(base_name(d->plot), '.');
    d->format = dot != NULL ? dot + 1 : "";
    bool script = strcmp(d->format, "gp") == 0;
    if (!script && !asl_gnuplot_knows(d->format)) {
        return asl_fail(err, ASL_BAD, "--plot = '%.200s' does not end in .svg, .png, .pdf or .gp", d->plot);
    }
    if (strpbrk(d->plot, "\r\n") != NULL)
        return asl_fail(err, ASL_BAD, "--plot = '%.60s' has a line end in its name", d->plot);
    if (script && (output == NULL || strcmp(output, "-") == 0 || asl_path_is_special(output))) {
        return asl_fail(err, ASL_BAD, "--plot %.200s needs -o FILE.csv, the data that the script draws", d->plot);
    }
    if (asl_path_is_special(d->plot))
        return asl_fail(err, ASL_FAILED, "cannot write %.200s: it is not a regular file", d->plot);
    if (!script && !asl_gnuplot_found()) {
        return asl_fail(
            err, ASL_FAILED,
            "cannot draw %.200s: gnuplot is not on the PATH (with -o FILE.csv, --plot FILE.gp writes the script alone)",
            d->plot);
    }
    return ASL_OK;
}

/* The file a path leads to, there or not yet; to be freed. */
static char *whole_path(const char *path, asl_error *err)
{
    char *real = realpath(path, NULL);
    if (real != NULL) return real;
    asl_strbuf folder = {0};
    asl_strbuf_add_bytes(&folder, path, (size_t)(base_name(path) - path));
    char *dir = asl_strbuf_take(&folder, err), *there = dir != NULL ? realpath(dir[0] != '\0' ? dir : ".", NULL) : NULL;
    free(dir);
    if (there == NULL) return asl_copy_text(path, err);
    asl_strbuf t = {0};
    asl_strbuf_format(&t, "%s/%s", there, base_name(path));
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

static int open_summary(delivery *d, asl_error *err)
{
    const char *output = asl_options_text(d->options, "output");
    if (!asl_options_summarised(d->options) || asl_output_is_stream(output) || asl_path_is_special(output))
        return ASL_OK;
    char *path = summary_path(output, err), *real = path != NULL ? whole_path(path, err) : NULL,
         *rows = whole_path(output, err);
    int code = path == NULL || real == NULL || rows == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK && strcmp(real, rows) == 0)
        code = asl_fail(err, ASL_BAD, "%.200s, for the summary, and --output are the same file", path);
    if (code == ASL_OK && asl_path_is_special(path))
        code = asl_fail(err, ASL_FAILED, "cannot write %.200s: it is not a regular file", path);
    if (code == ASL_OK) code = asl_output_open(&d->outputs[SUMMARY], path, err);
    free(real);
    free(rows);
    free(path);
    return code;
}

/* What is read, that it is not written over: words that are files, and files among the options. */
static int check_input(const char *input, const char *const names[3], char *const paths[3], asl_error *err)
{
    if (input == NULL || strcmp(input, "-") == 0 || asl_path_is_special(input)) return ASL_OK;
    char *real = whole_path(input, err);
    int code = real == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < 3 && code == ASL_OK; i++) {
        if (paths[i] != NULL && strcmp(paths[i], real) == 0)
            code = asl_fail(err, ASL_BAD, "--%s would write over %.200s, which is read", names[i], input);
    }
    free(real);
    return code;
}

static int check_inputs(const asl_options *o, const char *const names[3], char *const paths[3], asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < o->nargs && o->command->reads && code == ASL_OK; i++)
        code = check_input(o->args[i], names, paths, err);
    for (size_t i = 0; i < o->n && code == ASL_OK; i++) {
        const asl_setting *s = &o->settings[i];
        bool file = asl_options_known(o, s->name)->file;
        for (size_t k = 0; k < s->n && file && code == ASL_OK; k++) {
            if (asl_dist_is_file(s->values[k])) code = check_input(s->values[k], names, paths, err);
        }
    }
    return code;
}

static int check_different(const delivery *d, asl_error *err)
{
    static const char *const names[] = {"output", "plot", "save"};
    char *paths[3] = {NULL};
    int code = ASL_OK;
    for (size_t i = 0; i < 3; i++) {
        const char *path =
            asl_options_known(d->options, names[i]) != NULL ? asl_options_text(d->options, names[i]) : NULL;
        paths[i] = path != NULL && strcmp(path, "-") != 0 ? whole_path(path, err) : NULL;
        for (size_t k = 0; k < i && paths[i] != NULL; k++) {
            if (paths[k] == NULL || strcmp(paths[i], paths[k]) != 0) continue;
            code = asl_fail(err, ASL_BAD, "--%s and --%s are the same file, %.200s", names[k], names[i], path);
        }
    }
    if (code == ASL_OK) code = check_inputs(d->options, names, paths, err);
    for (size_t i = 0; i < 3; i++) free(paths[i]);
    return code;
}

/* The path of `to` as seen from the folder of `from`: its last part where both are in one folder, else in full. */
static char *seen_from(const char *from, const char *to, asl_error *err)
{
    size_t a = (size_t)(base_name(from) - from), b = (size_t)(base_name(to) - to);
    asl_strbuf t = {0};
    if (a == b && strncmp(from, to, a) == 0) { /* ./ because gnuplot runs what comes after < or | */
        asl_strbuf_format(&t, "./%s", base_name(to));
        return asl_strbuf_take(&t, err);
    }
    if (to[0] == '/') return asl_copy_text(to, err);
    char *here = realpath(".", NULL);
    if (here == NULL) {
        asl_fail(err, ASL_FAILED, "where this folder is cannot be told: %s", strerror(errno));
        return NULL;
    }
    asl_strbuf_format(&t, "%s/%s", here, to);
    free(here);
    return asl_strbuf_take(&t, err);
}

static char *script_text(const delivery *d, const char *data, asl_error *err)
{
    asl_strbuf command = {0}, file = {0};
    const char *base = base_name(d->plot);
    asl_options_write(d->options, &command);
    asl_strbuf_add_bytes(&file, base, strlen(base) - strlen(d->format) - 1);
    char *made_by = asl_strbuf_take(&command, err), *name = asl_strbuf_take(&file, err), *text = NULL;
    if (made_by != NULL && name != NULL) {
        asl_script_request request = {.options = d->options,
                                      .name = name,
                                      .data = data,
                                      .title = asl_options_text(d->options, "title"),
                                      .made_by = made_by,
                                      .plot = asl_plot_text(d->options->command->name, err),
                                      .series = &d->series,
                                      .notes = d->options->notes};
        text = asl_script_text(&request, err);
    }
    free(made_by);
    free(name);
    return text;
}

/* Write a text, which is freed, to an output. */
static int put_text(asl_output *out, char *text, asl_error *err)
{
    if (text == NULL) return err->code;
    asl_output_write(out, text, strlen(text));
    free(text);
    return ASL_OK;
}

static int make_script(delivery *d, asl_error *err)
{
    char *data = seen_from(d->plot, asl_options_text(d->options, "output"), err);
    int code = data == NULL ? ASL_FAILED : asl_series_drawable(&d->series, err);
    if (code == ASL_OK) code = put_text(d->outputs[SCRIPT], script_text(d, data, err), err);
    free(data);
    return code;
}

static int make_rows(delivery *d, asl_error *err)
{
    asl_tee tee = {.n = 1};
    asl_csv_writer copy = {.out = d->data, .plain = true};
    d->csv.out = d->outputs[OUT];
    tee.to[0] = asl_csv_sink(&d->csv);
    if (d->plot != NULL) tee.to[tee.n++] = asl_series_sink(&d->series);
    if (d->data != NULL) tee.to[tee.n++] = asl_csv_sink(&copy);
    int code =
        tee.n > 1 ? asl_rows(d->options, asl_tee_sink(&tee), err) : asl_rows_to_csv(d->options, d->outputs[OUT], err);
    if (d->data != NULL && (code == ASL_OK || asl_output_failed(d->data))) code = asl_output_finish(d->data, err);
    asl_csv_writer_free(&copy);
    return code;
}

/* A picture that cannot be drawn does not keep the rows from being written: d->undrawn has the reason. */
static void draw(delivery *d)
{
    asl_error *err = &d->undrawn;
    char *text = script_text(d, base_name(asl_output_temp(d->data)->temp), err);
    int code = text != NULL ? asl_render_start(&d->render, text, d->format, d->plot, err) : ASL_FAILED;
    free(text);
    if (code == ASL_OK) code = asl_render_wait(&d->render, err);
    d->undrawn.code = code;
}

static int make_text(delivery *d, asl_error *err)
{
    asl_strbuf text = {0};
    int code = d->options->command->text(d->options, &text, err);
    char *whole = asl_strbuf_take(&text, code == ASL_OK ? err : NULL);
    if (code == ASL_OK) return put_text(d->outputs[OUT], whole, err);
    free(whole);
    return code;
}

static int make_saved(delivery *d, asl_error *err)
{
    asl_experiment e;
    int code = asl_options_save(d->options, &e, err);
    if (code != ASL_OK) return code;
    asl_strbuf text = {0};
    asl_experiment_write(&e, &text);
    asl_experiment_free(&e);
    return put_text(d->outputs[SAVED], asl_strbuf_take(&text, err), err);
}

static const char *save_path(const delivery *d)
{
    return asl_options_known(d->options, "save") != NULL ? asl_options_text(d->options, "save") : NULL;
}

/* Everything that could refuse, before any work. */
static int open_all(delivery *d, asl_error *err)
{
    bool drawable = asl_options_known(d->options, "plot") != NULL;
    const char *save = save_path(d);
    int code = drawable ? check_plot(d, err) : ASL_OK;
    if (code == ASL_OK) code = check_different(d, err);
    if (code == ASL_OK && save != NULL) code = asl_experiment_check_name(save, err);
    if (code == ASL_OK) code = asl_output_open(&d->outputs[OUT], asl_options_text(d->options, "output"), err);
    if (code == ASL_OK) code = open_summary(d, err);
    if (code == ASL_OK && save != NULL) code = asl_output_open(&d->outputs[SAVED], save, err);
    if (code != ASL_OK || d->plot == NULL) return code;
    if (strcmp(d->format, "gp") == 0) return asl_output_open(&d->outputs[SCRIPT], d->plot, err);
    return asl_output_open(&d->data, d->plot, err);
}

static int make_all(delivery *d, asl_error *err)
{
    const asl_command *c = d->options->command;
    bool as_text = c->text != NULL && (!asl_command_makes_rows(c) || !asl_options_given(d->options, "csv"));
    int code = as_text ? make_text(d, err) : make_rows(d, err);
    if (code == ASL_OK && d->data != NULL) draw(d);
    if (code == ASL_OK && d->outputs[SCRIPT] != NULL) code = make_script(d, err);
    if (code == ASL_OK && d->outputs[SAVED] != NULL) code = make_saved(d, err);
    return code;
}

/* All to disk, and then all into place, and then the picture. */
static int keep_all(delivery *d, asl_error *err)
{
    int code = asl_output_keep_all(d->outputs, OUTPUTS, err);
    if (code != ASL_OK) return code;
    if (d->undrawn.code == ASL_OK && d->render.file != NULL) asl_render_keep(&d->render, &d->undrawn);
    if (d->undrawn.code != ASL_OK) unlink(asl_output_temp(d->data)->target); /* a picture of other data */
    return ASL_OK;
}

int asl_write_outputs(asl_options *o, asl_error *err)
{
    delivery d = {.options = o, .render = {.pid = -1, .messages = -1}};
    asl_strbuf notes = {0};
    o->notes = &notes;
    int verdict = ASL_OK;
    o->verdict = &verdict;
    int code = open_all(&d, err);
    asl_csv_writer csv = {.out = d.outputs[SUMMARY]};
    asl_row_sink summary = asl_csv_sink(&csv);
    o->summary = d.outputs[SUMMARY] != NULL ? &summary : NULL;
    if (code == ASL_OK) code = make_all(&d, err);
    if (code == ASL_FAILED && d.outputs[OUT] != NULL && asl_output_failed(d.outputs[OUT]))
        asl_output_finish(d.outputs[OUT], err); /* its reason */
    if (code == ASL_FAILED && d.outputs[SUMMARY] != NULL && asl_output_failed(d.outputs[SUMMARY]))
        asl_output_finish(d.outputs[SUMMARY], err);
    if (code == ASL_OK) code = keep_all(&d, err);
    if (code == ASL_OK && !asl_options_given(o, "quiet")) asl_tell_notes(&notes);
    for (size_t i = 0; i < OUTPUTS; i++) asl_output_abandon(d.outputs[i]);
    asl_csv_writer_free(&csv);
    asl_render_drop(&d.render);
    asl_output_abandon(d.data);
    asl_csv_writer_free(&d.csv);
    asl_series_free(&d.series);
    asl_strbuf_free(&notes);
    o->notes = NULL;
    o->summary = NULL;
    o->verdict = NULL;
    if (code == ASL_OK && d.undrawn.code != ASL_OK) code = asl_fail(err, ASL_FAILED, "%s", d.undrawn.text);
    return code == ASL_OK ? verdict : code;
}
