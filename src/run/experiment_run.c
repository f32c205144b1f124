#define _XOPEN_SOURCE 700
#include "run/experiment_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "api/aslab.h"
#include "base/memory.h"
#include "run/experiment_prepare.h"
#include "run/labels.h"
#include "shard/merge.h"
#include "run/resources.h"
#include "run/rows.h"
#include "shard/shards.h"
#include "run/result_files.h"
#include "run/terminal.h"
#include "io/folder.h"
#include "io/output.h"
#include "io/tempfile.h"

static int write_text(const asl_figure *f, const char *ending, const char *text, asl_error *err)
{
    asl_text name = {0};
    asl_text_format(&name, "%s%s", f->experiment.name, ending);
    char *whole = asl_text_take(&name, err);
    int code = whole == NULL ? ASL_FAILED : asl_output_file_in(&f->folder, whole, text, strlen(text), err);
    free(whole);
    return code;
}

/* What may differ between two runs that give the same bytes. */
static int write_meta(const asl_figure *f, asl_error *err)
{
    struct utsname host;
    asl_text t = {0};
    char when[32];
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    asl_text_format(&t, "program: aslab %s\ncommand: %s\ntime: %s\n", ASLAB_VERSION, f->command, when);
    if (uname(&host) == 0)
        asl_text_format(&t, "host: %s %s %s %s\n", host.nodename, host.sysname, host.release, host.machine);
    char *text = asl_text_take(&t, err);
    int code = text == NULL ? ASL_FAILED : write_text(f, ".meta", text, err);
    free(text);
    return code;
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

/* Write the script, and return it; the caller frees it. What the picture leaves out goes to the notes. */
static int write_script(asl_figure *f, const asl_tables *t, char **script, asl_error *err)
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
        asl_note_left_out(&picture, &f->notes);
        *script = asl_text_take(&text, err);
        code = *script == NULL ? ASL_FAILED : write_text(f, ".gp", *script, err);
    }
    for (size_t i = 0; i < series->n; i++) free(labels[i]);
    free(plot);
    free(choices);
    free(csv);
    return code;
}

/* The files are written: what is left under the name of a picture that cannot be drawn would be of other data. */
static void lose_picture(asl_figure *f)
{
    asl_text name = {0};
    bool there;
    asl_text_format(&name, "%s.%s", f->experiment.name, f->format);
    f->format = NULL;
    f->undrawn.code = ASL_FAILED;
    if (name.data != NULL && asl_folder_has(&f->folder, name.data, &there, NULL) == ASL_OK && there)
        asl_folder_remove(&f->folder, name.data);
    asl_text_free(&name);
}

