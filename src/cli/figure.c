#define _XOPEN_SOURCE 700
#include "cli/figure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/labels.h"
#include "cli/resources.h"
#include "cli/rows.h"
#include "cli/tee.h"
#include "io/csv_write.h"
#include "io/output.h"
#include "io/tempfile.h"

char *asl_figure_path(const char *dir, const char *name, const char *ending, asl_error *err)
{
    asl_text t = {0};
    asl_text_format(&t, "%s%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name, ending);
    return asl_text_take(&t, err);
}

int asl_make_folder(const char *dir, asl_error *err)
{
    if (dir[0] == '\0') return asl_fail(err, ASL_BAD, "the folder's name is empty");
    char *path = asl_copy_text(dir, err);
    if (path == NULL) return ASL_FAILED;
    int code = ASL_OK;
    for (char *c = path + 1; code == ASL_OK; c++) {
        if (*c != '/' && *c != '\0') continue;
        char kept = *c;
        *c = '\0';
        struct stat s;
        if (mkdir(path, 0777) == 0) {
            code = asl_temp_folder(path, err);
            if (code != ASL_OK) rmdir(path);
        } else if (errno != EEXIST) {
            code = asl_fail(err, ASL_FAILED, "cannot make the folder %.300s: %s", path, strerror(errno));
        } else if (stat(path, &s) != 0 || !S_ISDIR(s.st_mode)) {
            code = asl_fail(err, ASL_FAILED, "cannot write into %.300s: it is not a folder", path);
        }
        *c = kept;
        if (kept == '\0') break;
    }
    free(path);
    return code;
}

/* The tables of an experiment under way: its rows and, where its command has one, the summary. */
typedef struct tables {
    asl_output *rows, *summary;
    asl_series series, summary_series;
    asl_judge *judge; /* of the rows; NULL: the claims are not judged */
} tables;

static int open_table(const asl_figure *f, const char *dir, const char *ending, asl_output **out, asl_error *err)
{
    char *path = asl_figure_path(dir, f->experiment.name, ending, err);
    int code = path == NULL ? ASL_FAILED : asl_output_open(out, path, err);
    free(path);
    return code;
}

static int write_tables(asl_figure *f, tables *t, asl_error *err)
{
    asl_csv_writer csv = {.out = t->rows}, csv_summary = {.out = t->summary};
    asl_tee tee = {{asl_csv_visitor(&csv), asl_series_visitor(&t->series)}, 2};
    asl_tee tee_summary = {{asl_csv_visitor(&csv_summary), asl_series_visitor(&t->summary_series)}, 2};
    asl_visitor summary = asl_tee_visitor(&tee_summary);
    if (t->judge != NULL) tee.to[tee.n++] = asl_judge_visitor(t->judge);
    f->options.notes = &f->notes;
    f->options.summary = t->summary != NULL ? &summary : NULL;
    int code = asl_rows(&f->options, asl_tee_visitor(&tee), err);
    f->options.summary = NULL;
    f->options.notes = NULL;
    if (code == ASL_FAILED && asl_output_failed(t->rows)) asl_output_finish(t->rows, err); /* its reason */
    if (code == ASL_FAILED && t->summary != NULL && asl_output_failed(t->summary)) asl_output_finish(t->summary, err);
    asl_csv_writer_free(&csv);
    asl_csv_writer_free(&csv_summary);
    return code;
}

/* Both to disk, then both into place. */
static int keep_tables(tables *t, asl_error *err)
{
    int code = asl_output_keep(t->rows, err);
    t->rows = NULL;
    if (code != ASL_OK || t->summary == NULL) return code;
    code = asl_output_keep(t->summary, err);
    t->summary = NULL;
    return code;
}

static void tables_free(tables *t)
{
    asl_output_abandon(t->rows);
    asl_output_abandon(t->summary);
    asl_judge_free(t->judge);
    asl_series_free(&t->series);
    asl_series_free(&t->summary_series);
}

static int write_text(const char *dir, const char *name, const char *ending, asl_text *text, asl_error *err)
{
    char *path = asl_figure_path(dir, name, ending, err), *whole = asl_text_take(text, err);
    int code = path == NULL || whole == NULL ? ASL_FAILED : asl_output_file(path, whole, strlen(whole), err);
    free(path);
    free(whole);
    return code;
}

/* What may differ between two runs that give the same bytes. */
static int write_meta(const asl_figure *f, const char *dir, asl_error *err)
{
    struct utsname host;
    asl_text t = {0};
    char when[32];
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    asl_text_format(&t, "program: aslab %s\ncommand: %s\ntime: %s\n", ASL_VERSION, f->command, when);
    if (uname(&host) == 0)
        asl_text_format(&t, "host: %s %s %s %s\n", host.nodename, host.sysname, host.release, host.machine);
    return write_text(dir, f->experiment.name, ".meta", &t, err);
}

/* What the experiment tells its plot. */
static void add_drawing(asl_text *out, const asl_experiment *e)
{
    for (size_t i = 0; i < e->ndraw; i++) {
        const char *equals = strchr(e->draw[i], '=');
        char name[64];
        snprintf(name, sizeof name, "draw_%.*s", (int)(equals - e->draw[i]), e->draw[i]);
        asl_gnuplot_variable(out, name, equals + 1);
    }
    if (e->nreported == 0) return;
    asl_text_add(out, "$reported << EOD\n");
    for (size_t i = 0; i < e->nreported; i++) asl_text_format(out, "%s\n", e->reported[i]);
    asl_text_add(out, "EOD\n");
}

static int write_script(const asl_figure *f, const char *dir, const tables *t, asl_error *err)
{
    const asl_experiment *e = &f->experiment;
    const asl_series *series = &t->series;
    asl_text variables = {0}, data = {0}, text = {0};
    char *labels[ASL_MOST_SERIES];
    if (asl_series_drawable(series, err) != ASL_OK) return ASL_BAD;
    if (asl_short_labels(series, labels, err) != ASL_OK) return ASL_FAILED;
    bool own = e->nlabels == series->n;
    asl_options_variables(&f->options, &variables);
    add_drawing(&variables, e);
    if (t->summary != NULL) asl_gnuplot_summary(&variables, e->name, &t->summary_series);
    asl_text_format(&data, "%s.csv", e->name);
    char *plot = asl_experiment_plot(e, err), *choices = asl_text_take(&variables, err),
         *csv = asl_text_take(&data, err);
    int code = plot == NULL ? err->code : choices == NULL || csv == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK) {
        asl_picture picture = {.name = e->name,
                               .data = csv,
                               .title = e->title,
                               .made_by = f->command,
                               .series = series,
                               .labels = own ? e->labels : labels,
                               .nlabels = series->n,
                               .variables = choices,
                               .style = asl_plot_text("style", err),
                               .plot = plot};
        asl_gnuplot_script(&text, &picture);
        code = write_text(dir, e->name, ".gp", &text, err);
    }
    for (size_t i = 0; i < series->n; i++) free(labels[i]);
    free(plot);
    free(choices);
    free(csv);
    return code;
}

