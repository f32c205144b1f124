#define _XOPEN_SOURCE 700
#include "run/experiment_set.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "io/csv_write.h"
#include "io/output.h"
#include "run/html_report.h"
#include "run/terminal.h"

#define REWRITE_SECONDS 2.0 /* the shortest time between two pages that show progress alone */

/* A set of experiments being carried out. During asl_experiment_run_carry_out only `items[order[current]].done` and the pages change,
 * under the lock of the job's progress. */
typedef struct set_run {
    asl_experiment_set *set;
    asl_session session;
    asl_folder dir;
    asl_html_report_item *items; /* [n] in the order of the page */
    size_t *order;               /* [n] in which they are carried out */
    size_t current, drawn;       /* places in order: under way; whose picture was waited for */
    asl_output *last_page;       /* index.html after a signal */
    struct timespec written;
} set_run;

/* --- the page */

static asl_html_report page_of(const set_run *r, asl_html_report_state state)
{
    return (asl_html_report){.state = state, .items = r->items, .n = r->set->n};
}

/* Prepare the page that remains if a signal ends the command from now on. */
static int prepare_last_page(set_run *r, asl_error *err)
{
    asl_html_report page = page_of(r, ASL_HTML_REPORT_INTERRUPTED);
    asl_output *out = NULL;
    char *text = asl_html_report_text(&r->dir, &page, err);
    int code = text == NULL ? ASL_FAILED : asl_output_open_in(&out, &r->dir, "index.html", err);
    if (code == ASL_OK) {
        asl_output_write(out, text, strlen(text));
        code = asl_output_keep_on_signal(out, err);
    }
    free(text);
    asl_output_abandon(code == ASL_OK ? r->last_page : out);
    if (code == ASL_OK) r->last_page = out;
    return code;
}

static int write_progress(set_run *r, asl_error *err)
{
    asl_html_report page = page_of(r, ASL_HTML_REPORT_COMPUTING);
    int code = prepare_last_page(r, err);
    if (code == ASL_OK) code = asl_html_report_write(&r->dir, &page, err);
    clock_gettime(CLOCK_MONOTONIC, &r->written);
    return code;
}

/* A failure to write a page now is ignored, because the next page reports it. */
static void write_progress_if_due(set_run *r)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double passed = (double)(now.tv_sec - r->written.tv_sec) + 1e-9 * (double)(now.tv_nsec - r->written.tv_nsec);
    if (passed >= REWRITE_SECONDS) write_progress(r, NULL);
}

/* Of asl_session. */
static void show_progress(void *listener, size_t done, size_t total)
{
    set_run *r = listener;
    asl_html_report_item *item = &r->items[r->order[r->current]];
    item->done =
        item->total > total ? item->total - total + done : done; /* an earlier process has finished the others */
    write_progress_if_due(r);
}

static void write_failure(set_run *r, const asl_error *err)
{
    asl_html_report page = page_of(r, ASL_HTML_REPORT_FAILED);
    page.failure = err != NULL ? err->text : "";
    if (asl_html_report_write(&r->dir, &page, NULL) == ASL_OK || r->last_page == NULL) return;
    asl_output_keep(r->last_page, NULL); /* it is on the disk already, and does not reload itself */
    r->last_page = NULL;
}

/* The last page of a command that ends by itself. */
static int write_end(set_run *r, int code, asl_error *err)
{
    asl_html_report page = page_of(r, ASL_HTML_REPORT_COMPLETE);
    if (code == ASL_OK) code = asl_html_report_write(&r->dir, &page, err);
    if (code != ASL_OK) write_failure(r, err);
    asl_output_abandon(r->last_page);
    r->last_page = NULL;
    return code;
}

/* --- claims.csv */

static int write_finding(asl_row_sink v, const asl_experiment *e, const asl_claim *c, const asl_claim_result *f,
                         asl_error *err)
{
    asl_cell row[] = {asl_cell_text(e->name),
                      asl_cell_text(c->text),
                      asl_cell_text(c->paper),
                      asl_cell_double(f->here),
                      asl_cell_double(f->ci_low),
                      asl_cell_double(f->ci_high),
                      asl_cell_text(asl_verdict_name(f->verdict))};
    return v.row(v.self, row, sizeof row / sizeof row[0], err);
}

static int write_claims(const asl_folder *dir, const asl_experiment_run *figures, size_t n, asl_error *err)
{
    static const char *const names[] = {"experiment", "claim", "paper", "here", "ci_low", "ci_high", "verdict"};
    asl_csv_writer csv = {0};
    int code = asl_output_open_in(&csv.out, dir, "claims.csv", err);
    if (code != ASL_OK) return code;
    asl_row_sink v = asl_csv_sink(&csv);
    code = v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (size_t i = 0; i < n; i++) {
        const asl_experiment *e = &figures[i].experiment;
        size_t nclaims = figures[i].claim_results != NULL ? e->nclaims : 0;
        for (size_t k = 0; k < nclaims && code == ASL_OK; k++)
            code = write_finding(v, e, &e->claims[k], &figures[i].claim_results[k], err);
    }
    asl_csv_writer_free(&csv);
    if (code == ASL_OK || asl_output_failed(csv.out)) return asl_output_close(csv.out, err);
    asl_output_abandon(csv.out);
    return code;
}

