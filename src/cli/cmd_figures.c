#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "options/options.h"
#include "run/experiment_set.h"
#include "run/resources.h"
#include "run/terminal.h"
#include "shard/sharded_run.h"

static const asl_option options[] = {
    ASL_EXPERIMENT_RUN_OPTIONS,
    {.name = "shards",
     .kind = ASL_OPTION_COUNT,
     .metavar = "N",
     .lo = 1,
     .hi = ASL_MOST_SHARDS,
     .not_saved = true,
     .help = "do each experiment in N parts and keep them, so that an interrupted command continues inside it"},
    {.name = "all", .kind = ASL_OPTION_FLAG, .not_saved = true, .help = "also those that take minutes"},
    {.name = "list", .kind = ASL_OPTION_FLAG, .not_saved = true, .help = "list the experiments and stop"},
    {.name = "print",
     .kind = ASL_OPTION_TEXT,
     .metavar = "NAME",
     .not_saved = true,
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
static place *all_places(const asl_options *o, size_t *n, asl_error *err)
{
    *n = 0;
    while (asl_embedded_experiments[*n].name != NULL) ++*n;
    place *places = asl_alloc(*n, sizeof *places, err);
    for (size_t i = 0; places != NULL && i < *n; i++) {
        asl_experiment e;
        if (asl_experiment_load(&e, o->commands, asl_embedded_experiments[i].name, err) != ASL_OK) {
            free(places);
            return NULL;
        }
        places[i] = (place){asl_embedded_experiments[i].name, e.order, e.is_long, e.needs[0] != '\0'};
        asl_experiment_free(&e);
    }
    if (places != NULL) qsort(places, *n, sizeof *places, compare_places);
    return places;
}

static int list(const asl_options *o, asl_error *err)
{
    asl_strbuf t = {0};
    size_t n;
    place *places = all_places(o, &n, err);
    if (places == NULL) return ASL_FAILED;
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_experiment e;
        code = asl_experiment_load(&e, o->commands, places[i].name, err);
        if (code != ASL_OK) break;
        asl_strbuf_format(&t, "%-16s %-18s %s%s%s%s%s\n", e.name, e.paper, e.title, e.is_long ? " (long)" : "",
                          e.needs[0] != '\0' ? " (needs " : "", e.needs, e.needs[0] != '\0' ? ")" : "");
        asl_experiment_free(&e);
    }
    free(places);
    char *text = asl_strbuf_take(&t, code == ASL_OK ? err : NULL);
    if (code == ASL_OK) code = text == NULL ? ASL_FAILED : say(text, err);
    free(text);
    return code;
}

/* How many have the rows of an earlier run. */
static size_t computed_before(const asl_experiment_set *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) n += w->figures[i].reused;
    return n;
}

/* Of asl_experiment_set: in shards. A plan of an older version of the experiment is replaced. */
static int carry_out_shards(void *shards, asl_experiment_run *f, const asl_run_request *r, asl_error *err)
{
    asl_sharded_request request = {.figure = *r, .shards = *(const uint64_t *)shards, .rule = ASL_PLAN_REPLACE};
    return asl_sharded_carry_out(f, &request, err);
}

/* 2030 as 2,030 */
static void add_grouped(asl_strbuf *out, size_t n)
{
    if (n >= 1000) add_grouped(out, n / 1000);
    asl_strbuf_format(out, n >= 1000 ? ",%03zu" : "%zu", n % 1000);
}

static void tell_runs(const asl_experiment_set *w)
{
    asl_strbuf t = {0};
    if (w->runs.made + w->runs.found == 0) return;
    add_grouped(&t, w->runs.made);
    asl_strbuf_add(&t, " runs trained, ");
    add_grouped(&t, w->runs.found);
    if (t.data != NULL) asl_tell("\n%s reused", t.data);
    asl_strbuf_free(&t);
}