static void start_picture(asl_figure *f, const char *script, const char *format)
{
    f->format = format;
    if (asl_render_start_in(&f->render, script, &f->folder, f->experiment.name, format, &f->undrawn) != ASL_OK)
        lose_picture(f);
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

/* The rows and the findings under a temporary name, then, when nothing can go wrong with the experiment any more, the
 * files, and then the picture. plan NULL: the rows are made here and now. */
static int deliver(asl_figure *f, const asl_plan *plan, const asl_job *job, const asl_figure_request *r, bool judged,
                   asl_error *err)
{
    asl_tables t = {0};
    const asl_experiment *e = &f->experiment;
    char *script = NULL;
    asl_temp_sweep(&f->folder); /* of runs that were killed */
    int code = asl_tables_open(&t, &f->folder, e->name, &f->options, e->claims, judged ? e->nclaims : 0, err);
    if (code == ASL_OK && plan == NULL) code = asl_tables_fill(&t, &f->options, &f->notes, err);
    if (code == ASL_OK && plan != NULL)
        code = asl_tables_merge(&t, plan, job, asl_options_threads(r->host), &f->notes, err);
    if (code == ASL_OK && judged) code = judge_all(f, t.judge, err);
    if (code == ASL_OK) code = asl_tables_finish(&t, err);
    if (code == ASL_OK) code = write_script(f, &t, &script, err);
    if (code == ASL_OK) code = asl_tables_keep(&t, err);
    if (code == ASL_OK) code = write_meta(f, err);
    if (code == ASL_OK && r->format != NULL) start_picture(f, script, r->format);
    free(script);
    asl_tables_free(&t);
    return code;
}

static int compare_settings(const void *a, const void *b)
{
    const asl_setting *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* The experiment as it is carried out: its claims only where they are judged. What it points to is f's. */
static asl_experiment as_carried_out(const asl_figure *f, bool judged)
{
    asl_experiment e = f->experiment;
    if (!judged) e.nclaims = 0;
    return e;
}

/* The same with its options, as text: the same text for the same experiment, however it was written. */
static char *conf_text(const asl_figure *f, bool judged, asl_error *err)
{
    asl_experiment options, whole = as_carried_out(f, judged);
    asl_text text = {0};
    if (asl_options_save(&f->options, &options, err) != ASL_OK) return NULL;
    if (options.nsettings > 0) qsort(options.settings, options.nsettings, sizeof *options.settings, compare_settings);
    whole.settings = options.settings;
    whole.nsettings = options.nsettings;
    asl_experiment_write(&whole, &text);
    asl_experiment_free(&options);
    return asl_text_take(&text, err);
}

static int begin_plan(asl_figure *f, const asl_figure_request *r, const asl_job *job, asl_plan *plan, bool judged,
                      asl_error *err)
{
    asl_experiment e = as_carried_out(f, judged);
    char *text = asl_plan_text(&f->options, &e, job->trials, err), *whole = conf_text(f, judged, err);
    int code = text == NULL || whole == NULL ? (err != NULL && err->code != ASL_OK ? err->code : ASL_FAILED) : ASL_OK;
    if (code == ASL_OK) code = asl_plan_begin(plan, &f->folder, e.name, text, whole, r->rule, err);
    free(text);
    free(whole);
    return code;
}

/* One shard, where it is not there yet. */
static int do_shard(asl_figure *f, const asl_figure_request *r, const asl_job *job, const asl_plan *plan,
                    asl_error *err)
{
    size_t n;
    asl_split_state *splits = asl_plan_splits(plan, &n, err);
    if (splits == NULL) return err->code;
    int code = ASL_OK;
    for (size_t i = 0; i < n; i++) {
        if (splits[i].shards != r->shards || !splits[i].there[r->shard]) continue;
        f->done = 1;
        memset(splits[i].there, 0, splits[i].shards * sizeof *splits[i].there); /* this one alone is verified */
        splits[i].there[r->shard] = true;
        splits[i].missing = splits[i].shards - 1;
        code = asl_merge_verify(plan, &splits[i], 1, 1, err);
    }
    asl_plan_splits_free(splits, n);
    asl_shard_ref ref = {r->shard, r->shards};
    f->parts = 1;
    if (code == ASL_OK && f->done == 0)
        code = asl_shards_run(plan, job, &ref, 1, asl_options_threads(r->host), &f->notes, err);
    return code;
}

static int do_all(asl_figure *f, const asl_figure_request *r, const asl_job *job, const asl_plan *plan, asl_error *err)
{
    size_t left, threads = asl_options_threads(r->host);
    asl_shard_ref *todo = asl_shards_left(plan, job, threads, &left, &f->done, err);
    if (todo == NULL) return err->code;
    f->parts = left + f->done;
    if (f->done > 0 && left > 0 && !asl_options_quiet(r->host))
        asl_tell("aslab: %s goes on: %zu of its %zu parts are there\n", plan->name, f->done, f->parts);
    int code = asl_shards_run(plan, job, todo, left, threads, &f->notes, err);
    free(todo);
    return code;
}

/* Nothing is left of a plan that came to nothing: no shard is done, or its only trial is no use. (Not where one shard
 * was asked for: others may be at work on the plan.) */
static void drop_plan(const asl_plan *plan)
{
    size_t n;
    asl_error err;
    asl_split_state *splits = plan->begun ? asl_plan_splits(plan, &n, &err) : NULL;
    if (splits != NULL && (n == 0 || plan->trials == 1)) asl_plan_remove(plan, NULL);
    if (splits != NULL) asl_plan_splits_free(splits, n);
}

/* Whether the claims are about columns that are there, before any work. */
static int check_claims(const asl_figure *f, const asl_job *job, asl_error *err)
{
    asl_judge *judge = NULL;
    int code = asl_judge_new(&judge, f->experiment.claims, f->experiment.nclaims, err);
    if (code == ASL_OK && job->columns != NULL) code = job->columns(job->self, asl_judge_visitor(judge), err);
    asl_judge_free(judge);
    return code;
}

static int carry_out_plan(asl_figure *f, const asl_figure_request *r, const asl_job *job, bool judged, asl_error *err)
{
    asl_plan plan;
    int code = judged ? check_claims(f, job, err) : ASL_OK;
    if (code == ASL_OK) code = begin_plan(f, r, job, &plan, judged, err);
    if (code != ASL_OK) return code;
    f->options.notes = &f->notes;
    code = r->shards > 0 ? do_shard(f, r, job, &plan, err) : do_all(f, r, job, &plan, err);
    if (code == ASL_OK && r->shards == 0) code = deliver(f, &plan, job->finish != NULL ? job : NULL, r, judged, err);
    f->options.notes = NULL;
    if (code == ASL_OK && r->shards == 0) code = asl_plan_finish(&plan, err);
    if (code != ASL_OK && r->shards == 0) drop_plan(&plan);
    asl_plan_free(&plan);
    return code;
}

/* Where the plan or its shards are not as they should be and may give way, all is begun anew. */
static int carry_out_job(asl_figure *f, const asl_figure_request *r, const asl_job *job, bool judged, asl_error *err)
{
    int code = carry_out_plan(f, r, job, judged, err);
    if (code == ASL_CONFLICT && r->rule == ASL_PLAN_REPLACE) {
        asl_plan plan;
        if (asl_plan_find(&plan, &f->folder, f->experiment.name, NULL) == ASL_OK) {
            code = asl_plan_remove(&plan, err);
            asl_plan_free(&plan);
            if (code == ASL_OK) code = carry_out_plan(f, r, job, judged, err);
        }
    }
    return code;
}

static int carry_out(asl_figure *f, const asl_figure_request *r, bool judged, asl_error *err)
{
    asl_job job;
    if (asl_plan_impossible(&f->options)) {
        if (r->shards == 0) return deliver(f, NULL, NULL, r, judged, err);
        return asl_fail(err, ASL_BAD, "%s reads standard input: it cannot be done in shards", f->experiment.name);
    }
    int code = asl_job_open(&f->options, &job, err);
    if (code != ASL_OK) return code;
    code = carry_out_job(f, r, &job, judged, err);
    job.free(job.self);
    return code;
}

/* Open the job, to see that it can be opened. Standard input is read when the rows are made. */
static int check_job(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    asl_job job;
    int code = asl_plan_impossible(&f->options) ? ASL_OK : asl_job_open(&f->options, &job, err);
    if (code != ASL_OK || asl_plan_impossible(&f->options)) return code;
    f->runs = job.runs;
    if (asl_figure_judged(f, r->over)) code = check_claims(f, &job, err);
    job.free(job.self);
    return code;
}

/* A message about a bad experiment file names it. */
static int name_experiment(const asl_figure_request *r, int code, asl_error *err)
{
    return code == ASL_BAD && r->over == NULL ? asl_fail_in(err, code, "%.100s: ", r->name_or_path) : code;
}

static int prepare(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    *f = ASL_FIGURE_NONE;
    int code = asl_figure_prepare(f, r->host->commands, r->name_or_path, r->over, err);
    f->options.host = r->host;
    f->options.session = r->session;
    return code;
}

int asl_figure_open(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    int code = prepare(f, r, err);
    if (code == ASL_OK) code = name_experiment(r, check_job(f, r, err), err);
    if (code != ASL_OK) asl_figure_free(f);
    return code;
}

int asl_figure_carry_out(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    int code = asl_folder_make(r->dir, err);
    if (code == ASL_OK) code = asl_folder_open(&f->folder, r->dir, NULL, err);
    if (code == ASL_OK) code = name_experiment(r, carry_out(f, r, asl_figure_judged(f, r->over), err), err);
    return code;
}

int asl_figure_make(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    int code = prepare(f, r, err);
    if (code == ASL_OK) code = asl_figure_carry_out(f, r, err);
    if (code != ASL_OK) asl_figure_free(f);
    return code;
}

/* --- merging */

/* NAME.conf [path] has to be what conf_text wrote. Another text can say more than its reading shows: in double quotes
 * it takes values from the environment. */
static int check_conf(const asl_figure *f, const char *text, const char *path, asl_error *err)
{
    char *ours = conf_text(f, true, err);
    if (ours == NULL) return ASL_FAILED;
    bool same = strcmp(ours, text) == 0;
    free(ours);
    return same
               ? ASL_OK
               : asl_fail(err, ASL_CONFLICT, "%.300s is not as aslab wrote it: remove it, and run a shard again", path);
}

/* Read NAME.conf, and hold it to the plan. Data files are read where the merge needs them. */
static int read_conf(asl_figure *f, const asl_figure_request *r, const asl_plan *plan, asl_error *err)
{
    asl_text where = {0};
    char *text = asl_plan_experiment(plan, err);
    if (text == NULL) return err != NULL ? err->code : ASL_FAILED;
    asl_text_format(&where, "%s/%s.conf", plan->folder.path, plan->name);
    char *path = asl_text_take(&where, err);
    int code = path != NULL ? asl_figure_prepare_text(f, r->host->commands, path, text, err) : ASL_FAILED;
    f->options.host = r->host;
    if (code == ASL_BAD) code = asl_fail_in(err, ASL_CONFLICT, "%s", "");
    if (code == ASL_OK) code = check_conf(f, text, path, err);
    if (code == ASL_OK)
        code = asl_plan_check(plan, &f->options, &f->experiment, asl_options_summarised(&f->options), err);
    free(path);
    free(text);
    return code;
}

/* Which script draws it. */
static int choose_script(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    asl_experiment *e = &f->experiment;
    if (r->script == NULL && asl_plot_is_path(e->plot))
        return asl_fail(err, ASL_BAD,
                        "%.64s is drawn by a script that is not part of aslab, '%.200s', and merge takes none that a "
                        "folder names: give it as --script FILE.gp",
                        e->name, e->plot);
    char *script = r->script != NULL ? asl_copy_text(r->script, err) : NULL;
    if (r->script != NULL && script == NULL) return ASL_FAILED;
    if (script == NULL) return ASL_OK;
    free(e->plot);
    e->plot = script;
    return ASL_OK;
}

static int merge_plan(asl_figure *f, const asl_figure_request *r, const asl_plan *plan, asl_error *err)
{
    asl_job job = {0};
    int code = read_conf(f, r, plan, err);
    if (code == ASL_OK) code = choose_script(f, r, err);
    if (code == ASL_OK && asl_options_summarised(&f->options)) code = asl_job_open(&f->options, &job, err);
    if (code == ASL_OK && job.finish != NULL && job.trials != plan->trials)
        code = asl_fail(err, ASL_CONFLICT, "%.300s/plan has not as many trials as its experiment", plan->folder.path);
    if (code == ASL_OK) code = deliver(f, plan, job.finish != NULL ? &job : NULL, r, f->experiment.nclaims > 0, err);
    if (job.self != NULL) job.free(job.self);
    return code;
}

int asl_figure_merge(asl_figure *f, const asl_figure_request *r, asl_error *err)
{
    asl_plan plan;
    *f = ASL_FIGURE_NONE;
    int code = asl_plan_dir(&f->folder, r->dir, err);
    if (code == ASL_OK) code = asl_plan_find(&plan, &f->folder, r->name_or_path, err);
    if (code == ASL_OK) {
        code = merge_plan(f, r, &plan, err);
        asl_plan_free(&plan);
    }
    if (code != ASL_OK) asl_figure_free(f);
    return code;
}

/* --- the end */

void asl_figure_finish(asl_figure *f)
{
    if (f->render.temp != NULL) {
        int code = asl_render_wait(&f->render, &f->undrawn);
        if (code == ASL_OK) code = asl_render_keep(&f->render, &f->undrawn);
        if (code != ASL_OK) lose_picture(f);
    }
    asl_folder_close(&f->folder);
}

int asl_figure_undrawn(const asl_figure *figures, size_t n, asl_error *err)
{
    asl_text names = {0};
    const asl_figure *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (figures[i].undrawn.code == ASL_OK) continue;
        if (count++ == 0) first = &figures[i];
        asl_text_format(&names, "%s%s", count > 1 ? ", " : "", figures[i].experiment.name);
    }
    int code = ASL_OK;
    if (count == 1) code = asl_fail(err, ASL_FAILED, "%s", first->undrawn.text);
    if (count > 1)
        code = asl_fail(err, ASL_FAILED, "%zu pictures could not be drawn: %.440s; the first: %.160s", count,
                        names.data != NULL ? names.data : "", first->undrawn.text);
    asl_text_free(&names);
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
        asl_tell("%-14s  %-14s %s (paper: %s; here: %s)\n", asl_verdict_name(f->findings[i].verdict),
                 f->experiment.name, c->text, c->paper, number.data != NULL ? number.data : "");
        asl_text_free(&number);
    }
}

void asl_figure_tell_whole(const asl_figure *f, const char *dir)
{
    const char *name = f->experiment.name;
    asl_tell_notes(&f->notes);
    if (f->parts > 0 && f->done == f->parts)
        asl_tell("aslab: %s was computed before, and is only written and drawn again\n", name);
    asl_figure_tell(f);
    asl_tell("%s is in %s: %s.csv, %s.gp%s%s\n", name, dir, name, name, f->format != NULL ? " and a picture, ." : "",
             f->format != NULL ? f->format : "");
}

void asl_figure_free(asl_figure *f)
{
    asl_render_drop(&f->render);
    asl_experiment_free(&f->experiment);
    if (f->options.command != NULL) asl_options_free(&f->options);
    free(f->command);
    free(f->findings);
    asl_text_free(&f->notes);
    asl_folder_close(&f->folder);
    *f = ASL_FIGURE_NONE;
}
