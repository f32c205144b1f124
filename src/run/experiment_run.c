#define _XOPEN_SOURCE 700
#include "run/experiment_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/folder.h"
#include "io/output.h"
#include "io/tempfile.h"
#include "run/experiment_prepare.h"
#include "run/inputs.h"
#include "run/record.h"
#include "run/resources.h"
#include "run/rows.h"
#include "run/script.h"
#include "run/terminal.h"

/* Variables of the script from the experiment file: [draw] and the reported values. */
static void add_drawing(asl_strbuf *out, const asl_experiment *e)
{
    for (size_t i = 0; i < e->ndraw; i++) {
        const char *equals = strchr(e->draw[i], '=');
        char name[64];
        snprintf(name, sizeof name, "draw_%.*s", (int)(equals - e->draw[i]), e->draw[i]);
        asl_gnuplot_variable(out, name, equals + 1);
    }
    if (e->nreported == 0) return;
    asl_strbuf_add(out, "$reported << EOD\n");
    for (size_t i = 0; i < e->nreported; i++) asl_strbuf_format(out, "%s\n", e->reported[i]);
    asl_strbuf_add(out, "EOD\n");
}

/* All variables of the script: how the experiment is drawn, and its summary. */
static char *script_variables(const asl_experiment *e, const asl_results *t, asl_error *err)
{
    asl_strbuf variables = {0};
    add_drawing(&variables, e);
    if (t->summarised) asl_gnuplot_summary(&variables, e->name, &t->summary_series);
    asl_strbuf_add(&variables, "");
    return asl_strbuf_take(&variables, err);
}

static int create_script(asl_experiment_run *f, asl_results *t, const char *text, asl_error *err)
{
    char *name = asl_strbuf_join(f->experiment.name, ".gp", err);
    int code = name == NULL ? ASL_FAILED : asl_output_open_in(&t->files[ASL_FILE_SCRIPT], &f->folder, name, err);
    if (code == ASL_OK) asl_output_write(t->files[ASL_FILE_SCRIPT], text, strlen(text));
    free(name);
    return code;
}

/* Write the script, and return it; the caller frees it. A note says what the picture leaves out. */
static int write_script(asl_experiment_run *f, asl_results *t, char **script, asl_error *err)
{
    const asl_experiment *e = &f->experiment;
    if (asl_series_drawable(&t->series, err) != ASL_OK) return ASL_BAD;
    char *data = asl_strbuf_join(e->name, ".csv", err), *plot = asl_experiment_plot(e, err),
         *variables = script_variables(e, t, err);
    if (data != NULL && plot != NULL && variables != NULL) {
        asl_script_request request = {.options = &f->options,
                                      .name = e->name,
                                      .data = data,
                                      .title = e->title,
                                      .made_by = f->command,
                                      .plot = plot,
                                      .variables = variables,
                                      .series = &t->series,
                                      .labels = e->nlabels == t->series.n ? e->labels : NULL,
                                      .notes = &f->notes};
        *script = asl_script_text(&request, err);
    }
    free(data);
    free(plot);
    free(variables);
    return *script == NULL ? err->code : create_script(f, t, *script, err);
}

/* The picture cannot be drawn: remove an older one, which would show other data. */
static void remove_picture(asl_experiment_run *f)
{
    asl_strbuf name = {0};
    bool there;
    asl_strbuf_format(&name, "%s.%s", f->experiment.name, f->format);
    f->format = NULL;
    f->undrawn.code = ASL_FAILED;
    if (name.data != NULL && asl_folder_has(&f->folder, name.data, &there, NULL) == ASL_OK && there)
        asl_folder_remove(&f->folder, name.data);
    asl_strbuf_free(&name);
}

static void start_picture(asl_experiment_run *f, const char *script, const char *format)
{
    f->format = format;
    if (asl_render_start_in(&f->render, script, &f->folder, f->experiment.name, format, &f->undrawn) != ASL_OK)
        remove_picture(f);
}

static int judge_all(asl_experiment_run *f, const asl_claim_eval *claim_eval, asl_error *err)
{
    f->claim_results = asl_alloc(f->experiment.nclaims, sizeof *f->claim_results, err);
    int code = f->claim_results == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < f->experiment.nclaims && code == ASL_OK; i++) {
        code = asl_claim_eval_find(claim_eval, i, &f->claim_results[i], err);
    }
    return code;
}

