#define _XOPEN_SOURCE 700
#include "cli/deliver.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/labels.h"
#include "cli/resources.h"
#include "cli/rows.h"
#include "cli/tee.h"
#include "io/csv_write.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "io/tempfile.h"

/* What is under way; everything in it is dropped on failure and kept together at the end. */
typedef struct delivery {
    const asl_options *options;
    const char *plot, *format; /* of --plot: the path, its ending; NULL without */
    asl_output *out;
    asl_csv_writer csv;
    asl_series series;
    char *data, *data_target;     /* temporary CSV that a picture is drawn from */
    char *script, *script_target; /* temporary gnuplot script */
    asl_render render;
} delivery;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static int check_plot(delivery *d, asl_error *err)
{
    const asl_options *o = d->options;
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
    if (script && !asl_options_given(o, "output")) {
        return asl_fail(err, ASL_BAD, "--plot %.200s needs -o FILE.csv, the data that the script draws", d->plot);
    }
    if (!script && !asl_gnuplot_found()) {
        return asl_fail(
            err, ASL_FAILED,
            "cannot draw %.200s: gnuplot is not on the PATH (with -o FILE.csv, --plot FILE.gp writes the script alone)",
            d->plot);
    }
    return asl_plot_text(o->command->name, err) != NULL ? ASL_OK : ASL_BAD;
}

/* The path of `to` as seen from the folder of `from`: its last part where both are in one folder, else in full. */
static char *seen_from(const char *from, const char *to, asl_error *err)
{
    size_t a = (size_t)(base_name(from) - from), b = (size_t)(base_name(to) - to);
    if (a == b && strncmp(from, to, a) == 0) return asl_copy_text(base_name(to), err);
    if (to[0] == '/') return asl_copy_text(to, err);
    char *here = realpath(".", NULL);
    asl_text t = {0};
    asl_text_format(&t, "%s/%s", here != NULL ? here : ".", to);
    free(here);
    return asl_text_take(&t, err);
}

static char *script_text(const delivery *d, const char *data, asl_error *err)
{
    asl_text command = {0}, variables = {0}, text = {0};
    char *labels[ASL_MOST_SERIES];
    if (asl_short_labels(&d->series, labels, err) != ASL_OK) return NULL;
    asl_options_write(d->options, &command);
    asl_options_variables(d->options, &variables);
    char *made_by = asl_text_take(&command, err), *choices = asl_text_take(&variables, err);
    const char *base = base_name(d->plot);
    char *name = asl_copy_text(base, err);
    if (made_by != NULL && choices != NULL && name != NULL) {
        name[strlen(base) - strlen(d->format) - 1] = '\0';
        asl_picture picture = {.name = name,
                               .data = data,
                               .title = asl_options_text(d->options, "title"),
                               .made_by = made_by,
                               .series = &d->series,
                               .labels = labels,
                               .nlabels = d->series.n,
                               .variables = choices,
                               .style = asl_plot_text("style", err),
                               .plot = asl_plot_text(d->options->command->name, err)};
        asl_gnuplot_script(&text, &picture);
    }
    for (size_t i = 0; i < d->series.n; i++) free(labels[i]);
    free(made_by);
    free(choices);
    free(name);
    return asl_text_take(&text, err);
}

static int write_text(const char *path, char *text, asl_error *err)
{
    int code = text != NULL ? asl_output_file(path, text, strlen(text), err) : ASL_FAILED;
    free(text);
    return code;
}

static int write_script(delivery *d, asl_error *err)
{
    char *data = seen_from(d->plot, asl_options_text(d->options, "output"), err);
    int code = data == NULL ? ASL_FAILED : write_text(d->plot, script_text(d, data, err), err);
    free(data);
    return code;
}

