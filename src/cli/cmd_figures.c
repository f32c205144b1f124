#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "cli/resources.h"
#include "cli/terminal.h"
#include "io/csv_write.h"
#include "io/folder.h"
#include "io/gnuplot.h"
#include "io/output.h"

static const asl_option options[] = {
    ASL_FIGURE_OPTIONS,
    {.name = "all", .kind = ASL_OPTION_FLAG, .once = true, .help = "also those that take minutes"},
    {.name = "list", .kind = ASL_OPTION_FLAG, .once = true, .help = "list the experiments and stop"},
    {.name = "print",
     .kind = ASL_OPTION_TEXT,
     .metavar = "NAME",
     .once = true,
     .help = "print an experiment file and stop"},
    {.name = NULL},
};

static int say(const char *text, asl_error *err) { return asl_output_file(NULL, text, strlen(text), err); }

/* An embedded experiment, for putting them in order. */
typedef struct place {
    const char *name;
    double order;
    bool is_long, needy; /* not among those that run without being named */
} place;

static int compare_places(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* All embedded experiments in their order; [*n], to be freed. */
static place *all_places(size_t *n, asl_error *err)
{
    *n = 0;
    while (asl_embedded_experiments[*n].name != NULL) ++*n;
    place *places = asl_alloc(*n, sizeof *places, err);
    for (size_t i = 0; places != NULL && i < *n; i++) {
        asl_experiment e;
        if (asl_experiment_load(&e, asl_embedded_experiments[i].name, err) != ASL_OK) {
            free(places);
            return NULL;
        }
        places[i] = (place){asl_embedded_experiments[i].name, e.order, e.is_long, e.needs[0] != '\0'};
        asl_experiment_free(&e);
    }
    if (places != NULL) qsort(places, *n, sizeof *places, compare_places);
    return places;
}

static int list(asl_error *err)
{
    asl_text t = {0};
    size_t n;
    place *places = all_places(&n, err);
    if (places == NULL) return ASL_FAILED;
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_experiment e;
        code = asl_experiment_load(&e, places[i].name, err);
        if (code != ASL_OK) break;
        asl_text_format(&t, "%-16s %-18s %s%s%s%s%s\n", e.name, e.paper, e.title, e.is_long ? " (long)" : "",
                        e.needs[0] != '\0' ? " (needs " : "", e.needs, e.needs[0] != '\0' ? ")" : "");
        asl_experiment_free(&e);
    }
    free(places);
    char *text = asl_text_take(&t, code == ASL_OK ? err : NULL);
    if (code == ASL_OK) code = text == NULL ? ASL_FAILED : say(text, err);
    free(text);
    return code;
}

static int write_claims(const asl_folder *dir, const asl_figure *figures, size_t n, asl_error *err)
{
    static const char *const names[] = {"experiment", "claim", "paper", "here", "ci_low", "ci_high", "verdict"};
    asl_csv_writer csv = {0};
    int code = asl_output_open_in(&csv.out, dir, "claims.csv", err);
    if (code != ASL_OK) return code;
    asl_visitor v = asl_csv_visitor(&csv);
    code = v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (size_t i = 0; i < n; i++) {
        size_t nclaims = figures[i].findings != NULL ? figures[i].experiment.nclaims : 0;
        for (size_t k = 0; k < nclaims && code == ASL_OK; k++) {
            const asl_claim *c = &figures[i].experiment.claims[k];
            const asl_finding *f = &figures[i].findings[k];
            asl_cell row[] = {asl_words(figures[i].experiment.name),
                              asl_words(c->text),
                              asl_words(c->paper),
                              asl_real(f->here),
                              asl_real(f->ci_low),
                              asl_real(f->ci_high),
                              asl_words(asl_verdict_name(f->verdict))};
            code = v.row(v.self, row, sizeof row / sizeof row[0], err);
        }
    }
    asl_csv_writer_free(&csv);
    if (code == ASL_OK || asl_output_failed(csv.out)) return asl_output_close(csv.out, err);
    asl_output_abandon(csv.out);
    return code;
}

typedef struct errands {
    const asl_options *options;
    const char *const *names;
    asl_figure *figures;
    size_t n, finished; /* pictures waited for so far */
    const char *dir, *format;
    size_t threads;
    bool quiet;
} errands;

static void finish_next(errands *w)
{
    asl_figure *f = &w->figures[w->finished++];
    asl_figure_finish(f);
    if (w->quiet) return;
    asl_tell_notes(&f->notes);
    asl_tell("%-16s %s%s%s.{csv,gp%s%s}  %s\n", f->experiment.name, w->dir,
             w->dir[strlen(w->dir) - 1] == '/' ? "" : "/", f->experiment.name, f->format != NULL ? "," : "",
             f->format != NULL ? f->format : "", f->experiment.title);
}

/* How many had all their shards from an earlier run. */
static size_t computed_before(const errands *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) n += w->figures[i].parts > 0 && w->figures[i].done == w->figures[i].parts;
    return n;
}

static int make_all(errands *w, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < w->n && code == ASL_OK; i++) {
        if (i - w->finished >= w->threads) finish_next(w);
        asl_figure_request request = {.name_or_path = w->names[i],
                                      .host = w->options,
                                      .dir = w->dir,
                                      .format = w->format,
                                      .rule = ASL_PLAN_REPLACE};
        code = asl_figure_make(&w->figures[i], &request, err);
    }
    while (code == ASL_OK && w->finished < w->n) finish_next(w);
    asl_folder dir = ASL_FOLDER_CLOSED;
    if (code == ASL_OK) code = asl_folder_open(&dir, w->dir, NULL, err);
    if (code == ASL_OK) code = write_claims(&dir, w->figures, w->n, err);
    if (code == ASL_OK) code = asl_page_write(&dir, w->figures, w->n, err);
    asl_folder_close(&dir);
    return code;
}