/* The names or paths given must be experiments, and no two may write the same files. */
static int check_names(const asl_options *o, asl_error *err)
{
    char **seen = asl_alloc(o->nargs, sizeof *seen, err);
    int code = seen == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < o->nargs && code == ASL_OK; i++) {
        asl_experiment e;
        code = asl_experiment_load(&e, o->commands, o->args[i], err);
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
static const char **choose(const asl_options *o, size_t *n, asl_strbuf *left, asl_error *err)
{
    size_t all = 0;
    if (check_names(o, err) != ASL_OK) return NULL;
    place *places = o->nargs == 0 ? all_places(o, &all, err) : NULL;
    const char **names =
        places != NULL || o->nargs > 0 ? asl_alloc(o->nargs > all ? o->nargs : all, sizeof *names, err) : NULL;
    *n = 0;
    for (size_t i = 0; names != NULL && i < o->nargs; i++) names[(*n)++] = o->args[i];
    for (size_t i = 0; names != NULL && i < all && o->nargs == 0; i++) {
        bool leave = places[i].needy || (places[i].is_long && !asl_options_given(o, "all"));
        if (leave) {
            asl_strbuf_format(left, "%s%s", left->length > 0 ? ", " : "", places[i].name);
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
    if (asl_options_given(o, "list")) return list(o, err);
    if (print != NULL) {
        const char *text = asl_experiment_text(print, err);
        return text == NULL ? err->code : say(text, err);
    }
    asl_experiment_set w = {
        .options = o, .dir = asl_options_text(o, "output"), .format = asl_options_text(o, "render")};
    uint64_t shards = (uint64_t)asl_options_count(o, "shards");
    if (shards > 0) {
        w.carry_out = carry_out_shards;
        w.carrier = &shards;
    }
    bool quiet = asl_options_quiet(o);
    bool wanted = strcmp(w.format, "none") != 0, drawn = wanted && asl_gnuplot_found();
    if (!drawn) w.format = NULL;
    asl_strbuf left = {0};
    w.names = choose(o, &w.n, &left, err);
    if (w.names == NULL) return err->code;
    int code = asl_experiment_set_make(&w, err);
    if (code == ASL_OK && !quiet) {
        fputs("\n", stderr);
        for (size_t i = 0; i < w.n; i++) asl_experiment_run_tell(&w.figures[i]);
        tell_runs(&w);
        size_t old = computed_before(&w);
        if (old > 0)
            fprintf(stderr,
                    "\n%zu of %zu were computed before and their inputs have not changed: only their pictures are new",
                    old, w.n);
        if (left.length > 0)
            fprintf(stderr, "\nNot among them: %s (long, or in need of data: 'aslab figures --list')", left.data);
        fprintf(stderr, "\nOpen %s/index.html for all of it.\n", w.dir);
    }
    if (code == ASL_OK && wanted && !drawn)
        fprintf(
            stderr,
            "aslab: gnuplot is not on the PATH: the CSV files and the .gp scripts are written, the pictures are not\n");
    if (code == ASL_OK) code = asl_experiment_run_undrawn(w.figures, w.n, err);
    asl_experiment_set_free(&w);
    asl_strbuf_free(&left);
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
        "Without NAME: all experiments that come with aslab, except those that take minutes each. A NAME can also be\n"
        "the path of a .conf file. For each experiment it writes into DIR: NAME.csv (the data), NAME.gp (a gnuplot\n"
        "script that needs nothing else), the picture, and NAME.meta (version, command, time, host); for all of them\n"
        "claims.csv (experiment, claim, paper, here, ci_low, ci_high, verdict) and index.html. If a picture cannot\n"
        "be drawn, everything else is still written, and the exit status is 1.\n\n"
        "Experiments that train nothing come first. Open DIR/index.html at once: it lists what is being computed,\n"
        "with the training runs done, and reloads itself until the command ends. A training run that several\n"
        "experiments have in common is trained once; at its end the command says how many runs were reused.\n\n"
        "An experiment whose inputs, program and files have not changed is not computed again: delete NAME.meta to do\n"
        "so. An interrupted command starts the experiment that it was computing again; with --shards N it continues\n"
        "inside it.\n\n"
        "examples:\n"
        "  aslab figures\n"
        "  aslab figures fig3 table1 -o lecture --render png\n"
        "  aslab figures --print fig3 > my.conf     then edit it, and: aslab run ./my.conf\n",
    .run = run,
};