static int start_picture(asl_figure *f, const char *dir, const char *format, asl_error *err)
{
    char ending[8] = ".";
    char *script = asl_figure_path(dir, f->experiment.name, ".gp", err);
    char *picture = asl_figure_path(dir, f->experiment.name, strncat(ending, format, 4), err);
    int code =
        script == NULL || picture == NULL ? ASL_FAILED : asl_render_start(&f->render, script, format, picture, err);
    if (code == ASL_OK) f->format = format;
    free(script);
    free(picture);
    return code;
}

static int judge_all(asl_figure *f, const asl_judge *judge, asl_error *err)
{
    f->findings = asl_alloc(f->experiment.nclaims, sizeof *f->findings, err);
    int code = f->findings == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < f->experiment.nclaims && code == ASL_OK; i++) {
        code = asl_judge_find(judge, i, &f->findings[i], err);
    }
    return code;
}

/* Options that say what is shown (losses, choices, axes, data, flags) make a picture of their own; numbers, titles,
 * other seeds and what the experiment needs do not. */
static bool shows_another(const asl_command *c, const asl_options *over, const char *needs)
{
    for (size_t i = 0; over != NULL && i < over->n; i++) {
        const asl_option *r = asl_options_row(c, over->settings[i].name);
        bool own = asl_options_row(over->command, over->settings[i].name) != NULL;
        if (own || r == NULL || r->redraws || strcmp(r->name, "title") == 0) continue;
        bool needed = strncmp(needs, "--", 2) == 0 && strncmp(needs + 2, r->name, strcspn(needs + 2, " ")) == 0;
        if (!needed && r->kind != ASL_OPTION_REAL && r->kind != ASL_OPTION_COUNT) return true;
    }
    return false;
}

/* Options that leave the experiment what it is, so that its claims can be judged: run's own, and other seeds. */
static bool is_the_same(const asl_command *c, const asl_options *over)
{
    for (size_t i = 0; over != NULL && i < over->n; i++) {
        const asl_option *r = asl_options_row(c, over->settings[i].name);
        bool own = asl_options_row(over->command, over->settings[i].name) != NULL;
        if (!own && (r == NULL || !r->redraws)) return false;
    }
    return true;
}

