#define _XOPEN_SOURCE 700
#include "run/write_outputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/folder.h"
#include "io/tempfile.h"
#include "run/output_paths.h"
#include "run/resources.h"
#include "run/result_files.h"
#include "run/script.h"
#include "run/terminal.h"

/* A command under way. Its picture is drawn from a temporary CSV file, because the rows may go to standard output. */
typedef struct delivery {
    const asl_options *options;
    asl_output_paths paths;
    asl_results results;
    asl_strbuf notes;
    asl_output *data; /* temporary CSV file next to the picture; never kept */
    asl_render render;
    asl_error undrawn; /* why the picture could not be drawn; its code is ASL_OK otherwise */
} delivery;

/* The path of `to` as seen from the folder of `from`: its last part if both are in one folder, otherwise absolute. */
static char *seen_from(const char *from, const char *to, asl_error *err)
{
    size_t a = (size_t)(asl_base_name(from) - from), b = (size_t)(asl_base_name(to) - to);
    asl_strbuf t = {0};
    if (a == b && strncmp(from, to, a) == 0) { /* ./ because gnuplot runs what comes after < or | */
        asl_strbuf_format(&t, "./%s", asl_base_name(to));
        return asl_strbuf_take(&t, err);
    }
    if (to[0] == '/') return asl_copy_text(to, err);
    char *here = realpath(".", NULL);
    if (here == NULL) {
        asl_fail(err, ASL_FAILED, "cannot determine the working directory: %s", strerror(errno));
        return NULL;
    }
    asl_strbuf_format(&t, "%s/%s", here, to);
    free(here);
    return asl_strbuf_take(&t, err);
}

static char *script_text(delivery *d, const char *data, asl_error *err)
{
    asl_strbuf command = {0}, file = {0};
    const char *base = asl_base_name(d->paths.plot);
    asl_options_write(d->options, &command);
    asl_strbuf_add_bytes(&file, base, strlen(base) - strlen(d->paths.format) - 1);
    char *made_by = asl_strbuf_take(&command, err), *name = asl_strbuf_take(&file, err), *text = NULL;
    if (made_by != NULL && name != NULL) {
        asl_script_request request = {.options = d->options,
                                      .name = name,
                                      .data = data,
                                      .title = asl_options_text(d->options, "title"),
                                      .made_by = made_by,
                                      .plot = asl_plot_text(d->options->command->name, err),
                                      .series = &d->results.series,
                                      .notes = &d->notes};
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

/* --- the files */

static int make_script(delivery *d, asl_error *err)
{
    char *data = seen_from(d->paths.plot, d->paths.rows, err);
    int code = data == NULL ? ASL_FAILED : asl_series_drawable(&d->results.series, err);
    if (code == ASL_OK) code = put_text(d->results.files[ASL_FILE_SCRIPT], script_text(d, data, err), err);
    free(data);
    return code;
}

static int make_text(delivery *d, asl_error *err)
{
    asl_strbuf text = {0};
    int code = d->options->command->text(d->options, &text, err);
    char *whole = asl_strbuf_take(&text, code == ASL_OK ? err : NULL);
    if (code == ASL_OK) return put_text(d->results.files[ASL_FILE_ROWS], whole, err);
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
    return put_text(d->results.files[ASL_FILE_SAVED], asl_strbuf_take(&text, err), err);
}

/* Compute the rows; the picture is drawn from a temporary copy. */
static int make_rows(delivery *d, asl_options *o, asl_error *err)
{
    asl_results *r = &d->results;
    asl_csv_writer copy = {.out = d->data, .plain = true};
    if (d->data != NULL) r->all.to[r->all.n++] = asl_csv_sink(&copy);
    r->csv_alone = d->paths.plot == NULL;
    int code = asl_results_compute(r, o, &d->notes, err);
    if (d->data != NULL && (code == ASL_OK || asl_output_failed(d->data))) code = asl_output_finish(d->data, err);
    asl_csv_writer_free(&copy);
    return code;
}

/* If the picture cannot be drawn, the rows are written all the same; d->undrawn has the reason. */
static void draw(delivery *d)
{
    asl_error *err = &d->undrawn;
    char *text = script_text(d, asl_base_name(asl_output_temp(d->data)->temp), err);
    int code = text != NULL ? asl_render_start(&d->render, text, d->paths.format, d->paths.plot, err) : ASL_FAILED;
    free(text);
    if (code == ASL_OK) code = asl_render_wait(&d->render, err);
    d->undrawn.code = code;
}

/* Everything that could fail because of a path, before any work. */
static int open_all(delivery *d, asl_error *err)
{
    const asl_output_paths *p = &d->paths;
    asl_output **files = d->results.files;
    int code = asl_output_paths_check(&d->paths, d->options, err);
    if (code == ASL_OK) code = asl_results_open(&d->results, d->options, NULL, 0, err);
    if (code == ASL_OK) code = asl_results_create_at(&d->results, p->rows, p->summary, err);
    if (code == ASL_OK && p->save != NULL) code = asl_output_open(&files[ASL_FILE_SAVED], p->save, err);
    if (code != ASL_OK || p->plot == NULL) return code;
    if (p->script) return asl_output_open(&files[ASL_FILE_SCRIPT], p->plot, err);
    return asl_output_open(&d->data, p->plot, err);
}

static int make_all(delivery *d, asl_options *o, asl_error *err)
{
    const asl_command *c = o->command;
    bool as_text = c->text != NULL && (!asl_command_makes_rows(c) || !asl_options_given(o, "csv"));
    int code = as_text ? make_text(d, err) : make_rows(d, o, err);
    if (code == ASL_OK && d->data != NULL) draw(d);
    if (code == ASL_OK && d->paths.script) code = make_script(d, err);
    if (code == ASL_OK && d->paths.save != NULL) code = make_saved(d, err);
    return code;
}

/* All files to disk and into place, and then the picture. */
static int keep_all(delivery *d, asl_error *err)
{
    int code = asl_results_keep(&d->results, err);
    if (code != ASL_OK) return code;
    if (d->undrawn.code == ASL_OK && d->render.file != NULL) asl_render_keep(&d->render, &d->undrawn);
    if (d->undrawn.code != ASL_OK) unlink(asl_output_temp(d->data)->target); /* an older picture, of other data */
    return ASL_OK;
}

static void delivery_free(delivery *d)
{
    asl_render_drop(&d->render);
    asl_output_abandon(d->data);
    asl_results_free(&d->results);
    asl_output_paths_free(&d->paths);
    asl_strbuf_free(&d->notes);
}

int asl_write_outputs(asl_options *o, asl_error *err)
{
    delivery d = {.options = o, .render = {.pid = -1, .messages = -1}};
    int verdict = ASL_OK;
    o->verdict = &verdict;
    o->notes = &d.notes;
    int code = open_all(&d, err);
    if (code == ASL_OK) code = make_all(&d, o, err);
    if (code == ASL_OK) code = keep_all(&d, err);
    if (code == ASL_OK && !asl_options_given(o, "quiet")) asl_tell_notes(&d.notes);
    if (code == ASL_OK && d.undrawn.code != ASL_OK) code = asl_fail(err, ASL_FAILED, "%s", d.undrawn.text);
    o->verdict = NULL;
    o->notes = NULL;
    delivery_free(&d);
    return code == ASL_OK ? verdict : code;
}