/* --- the experiments */

static asl_run_request request_of(const set_run *r, size_t i)
{
    const asl_experiment_set *set = r->set;
    return (asl_run_request){.name_or_path = set->names[i],
                             .host = set->options,
                             .dir = set->dir,
                             .format = set->format,
                             .session = &r->session};
}

static int open_all(set_run *r, asl_error *err)
{
    asl_experiment_set *set = r->set;
    int code = ASL_OK;
    for (size_t i = 0; i < set->n; i++) set->figures[i] = ASL_EXPERIMENT_RUN_NONE;
    for (size_t i = 0; i < set->n && code == ASL_OK; i++) {
        asl_run_request request = request_of(r, i);
        code = asl_experiment_run_open(&set->figures[i], &request, err);
        r->items[i] = (asl_html_report_item){.figure = &set->figures[i], .total = set->figures[i].runs};
    }
    return code;
}

/* Experiments that train nothing come first. */
static void choose_order(set_run *r)
{
    size_t n = 0;
    for (int trains = 0; trains < 2; trains++) {
        for (size_t i = 0; i < r->set->n; i++) {
            if ((r->items[i].total > 0) == trains) r->order[n++] = i;
        }
    }
}

static void tell_finished(const asl_experiment_set *set, const asl_experiment_run *f)
{
    if (asl_options_quiet(set->options)) return;
    asl_tell_notes(&f->notes);
    asl_tell("%-16s %s%s%s.{csv,gp%s%s}  %s\n", f->experiment.name, set->dir,
             set->dir[strlen(set->dir) - 1] == '/' ? "" : "/", f->experiment.name, f->format != NULL ? "," : "",
             f->format != NULL ? f->format : "", f->experiment.title);
}

/* Wait for the pictures of the experiments before place `end` of the order, except for the last `most`. */
static void finish_pictures(set_run *r, size_t end, size_t most)
{
    for (; r->drawn + most < end; r->drawn++) {
        size_t i = r->order[r->drawn];
        asl_experiment_run_finish(&r->set->figures[i]);
        r->items[i].finished = true;
        tell_finished(r->set, &r->set->figures[i]);
    }
}

/* gnuplot draws while the next experiment is computed. Before an experiment that trains, the page shows all pictures so
 * far. */
static int carry_out(set_run *r, asl_error *err)
{
    size_t i = r->order[r->current], threads = asl_options_threads(r->set->options);
    asl_run_request request = request_of(r, i);
    bool trains = r->items[i].total > 0;
    finish_pictures(r, r->current, trains ? 0 : threads - 1);
    int code = trains ? write_progress(r, err) : ASL_OK;
    if (!trains) write_progress_if_due(r);
    if (code != ASL_OK) return code;
    return r->set->carry_out != NULL ? r->set->carry_out(r->set->carrier, &r->set->figures[i], &request, err)
                                     : asl_experiment_run_carry_out(&r->set->figures[i], &request, err);
}

static int carry_out_all(set_run *r, asl_error *err)
{
    size_t n = r->set->n;
    int code = write_progress(r, err);
    while (code == ASL_OK && r->current < n) {
        code = carry_out(r, err);
        r->current += code == ASL_OK;
    }
    finish_pictures(r, r->current, 0);
    if (code == ASL_OK) code = write_claims(&r->dir, r->set->figures, n, err);
    return write_end(r, code, err);
}

static int make(set_run *r, asl_error *err)
{
    int code = asl_run_cache_make(&r->session.cache, true, err);
    if (code == ASL_OK) code = open_all(r, err);
    if (code != ASL_OK) return code;
    choose_order(r);
    code = asl_folder_make(r->set->dir, err);
    if (code == ASL_OK) code = asl_folder_open(&r->dir, r->set->dir, NULL, err);
    return code == ASL_OK ? carry_out_all(r, err) : code;
}

int asl_experiment_set_make(asl_experiment_set *set, asl_error *err)
{
    set_run r = {.set = set, .dir = ASL_FOLDER_CLOSED, .session = {.progress = show_progress}};
    r.session.listener = &r;
    set->figures = asl_alloc(set->n, sizeof *set->figures, err);
    r.items = asl_alloc(set->n, sizeof *r.items, err);
    r.order = asl_alloc(set->n, sizeof *r.order, err);
    int code = set->figures == NULL || r.items == NULL || r.order == NULL ? ASL_FAILED : make(&r, err);
    if (r.session.cache.runs != NULL) set->runs = asl_cache_count(r.session.cache.runs);
    asl_run_cache_free(&r.session.cache);
    asl_folder_close(&r.dir);
    free(r.items);
    free(r.order);
    return code;
}

void asl_experiment_set_free(asl_experiment_set *set)
{
    for (size_t i = 0; set->figures != NULL && i < set->n; i++) asl_experiment_run_free(&set->figures[i]);
    free(set->figures);
    set->figures = NULL;
}