/* The names or paths given must be experiments, and no two may write the same files. */
static int check_names(const asl_options *o, asl_error *err)
{
    char **seen = asl_alloc(o->nargs, sizeof *seen, err);
    int code = seen == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < o->nargs && code == ASL_OK; i++) {
        asl_experiment e;
        code = asl_experiment_load(&e, o->args[i], err);
        if (code != ASL_OK) break;
        if (e.needs[0] != '\0')
            code = asl_fail(err, ASL_BAD, "%s cannot be drawn without %s: aslab run %s %s", e.name, e.needs, e.name,
                            e.needs);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(seen[k], e.name) == 0) code = asl_fail(err, ASL_BAD, "experiment %.60s is named twice", e.name);
        }
        seen[i] = e.name;
        e.name = NULL;
        asl_experiment_free(&e);
    }
    for (size_t i = 0; seen != NULL && i < o->nargs; i++) free(seen[i]);
    free(seen);
    return code;
}

/* The experiments asked for, or all that run without being named; to be freed. *left says which are left out. */
static const char **choose(const asl_options *o, size_t *n, asl_text *left, asl_error *err)
{
    size_t all = 0;
    if (check_names(o, err) != ASL_OK) return NULL;
    place *places = o->nargs == 0 ? all_places(&all, err) : NULL;
    const char **names =
        places != NULL || o->nargs > 0 ? asl_alloc(o->nargs > all ? o->nargs : all, sizeof *names, err) : NULL;
    *n = 0;
    for (size_t i = 0; names != NULL && i < o->nargs; i++) names[(*n)++] = o->args[i];
    for (size_t i = 0; names != NULL && i < all && o->nargs == 0; i++) {
        bool leave = places[i].needy || (places[i].is_long && !asl_options_given(o, "all"));
        if (leave) {
            asl_text_format(left, "%s%s", left->length > 0 ? ", " : "", places[i].name);
        } else {
            names[(*n)++] = places[i].name;
        }
    }
    free(places);
    return names;
}

static int run(const asl_options *o, asl_error *err)
{
    const char *print = asl_options_text(o, "print");
    if (asl_options_given(o, "list")) return list(err);
    if (print != NULL) {
        const char *text = asl_experiment_text(print, err);
        return text == NULL ? err->code : say(text, err);
    }
    errands w = {.options = o,
                 .dir = asl_options_text(o, "output"),
                 .format = asl_options_text(o, "render"),
                 .threads = asl_options_threads(o),
                 .quiet = asl_options_given(o, "quiet")};
    bool wanted = strcmp(w.format, "none") != 0, drawn = wanted && asl_gnuplot_found();
    if (!drawn) w.format = NULL;
    asl_text left = {0};
    w.names = choose(o, &w.n, &left, err);
    if (w.names == NULL) return err->code;
    w.figures = asl_alloc(w.n, sizeof *w.figures, err);
    for (size_t i = 0; w.figures != NULL && i < w.n; i++) w.figures[i] = ASL_FIGURE_NONE;
    int code = w.figures == NULL ? ASL_FAILED : asl_folder_make(w.dir, err);
    if (code == ASL_OK) code = make_all(&w, err);
    if (code == ASL_OK && !w.quiet) {
        fputs("\n", stderr);
        for (size_t i = 0; i < w.n; i++) asl_figure_tell(&w.figures[i]);
        size_t old = computed_before(&w);
        if (old > 0)
            fprintf(
                stderr,
                "\n%zu of %zu were computed before and are only drawn again ('rm -r %s%s.aslab' to compute them anew)",
                old, w.n, w.dir, w.dir[strlen(w.dir) - 1] == '/' ? "" : "/");
        if (left.length > 0)
            fprintf(stderr, "\nNot among them: %s (long, or in need of data: 'aslab figures --list')", left.data);
        fprintf(stderr, "\nOpen %s/index.html for all of it.\n", w.dir);
    }
    if (code == ASL_OK && wanted && !drawn)
        fprintf(
            stderr,
            "aslab: gnuplot is not on the PATH: the CSV files and the .gp scripts are written, the pictures are not\n");
    if (code == ASL_OK) code = asl_figure_undrawn(w.figures, w.n, err);
    for (size_t i = 0; w.figures != NULL && i < w.n; i++) asl_figure_free(&w.figures[i]);
    free(w.figures);
    asl_text_free(&left);
    free((void *)w.names);
    return code;
}

const asl_command asl_command_figures = {
    .name = "figures",
    .summary = "compute and draw the paper's figures, judge its claims, write a page with all of it",
    .arg = "NAME",
    .max_args = 1000,
    .arg_names = ASL_NAMES_EXPERIMENTS,
    .options = options,
    .details =
        "Without NAME: all experiments that come with aslab and take seconds. A NAME can also be the path of a .conf\n"
        "file. Writes into DIR, for each experiment: NAME.csv (the data), NAME.gp (a gnuplot script that needs nothing\n"
        "else), the picture and NAME.meta (version, command, time, host); and for all of them claims.csv (experiment,\n"
        "claim, paper, here, ci_low, ci_high, verdict) and index.html. If a picture cannot be drawn, everything else is\n"
        "still written, and the exit status is 1. Results are kept in DIR/.aslab until the experiment or the program\n"
        "changes: an interrupted command continues where it stopped.\n\n"
        "examples:\n"
        "  aslab figures\n"
        "  aslab figures fig3 table1 -o lecture --render png\n"
        "  aslab figures --print fig3 > my.conf     then edit it, and: aslab run ./my.conf\n",
    .run = run,
};