/* --- the files */

/* Compute the rows, or read them from the files of an earlier run if those are still valid. */
static int fill(asl_experiment_run *f, asl_results *t, const asl_row_source *source, asl_run_record *record,
                asl_error *err)
{
    const char *name = f->experiment.name;
    if (source == NULL && record->inputs[0] != '\0') {
        asl_run_record old = {0};
        f->reused = asl_run_record_matches(&old, &f->folder, name, record->inputs, t->summarised);
        int code = f->reused ? asl_results_reuse(t, &old, &f->folder, name, err) : ASL_OK;
        f->notes = old.notes;
        old.notes = (asl_strbuf){0};
        asl_run_record_free(&old);
        if (code != ASL_OK || f->reused) return code;
    }
    int code = asl_results_create(t, &f->folder, name, err);
    if (code != ASL_OK) return code;
    return source != NULL ? source->fill(source->self, t, &f->notes, err)
                          : asl_results_compute(t, &f->options, &f->notes, err);
}

/* Lend the kinds and notes of this run to a record, and write it. */
static int write_record(asl_experiment_run *f, const asl_results *t, asl_run_record record, asl_error *err)
{
    record.rows = t->kinds;
    record.summary = t->summary_kinds;
    record.notes = f->notes;
    return asl_run_record_write(&record, &f->folder, f->experiment.name, f->command, err);
}

int asl_experiment_run_deliver(asl_experiment_run *f, const asl_run_request *r, bool judged,
                               const asl_row_source *source, asl_error *err)
{
    asl_results t = {0};
    asl_run_record record = {0};
    const asl_experiment *e = &f->experiment;
    char *script = NULL;
    asl_temp_sweep(&f->folder); /* left by killed runs */
    int code = ASL_OK;
    if (source != NULL) {
        memcpy(record.inputs, source->inputs, sizeof record.inputs);
    } else if (!asl_inputs_are_streams(&f->options)) {
        code = asl_inputs_digest(&f->options, record.inputs, err);
    }
    if (code == ASL_OK) code = asl_results_open(&t, &f->options, e->claims, judged ? e->nclaims : 0, err);
    if (code == ASL_OK) code = fill(f, &t, source, &record, err);
    if (code == ASL_OK && judged) code = judge_all(f, t.claim_eval, err);
    if (code == ASL_OK) code = write_script(f, &t, &script, err);
    if (code == ASL_OK) code = asl_results_keep(&t, err);
    if (code == ASL_OK) code = write_record(f, &t, record, err);
    if (code == ASL_OK && r->format != NULL) start_picture(f, script, r->format);
    free(script);
    asl_results_free(&t);
    return code;
}

/* --- carrying out */

/* Whether the claims name columns that exist, before any work is done. */
int asl_experiment_run_check_claims(const asl_experiment_run *f, const asl_job *job, asl_error *err)
{
    asl_claim_eval *claim_eval = NULL;
    int code = asl_claim_eval_new(&claim_eval, f->experiment.claims, f->experiment.nclaims, err);
    if (code == ASL_OK && job->columns != NULL) code = job->columns(job->self, asl_claim_eval_sink(claim_eval), err);
    asl_claim_eval_free(claim_eval);
    return code;
}

/* Open the job, to see that it can be opened. Standard input is read when the rows are made. */
static int check_job(asl_experiment_run *f, const asl_run_request *r, asl_error *err)
{
    asl_job job;
    int code = asl_inputs_are_streams(&f->options) ? ASL_OK : asl_job_open(&f->options, &job, err);
    if (code != ASL_OK || asl_inputs_are_streams(&f->options)) return code;
    f->runs = job.runs;
    if (asl_experiment_run_judged(f, r->over)) code = asl_experiment_run_check_claims(f, &job, err);
    job.free(job.self);
    return code;
}

/* A message about a bad experiment file names it. */
int asl_experiment_run_name_error(const asl_run_request *r, int code, asl_error *err)
{
    return code == ASL_BAD && r->over == NULL ? asl_fail_in(err, code, "%.100s: ", r->name_or_path) : code;
}

int asl_experiment_run_load(asl_experiment_run *f, const asl_run_request *r, asl_error *err)
{
    *f = ASL_EXPERIMENT_RUN_NONE;
    int code = asl_experiment_run_prepare(f, r->host->commands, r->name_or_path, r->over, err);
    f->options.host = r->host;
    f->options.session = r->session;
    return code;
}

