#include "shard/sharded_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/cells.h"
#include "run/experiment_prepare.h"
#include "run/inputs.h"
#include "run/resources.h"
#include "run/rows.h"
#include "run/terminal.h"
#include "shard/merge.h"
#include "shard/shards.h"

/* --- rows from shards */

typedef struct gathering {
    asl_results *results;
    const asl_job *job; /* takes the rows; NULL: they go to the results as they are */
    asl_strbuf *notes;
    asl_cells_reader cells;
    size_t columns;
} gathering;

static int gather_columns(void *self, const char *line, asl_error *err)
{
    gathering *g = self;
    asl_row_sink to = g->results->to_all;
    if (g->job != NULL) return ASL_OK;
    if (line[0] == '\0') return asl_fail(err, ASL_CONFLICT, "no shard has the names of the columns");
    int code = asl_cells_read_names(&g->cells, line, err);
    if (code != ASL_OK) return code;
    g->columns = g->cells.n;
    const char **names = asl_alloc(g->columns, sizeof *names, err);
    if (names == NULL) return ASL_FAILED;
    for (size_t i = 0; i < g->columns; i++) names[i] = g->cells.cells[i].as.text;
    code = to.columns(to.self, names, g->columns, err);
    free((void *)names);
    return code;
}

static int gather_row(void *self, const char *line, size_t n, asl_error *err)
{
    gathering *g = self;
    asl_row_sink to = g->results->to_all;
    int code = asl_cells_read(&g->cells, line, n, err);
    if (code != ASL_OK) return code;
    if (g->job != NULL) return g->job->take(g->job->self, g->cells.cells, g->cells.n, err);
    if (g->cells.n != g->columns)
        return asl_fail(err, ASL_CONFLICT, "a row has %zu cells, but there are %zu columns", g->cells.n, g->columns);
    return to.row(to.self, g->cells.cells, g->cells.n, err);
}

static int gather_note(void *self, const char *text, size_t n, asl_error *err)
{
    gathering *g = self;
    asl_cells_unescape(g->notes, text, n);
    return g->notes->failed ? asl_fail(err, ASL_FAILED, "out of memory: cannot read a shard") : ASL_OK;
}

typedef struct shard_rows {
    const asl_plan *plan;
    const asl_job *job; /* if its rows are results (asl_job.finish); NULL otherwise */
    size_t threads;
} shard_rows;

/* The fill of an asl_row_source. ASL_CONFLICT if a row does not have one cell for each column. */
static int fill_from_shards(void *self, asl_results *results, asl_strbuf *notes, asl_error *err)
{
    const shard_rows *s = self;
    const asl_job *job = s->job;
    gathering g = {.results = results, .job = job, .notes = notes};
    asl_merge_sink sink = {&g, gather_columns, gather_row, gather_note};
    int code = asl_merge(s->plan, s->threads, &sink, err);
    if (code == ASL_OK && job != NULL) code = job->columns(job->self, results->to_all, err);
    if (code == ASL_OK && job != NULL)
        code = job->finish(job->self, results->to_all, results->summarised ? &results->to_summary : NULL, err);
    asl_cells_free(&g.cells);
    return asl_results_failure(results, code, err);
}

static int deliver(asl_experiment_run *f, const asl_sharded_request *r, const asl_plan *plan, const asl_job *job,
                   bool judged, asl_error *err)
{
    shard_rows rows = {plan, job != NULL && job->finish != NULL ? job : NULL, asl_options_threads(r->figure.host)};
    asl_row_source source = {.self = &rows, .fill = fill_from_shards};
    asl_plan_inputs(plan, source.inputs);
    return asl_experiment_run_deliver(f, &r->figure, judged, &source, err);
}

/* --- the plan */

