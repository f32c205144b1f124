#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/experiment_options.h"
#include "io/output.h"
#include "run/experiment_set.h"
#include "run/resources.h"
#include "run/terminal.h"
#include "shard/sharded_run.h"

static const asl_option options[] = {
    ASL_FOLDER_OPTION,
    ASL_RENDER_OPTION,
    ASL_FLAG_OPTION("all", "include the experiments that take minutes", .not_saved = true),
    ASL_FLAG_OPTION("list", "list the experiments and stop", .not_saved = true),
    ASL_TEXT_OPTION("print", "NAME", NULL, "print the file of an experiment and stop", .not_saved = true),
    ASL_SHARDS_OPTION,
    {.name = NULL},
};

static int print(const char *text, asl_error *err) { return asl_output_file(NULL, text, strlen(text), err); }

/* --- the experiments: those that are asked for, or all that come with aslab */

typedef struct catalogue {
    asl_experiment *experiments; /* [n], in the order of the arguments or of the page */
    size_t n;
} catalogue;

static int compare(const void *a, const void *b)
{
    const asl_experiment *x = a, *y = b;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void free_catalogue(catalogue *c)
{
    while (c->n > 0) asl_experiment_free(&c->experiments[--c->n]);
    free(c->experiments);
}

/* Release it also after a failure. */
static int load_catalogue(catalogue *c, const asl_options *o, bool all, asl_error *err)
{
    size_t n = o->nargs;
    if (all) n = 0;
    while (all && asl_embedded_experiments[n].name != NULL) n++;
    *c = (catalogue){.experiments = asl_alloc(n, sizeof *c->experiments, err)};
    int code = c->experiments == NULL ? ASL_FAILED : ASL_OK;
    while (code == ASL_OK && c->n < n) {
        const char *name = all ? asl_embedded_experiments[c->n].name : o->args[c->n];
        code = asl_experiment_load(&c->experiments[c->n], o->commands, name, err);
        c->n += code == ASL_OK;
    }
    if (code == ASL_OK && all) qsort(c->experiments, n, sizeof *c->experiments, compare);
    return code;
}

static int list(const catalogue *c, asl_error *err)
{
    asl_strbuf t = {0};
    for (const asl_experiment *e = c->experiments; e < c->experiments + c->n; e++) {
        asl_strbuf_format(&t, "%-16s %-18s %s%s", e->name, e->paper, e->title, e->is_long ? " (long)" : "");
        if (e->needs[0] != '\0') asl_strbuf_format(&t, " (needs %s)", e->needs);
        asl_strbuf_add(&t, "\n");
    }
    char *text = asl_strbuf_take(&t, err);
    int code = text == NULL ? ASL_FAILED : print(text, err);
    free(text);
    return code;
}

/* --- making them */

/* Experiments that are asked for must need nothing more, and no two may write the same files. */
static int check_arguments(const catalogue *c, asl_error *err)
{
    for (size_t i = 0; i < c->n; i++) {
        const asl_experiment *e = &c->experiments[i];
        if (e->needs[0] != '\0')
            return asl_fail(err, ASL_BAD, "%s needs %s: use 'aslab run %s %s'", e->name, e->needs, e->name, e->needs);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(c->experiments[k].name, e->name) == 0)
                return asl_fail(err, ASL_BAD, "experiment %.60s is given twice", e->name);
        }
    }
    return ASL_OK;
}

/* The arguments, or without any the experiments that run by default: set->names [set->n]. `skipped`: the others. */
static void choose(asl_experiment_set *set, const char **names, const catalogue *c, asl_strbuf *skipped)
{
    const asl_options *o = set->options;
    bool all = asl_options_given(o, "all") || o->nargs > 0;
    set->names = names;
    for (size_t i = 0; i < c->n; i++) {
        const asl_experiment *e = &c->experiments[i];
        bool skip = e->needs[0] != '\0' || (e->is_long && !all);
        if (skip) asl_strbuf_format(skipped, "%s%s", skipped->length > 0 ? ", " : "", e->name);
        if (!skip) names[set->n++] = o->nargs > 0 ? o->args[i] : e->name;
    }
}

/* The number of experiments whose rows are those of an earlier run. */
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