static int make_rows(delivery *d, asl_error *err)
{
    asl_tee tee = {.n = 1};
    asl_csv_writer copy = {0};
    d->csv.out = d->out;
    tee.to[0] = asl_csv_visitor(&d->csv);
    if (d->plot != NULL) tee.to[tee.n++] = asl_series_visitor(&d->series);
    int code = d->data != NULL ? asl_output_open(&copy.out, d->data, err) : ASL_OK;
    if (copy.out != NULL) tee.to[tee.n++] = asl_csv_visitor(&copy);
    if (code == ASL_OK)
        code = tee.n > 1 ? asl_rows(d->options, asl_tee_visitor(&tee), err) : asl_rows_to_csv(d->options, d->out, err);
    if (code == ASL_OK && copy.out != NULL) {
        code = asl_output_close(copy.out, err);
    } else {
        asl_output_abandon(copy.out);
    }
    asl_csv_writer_free(&copy);
    return code;
}

static int draw(delivery *d, asl_error *err)
{
    int code = write_text(d->script, script_text(d, base_name(d->data), err), err);
    if (code == ASL_OK) code = asl_render_start(&d->render, d->script, d->format, d->plot, err);
    return code == ASL_OK ? asl_render_wait(&d->render, err) : code;
}

static int make_text(delivery *d, asl_error *err)
{
    asl_text text = {0};
    int code = d->options->command->text(d->options, &text, err);
    char *whole = asl_text_take(&text, code == ASL_OK ? err : NULL);
    if (code == ASL_OK && whole == NULL) code = ASL_FAILED;
    if (code == ASL_OK) asl_output_write(d->out, whole, strlen(whole));
    free(whole);
    return code;
}

static int make(delivery *d, asl_error *err)
{
    const asl_command *c = d->options->command;
    bool as_text = c->text != NULL && (!asl_command_makes_rows(c) || !asl_options_given(d->options, "csv"));
    int code = check_plot(d, err);
    bool picture = code == ASL_OK && d->plot != NULL && strcmp(d->format, "gp") != 0;
    if (as_text && d->plot != NULL && code == ASL_OK) {
        code = asl_fail(err, ASL_BAD, "--plot draws rows: give --csv too");
    }
    if (code == ASL_OK) code = asl_output_open(&d->out, asl_options_text(d->options, "output"), err);
    if (code == ASL_OK && picture) code = asl_temp_name(d->plot, &d->data, &d->data_target, err);
    if (code == ASL_OK && picture) code = asl_temp_name(d->plot, &d->script, &d->script_target, err);
    if (code == ASL_OK) code = as_text ? make_text(d, err) : make_rows(d, err);
    if (code == ASL_OK && picture) code = draw(d, err);
    return code;
}

static int save(const delivery *d, asl_error *err)
{
    const char *path = asl_options_text(d->options, "save");
    if (path == NULL) return ASL_OK;
    asl_experiment e;
    int code = asl_options_save(d->options, &e, err);
    if (code != ASL_OK) return code;
    asl_text text = {0};
    asl_experiment_write(&e, &text);
    asl_experiment_free(&e);
    return write_text(path, asl_text_take(&text, err), err);
}

static int keep(delivery *d, asl_error *err)
{
    asl_output *out = d->out;
    d->out = NULL;
    int code = asl_output_close(out, err);
    if (code == ASL_OK && d->render.temp != NULL) code = asl_render_keep(&d->render, err);
    if (code == ASL_OK && d->plot != NULL && strcmp(d->format, "gp") == 0) code = write_script(d, err);
    return code == ASL_OK ? save(d, err) : code;
}

int asl_deliver(const asl_options *o, asl_error *err)
{
    delivery d = {.options = o, .render = {.pid = -1, .messages = -1}};
    int code = make(&d, err);
    if (code == ASL_FAILED && d.out != NULL && asl_output_failed(d.out)) { /* the reason is the output's */
        code = asl_output_close(d.out, err);
        d.out = NULL;
    } else if (code == ASL_OK) {
        code = keep(&d, err);
    }
    asl_output_abandon(d.out);
    asl_render_drop(&d.render);
    asl_temp_drop(d.data, d.data_target);
    asl_temp_drop(d.script, d.script_target);
    asl_csv_writer_free(&d.csv);
    asl_series_free(&d.series);
    return code;
}