static int compare_settings(const void *a, const void *b)
{
    const asl_setting *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* The experiment, with its claims only if they are judged. f owns all that it points to. */
static asl_experiment as_carried_out(const asl_experiment_run *f, bool judged)
{
    asl_experiment e = f->experiment;
    if (!judged) e.nclaims = 0;
    return e;
}

/* The same with its options as text. Equal experiments have equal texts, however they were written. */
static char *conf_text(const asl_experiment_run *f, bool judged, asl_error *err)
{
    asl_experiment options, whole = as_carried_out(f, judged);
    asl_strbuf text = {0};
    if (asl_options_save(&f->options, &options, err) != ASL_OK) return NULL;
    if (options.nsettings > 0) qsort(options.settings, options.nsettings, sizeof *options.settings, compare_settings);
    whole.settings = options.settings;
    whole.nsettings = options.nsettings;
    asl_experiment_write(&whole, &text);
    asl_experiment_free(&options);
    return asl_strbuf_take(&text, err);
}

static int begin_plan(asl_experiment_run *f, const asl_sharded_request *r, const asl_job *job, asl_plan *plan,
                      bool judged, asl_error *err)
{
    asl_experiment e = as_carried_out(f, judged);
    char *text = asl_plan_text(&f->options, &e, job->trials, err), *whole = conf_text(f, judged, err);
    int code = text == NULL || whole == NULL ? (err != NULL && err->code != ASL_OK ? err->code : ASL_FAILED) : ASL_OK;
    if (code == ASL_OK) code = asl_plan_begin(plan, &f->folder, e.name, text, whole, r->rule, err);
    free(text);
    free(whole);
    return code;
}

/* --- computing shards */

/* Compute one shard, or verify it if it exists. */
static int do_shard(const asl_sharded_request *r, const asl_job *job, const asl_plan *plan, asl_experiment_run *f,
                    asl_error *err)
{
    size_t n;
    asl_split_state *splits = asl_plan_splits(plan, &n, err);
    if (splits == NULL) return err->code;
    int code = ASL_OK;
    for (size_t i = 0; i < n; i++) {
        if (splits[i].shards != r->shards || !splits[i].there[r->shard]) continue;
        f->reused = true;
        code = asl_merge_verify_shard(plan, r->shard, r->shards, err);
    }
    asl_plan_splits_free(splits, n);
    asl_shard_ref ref = {r->shard, r->shards};
    if (code == ASL_OK && !f->reused)
        code = asl_shards_run(plan, job, &ref, 1, asl_options_threads(r->figure.host), &f->notes, err);
    return code;
}

/* Compute all missing shards. */
static int do_all(const asl_sharded_request *r, const asl_job *job, const asl_plan *plan, asl_experiment_run *f,
                  asl_error *err)
{
    size_t left, done, threads = asl_options_threads(r->figure.host);
    asl_shard_ref *todo = asl_shards_left(plan, r->shards, threads, &left, &done, err);
    if (todo == NULL) return err->code;
    f->reused = left == 0;
    if (done > 0 && left > 0 && !asl_options_quiet(r->figure.host))
        asl_tell("aslab: %s continues: %zu of its %zu shards are done\n", plan->name, done, left + done);
    int code = asl_shards_run(plan, job, todo, left, threads, &f->notes, err);
    free(todo);
    return code;
}

/* After a failure: remove the plan if this process created it and no shard exists, or if its only trial is done but its
 * results could not be used. (Not after --shard: other processes may be using the plan.) */
static void drop_plan(const asl_plan *plan)
{
    size_t n;
    asl_error err;
    asl_split_state *splits = plan->begun ? asl_plan_splits(plan, &n, &err) : NULL;
    if (splits != NULL && (n == 0 || plan->trials == 1)) asl_plan_remove(plan, NULL);
    if (splits != NULL) asl_plan_splits_free(splits, n);
}

static int carry_out_plan(asl_experiment_run *f, const asl_sharded_request *r, const asl_job *job, bool judged,
                          asl_error *err)
{
    asl_plan plan;
    int code = judged ? asl_experiment_run_check_claims(f, job, err) : ASL_OK;
    if (code == ASL_OK) code = begin_plan(f, r, job, &plan, judged, err);
    if (code != ASL_OK) return code;
    f->options.notes = &f->notes;
    code = r->one ? do_shard(r, job, &plan, f, err) : do_all(r, job, &plan, f, err);
    if (code == ASL_OK && !r->one) code = deliver(f, r, &plan, job, judged, err);
    f->options.notes = NULL;
    if (code == ASL_OK && !r->one) code = asl_plan_finish(&plan, err);
    if (code != ASL_OK && !r->one) drop_plan(&plan);
    asl_plan_free(&plan);
    return code;
}

/* If the plan or a shard is damaged or different and may be replaced, remove the plan and start again. */
static int carry_out_job(asl_experiment_run *f, const asl_sharded_request *r, const asl_job *job, bool judged,
                         asl_error *err)
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

static int carry_out(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err)
{
    asl_job job;
    if (asl_inputs_are_streams(&f->options))
        return asl_fail(err, ASL_BAD, "%s reads standard input, so it cannot be divided into shards",
                        f->experiment.name);
    int code = asl_experiment_run_enter(f, r->figure.dir, err);
    if (code == ASL_OK) code = asl_job_open(&f->options, &job, err);
    if (code != ASL_OK) return code;
    code = carry_out_job(f, r, &job, asl_experiment_run_judged(f, r->figure.over), err);
    job.free(job.self);
    return code;
}

int asl_sharded_carry_out(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err)
{
    return asl_experiment_run_name_error(&r->figure, carry_out(f, r, err), err);
}

int asl_sharded_make(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err)
{
    int code = asl_experiment_run_load(f, &r->figure, err);
    if (code == ASL_OK) code = asl_sharded_carry_out(f, r, err);
    if (code != ASL_OK) asl_experiment_run_free(f);
    return code;
}

/* --- merging */

/* Check that NAME.conf (path) has the text that conf_text writes. Another text could mean different things to different
 * processes, because libconfuse replaces ${NAME} in double quotes by the environment variable NAME. */
static int check_conf(const asl_experiment_run *f, const char *text, const char *path, asl_error *err)
{
    char *ours = conf_text(f, true, err);
    if (ours == NULL) return ASL_FAILED;
    bool same = strcmp(ours, text) == 0;
    free(ours);
    if (same) return ASL_OK;
    return asl_fail(err, ASL_CONFLICT, "%.300s was changed after aslab wrote it: remove it and run a shard again",
                    path);
}

/* Read NAME.conf and compare it with the plan. Data files are read only if the merge needs them. */
static int read_conf(asl_experiment_run *f, const asl_sharded_request *r, const asl_plan *plan, asl_error *err)
{
    asl_strbuf where = {0};
    char *text = asl_plan_experiment(plan, err);
    if (text == NULL) return err != NULL ? err->code : ASL_FAILED;
    asl_strbuf_format(&where, "%s/%s.conf", plan->folder.path, plan->name);
    char *path = asl_strbuf_take(&where, err);
    int code =
        path != NULL ? asl_experiment_run_prepare_text(f, r->figure.host->commands, path, text, err) : ASL_FAILED;
    f->options.host = r->figure.host;
    if (code == ASL_BAD) code = asl_fail_in(err, ASL_CONFLICT, "%s", "");
    if (code == ASL_OK) code = check_conf(f, text, path, err);
    if (code == ASL_OK)
        code = asl_plan_check(plan, &f->options, &f->experiment, asl_options_summarised(&f->options), err);
    free(path);
    free(text);
    return code;
}

/* Choose the script that draws the picture. */
static int choose_script(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err)
{
    asl_experiment *e = &f->experiment;
    if (r->script == NULL && asl_plot_is_path(e->plot))
        return asl_fail(err, ASL_BAD,
                        "%.64s is drawn by the script '%.200s', which is not part of aslab, and merge does not run a "
                        "script that a shared folder names: give it as --script FILE.gp",
                        e->name, e->plot);
    if (r->script == NULL) return ASL_OK;
    free(e->plot);
    e->plot = asl_copy_text(r->script, err);
    return e->plot != NULL ? ASL_OK : ASL_FAILED;
}

static int merge_plan(asl_experiment_run *f, const asl_sharded_request *r, const asl_plan *plan, asl_error *err)
{
    asl_job job = {0};
    int code = read_conf(f, r, plan, err);
    if (code == ASL_OK) code = choose_script(f, r, err);
    if (code == ASL_OK && asl_options_summarised(&f->options)) code = asl_job_open(&f->options, &job, err);
    if (code == ASL_OK && job.finish != NULL && job.trials != plan->trials)
        code = asl_fail(err, ASL_CONFLICT, "the number of trials in %.300s/plan is not that of its experiment",
                        plan->folder.path);
    if (code == ASL_OK) code = deliver(f, r, plan, &job, f->experiment.nclaims > 0, err);
    if (job.self != NULL) job.free(job.self);
    return code;
}

int asl_sharded_merge(asl_experiment_run *f, const asl_sharded_request *r, asl_error *err)
{
    asl_plan plan;
    *f = ASL_EXPERIMENT_RUN_NONE;
    int code = asl_plan_dir(&f->folder, r->figure.dir, err);
    if (code == ASL_OK) code = asl_plan_find(&plan, &f->folder, r->figure.name_or_path, err);
    if (code == ASL_OK) {
        code = merge_plan(f, r, &plan, err);
        asl_plan_free(&plan);
    }
    if (code != ASL_OK) asl_experiment_run_free(f);
    return code;
}