/* Then it is drawn as its command draws, under no title but the one given. */
static int adapt_picture(asl_figure *f, const asl_options *over, asl_error *err)
{
    asl_experiment *e = &f->experiment;
    const char *given = over != NULL && asl_options_given(over, "title") ? asl_options_text(over, "title") : NULL;
    bool other = shows_another(f->options.command, over, e->needs);
    if (given != NULL || other) {
        char *title = asl_copy_text(given != NULL ? given : "", err);
        if (title == NULL) return ASL_FAILED;
        free(e->title);
        e->title = title;
    }
    if (!other) return ASL_OK;
    e->plot[0] = '\0';
    for (; e->nlabels > 0; e->nlabels--) free(e->labels[e->nlabels - 1]);
    return ASL_OK;
}

static int prepare(asl_figure *f, const char *name_or_path, const asl_options *over, asl_error *err)
{
    asl_experiment *e = &f->experiment;
    int code = asl_experiment_load(e, name_or_path, err);
    if (code != ASL_OK) return code;
    const asl_command *c = asl_command_find(e->command, err);
    if (c == NULL || !asl_command_makes_rows(c)) {
        if (c != NULL) asl_fail(err, ASL_BAD, "aslab %s makes no rows", c->name);
        return asl_fail_in(err, ASL_BAD, "%.100s: ", name_or_path);
    }
    code = asl_options_from(&f->options, c, e, over, err);
    if (code != ASL_OK) return over == NULL ? asl_fail_in(err, code, "%.100s: ", name_or_path) : code;
    if (adapt_picture(f, over, err) != ASL_OK) return ASL_FAILED;
    asl_text t = {0};
    asl_options_write(&f->options, &t);
    f->command = asl_text_take(&t, err);
    return f->command == NULL ? ASL_FAILED : ASL_OK;
}

/* The rows and the findings under a temporary name, then, when nothing can go wrong with the experiment any more, the
 * files, and then the picture. */
static int carry_out(asl_figure *f, bool judged, const char *dir, const char *format, asl_error *err)
{
    tables t = {0};
    int code = open_table(f, dir, ".csv", &t.rows, err);
    if (code == ASL_OK && asl_options_summarised(&f->options))
        code = open_table(f, dir, "-summary.csv", &t.summary, err);
    if (code == ASL_OK && judged) code = asl_judge_new(&t.judge, f->experiment.claims, f->experiment.nclaims, err);
    if (code == ASL_OK) code = write_tables(f, &t, err);
    if (code == ASL_OK && judged) code = judge_all(f, t.judge, err);
    if (code == ASL_OK) code = asl_output_finish(t.rows, err);
    if (code == ASL_OK && t.summary != NULL) code = asl_output_finish(t.summary, err);
    if (code == ASL_OK) code = write_script(f, dir, &t, err);
    if (code == ASL_OK) code = keep_tables(&t, err);
    if (code == ASL_OK) code = write_meta(f, dir, err);
    if (code == ASL_OK && format != NULL) code = start_picture(f, dir, format, err);
    tables_free(&t);
    return code;
}

int asl_figure_make(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    const asl_options *over = r->over;
    const char *dir = r->dir;
    *f = (asl_figure){.render = {.pid = -1, .messages = -1}};
    int code = prepare(f, r->name_or_path, over, err);
    f->options.host = r->host;
    if (code == ASL_OK) code = asl_make_folder(dir, err);
    if (code == ASL_OK) {
        code = carry_out(f, is_the_same(f->options.command, over), dir, r->format, err);
        if (code == ASL_BAD && over == NULL) asl_fail_in(err, code, "%.100s: ", r->name_or_path);
    }
    if (code != ASL_OK) asl_figure_free(f);
    return code;
}

int asl_figure_finish(asl_figure *f, asl_error *err)
{
    if (f->render.temp == NULL) return ASL_OK;
    int code = asl_render_wait(&f->render, err);
    if (code == ASL_OK) return asl_render_keep(&f->render, err);
    unlink(f->render.target); /* a picture of other data */
    return code;
}

void asl_figure_number(asl_text *out, const asl_finding *f)
{
    asl_text_format(out, "%.4g", f->here);
    if (f->seeds > 0) asl_text_format(out, " [%.4g, %.4g]", f->ci_low, f->ci_high);
}

void asl_figure_tell(const asl_figure *f)
{
    for (size_t i = 0; f->findings != NULL && i < f->experiment.nclaims; i++) {
        const asl_claim *c = &f->experiment.claims[i];
        asl_text number = {0};
        asl_figure_number(&number, &f->findings[i]);
        fprintf(stderr, "%-14s  %-14s %s (paper: %s; here: %s)\n", asl_verdict_name(f->findings[i].verdict),
                f->experiment.name, c->text, c->paper, number.data != NULL ? number.data : "");
        asl_text_free(&number);
    }
}

void asl_figure_free(asl_figure *f)
{
    asl_render_drop(&f->render);
    asl_experiment_free(&f->experiment);
    if (f->options.command != NULL) asl_options_free(&f->options);
    free(f->command);
    free(f->findings);
    asl_text_free(&f->notes);
    *f = (asl_figure){.render = {.pid = -1, .messages = -1}};
}