/* The verdicts of all experiments, and what was not computed or not drawn. `skipped`: names. */
static void tell_all(const asl_experiment_set *w, const asl_strbuf *skipped)
{
    asl_strbuf t = {0};
    size_t old = computed_before(w);
    asl_tell("\n");
    for (size_t i = 0; i < w->n; i++) asl_experiment_run_tell(&w->figures[i]);
    if (w->runs.made + w->runs.found > 0) {
        asl_strbuf_add(&t, "\n");
        add_grouped(&t, w->runs.made);
        asl_strbuf_add(&t, " runs trained, ");
        add_grouped(&t, w->runs.found);
        asl_strbuf_add(&t, " reused");
    }
    if (old > 0)
        asl_strbuf_format(&t, "\n%zu of %zu experiments have not changed since an earlier run: only drawn again", old,
                          w->n);
    if (skipped->length > 0)
        asl_strbuf_format(&t, "\nSkipped (slow, or needs data: 'aslab figures --list'): %s", skipped->data);
    asl_strbuf_format(&t, "\nOpen %s/index.html for the results.\n", w->dir);
    if (t.data != NULL) asl_tell("%s", t.data);
    asl_strbuf_free(&t);
}

static int make_set(asl_experiment_set *set, const catalogue *c, asl_error *err)
{
    asl_strbuf skipped = {0};
    uint64_t shards = (uint64_t)asl_options_count(set->options, "shards");
    const char **names = asl_alloc(c->n, sizeof *names, err);
    if (names == NULL) return ASL_FAILED;
    choose(set, names, c, &skipped);
    if (shards > 0) set->carry_out = carry_out_shards;
    set->carrier = &shards;
    int code = asl_experiment_set_make(set, err);
    if (code == ASL_OK && !asl_options_quiet(set->options)) tell_all(set, &skipped);
    if (code == ASL_OK) {
        asl_tell_no_gnuplot(set->options);
        code = asl_experiment_run_undrawn(set->figures, set->n, err);
    }
    asl_experiment_set_free(set);
    asl_strbuf_free(&skipped);
    free((void *)names);
    return code;
}

static int print_experiment(const char *name, asl_error *err)
{
    const char *text = asl_experiment_text(name, err);
    return text == NULL ? err->code : print(text, err);
}

static int run(const asl_options *o, asl_error *err)
{
    bool lists = asl_options_given(o, "list");
    const char *name = asl_options_text(o, "print");
    if (name != NULL && !lists) return print_experiment(name, err);
    asl_experiment_set set = {.options = o, .dir = asl_options_text(o, "output"), .format = asl_render_format(o)};
    catalogue c;
    int code = load_catalogue(&c, o, lists || o->nargs == 0, err);
    if (code == ASL_OK && o->nargs > 0 && !lists) code = check_arguments(&c, err);
    if (code == ASL_OK) code = lists ? list(&c, err) : make_set(&set, &c, err);
    free_catalogue(&c);
    return code;
}

const asl_command asl_command_figures = {
    .name = "figures",
    .summary = "compute and draw the figures of the paper and judge its claims",
    .arg = "NAME",
    .max_args = 1000,
    .arg_names = ASL_NAMES_EXPERIMENTS,
    .options = options,
    .description = "Runs the experiments NAME, or without NAME all that come with aslab, except\n"
                   "those that take minutes or need data. A NAME can also be the path of a .conf\n"
                   "file.\n\n"
                   "Experiments that train nothing come first. DIR/index.html can be opened at\n"
                   "once: it shows what is being computed and reloads itself until the command\n"
                   "ends. A training run that several experiments need is done once.\n\n"
                   "If the inputs, the program and the files of an experiment have not changed\n"
                   "since an earlier run, it is drawn again but not computed. Delete NAME.meta to\n"
                   "compute it anyway. An interrupted command starts the current experiment again;\n"
                   "with --shards N it resumes inside it.\n",
    .details = "files:\n"
               "  NAME.csv    the data\n"
               "  NAME.gp     a gnuplot script that draws them and needs nothing else\n"
               "  NAME.svg    the picture, or .png or .pdf; if it cannot be drawn, everything\n"
               "              else is still written, and the exit status is 1\n"
               "  NAME.meta   version, command, time and host\n"
               "  claims.csv  experiment, claim, paper, here, ci_low, ci_high, verdict: of all\n"
               "              experiments\n"
               "  index.html  a page with all results\n\n"
               "examples:\n"
               "  aslab figures\n"
               "  aslab figures fig3 table1 -o lecture --render png\n"
               "  aslab figures --print fig3 > my.conf\n"
               "  aslab run ./my.conf\n",
    .run = run,
};