int asl_experiment_run_open(asl_experiment_run *f, const asl_run_request *r, asl_error *err)
{
    int code = asl_experiment_run_load(f, r, err);
    if (code == ASL_OK) code = asl_experiment_run_name_error(r, check_job(f, r, err), err);
    if (code != ASL_OK) asl_experiment_run_free(f);
    return code;
}

int asl_experiment_run_enter(asl_experiment_run *f, const char *dir, asl_error *err)
{
    int code = asl_folder_make(dir, err);
    return code == ASL_OK ? asl_folder_open(&f->folder, dir, NULL, err) : code;
}

int asl_experiment_run_carry_out(asl_experiment_run *f, const asl_run_request *r, asl_error *err)
{
    int code = asl_experiment_run_enter(f, r->dir, err);
    if (code == ASL_OK) code = asl_experiment_run_deliver(f, r, asl_experiment_run_judged(f, r->over), NULL, err);
    return asl_experiment_run_name_error(r, code, err);
}

int asl_experiment_run_make(asl_experiment_run *f, const asl_run_request *r, asl_error *err)
{
    int code = asl_experiment_run_load(f, r, err);
    if (code == ASL_OK) code = asl_experiment_run_carry_out(f, r, err);
    if (code != ASL_OK) asl_experiment_run_free(f);
    return code;
}

/* --- the end */

void asl_experiment_run_finish(asl_experiment_run *f)
{
    if (f->render.file != NULL) {
        int code = asl_render_wait(&f->render, &f->undrawn);
        if (code == ASL_OK) code = asl_render_keep(&f->render, &f->undrawn);
        if (code != ASL_OK) remove_picture(f);
    }
    asl_folder_close(&f->folder);
}

int asl_experiment_run_undrawn(const asl_experiment_run *figures, size_t n, asl_error *err)
{
    asl_strbuf names = {0};
    const asl_experiment_run *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (figures[i].undrawn.code == ASL_OK) continue;
        if (count++ == 0) first = &figures[i];
        asl_strbuf_format(&names, "%s%s", count > 1 ? ", " : "", figures[i].experiment.name);
    }
    int code = ASL_OK;
    if (count == 1) code = asl_fail(err, ASL_FAILED, "%s", first->undrawn.text);
    if (count > 1)
        code = asl_fail(err, ASL_FAILED, "%zu pictures could not be drawn: %.440s; the first: %.160s", count,
                        names.data != NULL ? names.data : "", first->undrawn.text);
    asl_strbuf_free(&names);
    return code;
}

void asl_experiment_run_number(asl_strbuf *out, const asl_claim_result *f)
{
    asl_strbuf_format(out, "%.4g", f->here);
    if (f->seeds > 0) asl_strbuf_format(out, " [%.4g, %.4g]", f->ci_low, f->ci_high);
}

void asl_experiment_run_tell(const asl_experiment_run *f)
{
    for (size_t i = 0; f->claim_results != NULL && i < f->experiment.nclaims; i++) {
        const asl_claim *c = &f->experiment.claims[i];
        asl_strbuf number = {0};
        asl_experiment_run_number(&number, &f->claim_results[i]);
        asl_tell("%-14s  %-14s %s (paper: %s; here: %s)\n", asl_verdict_name(f->claim_results[i].verdict),
                 f->experiment.name, c->text, c->paper, number.data != NULL ? number.data : "");
        asl_strbuf_free(&number);
    }
}

void asl_experiment_run_tell_whole(const asl_experiment_run *f, const char *dir)
{
    const char *name = f->experiment.name;
    asl_tell_notes(&f->notes);
    if (f->reused) asl_tell("aslab: %s was computed before; its inputs have not changed\n", name);
    asl_experiment_run_tell(f);
    asl_tell("%s is in %s: %s.csv, %s.gp%s%s\n", name, dir, name, name, f->format != NULL ? " and a picture, ." : "",
             f->format != NULL ? f->format : "");
}

void asl_experiment_run_free(asl_experiment_run *f)
{
    asl_render_drop(&f->render);
    asl_experiment_free(&f->experiment);
    if (f->options.command != NULL) asl_options_free(&f->options);
    free(f->command);
    free(f->claim_results);
    asl_strbuf_free(&f->notes);
    asl_folder_close(&f->folder);
    *f = ASL_EXPERIMENT_RUN_NONE;
}
