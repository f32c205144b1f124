#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "cli/help_columns.h"
#include "cli/note_duplicates.h"
#include "data/read_predictions.h"
#include "options/options.h"
#include "run/prefix_column.h"
#include "study/sweep.h"

enum { BATCHES = 32, MOST_SAMPLES = 100000000, MOST_ROWS_EACH = 1024 };

static const asl_option options[] = {
    {.name = "loss",
     .kind = ASL_OPTION_LOSS,
     .metavar = "LOSS",
     .def = "asl",
     .help = "a loss; its parameters are the values of axes not given"},
    {.name = "positive-rate",
     .kind = ASL_OPTION_LIST,
     .metavar = "LIST",
     .lo = 0,
     .hi = 1,
     .help = "share of true positives among all labels (default 0.03625; a FILE's own)"},
    {.name = "missing",
     .kind = ASL_OPTION_LIST,
     .metavar = "LIST",
     .def = "0",
     .lo = 0,
     .hi = 1,
     .help = "share of positives observed as 0"},
    {.name = "spurious",
     .kind = ASL_OPTION_LIST,
     .metavar = "LIST",
     .def = "0",
     .lo = 0,
     .hi = 1,
     .help = "share of negatives observed as 1"},
    {.name = "missing-law",
     .kind = ASL_OPTION_CHOICE,
     .def = "random",
     .choices = "random|low-logit",
     .help = "which positives are missing"},
    {.name = "dist",
     .kind = ASL_OPTION_TEXT,
     .metavar = "DIST",
     .def = "late",
     .repeated = true,
     .file = true,
     .help = "logit distribution, or a predictions FILE"},
    {.name = "bands",
     .kind = ASL_OPTION_LIST,
     .metavar = "LIST",
     .lo = 0,
     .hi = 1,
     .help = "cut p at these (up to 4) and add who supplies grad_neg, by band"},
    {.name = "samples",
     .kind = ASL_OPTION_COUNT,
     .metavar = "N",
     .lo = BATCHES,
     .hi = MOST_SAMPLES,
     .help = "draw N logits a side instead of integrating, and add standard errors"},
    {.name = "seed",
     .kind = ASL_OPTION_COUNT,
     .metavar = "S",
     .def = "1",
     .lo = 0,
     .hi = 9007199254740992.0,
     .help = "of --samples"},
    {.name = NULL},
};

#define COCO_RATE "0.03625" /* 2.9 of 80 */

/* The sweep over one distribution, and all it needs. */
typedef struct part {
    const char *name;
    asl_sweep_spec spec;
    asl_dist dist, mixture, batches[BATCHES];
    asl_sweep *sweep;
} part;

typedef struct sweep_job {
    part *parts;
    size_t n;
    size_t rows, rows_each; /* a trial is a block of rows: all the rates of a combination, or as many as go into one */
} sweep_job;

static void free_job(void *self)
{
    sweep_job *j = self;
    for (size_t k = 0; k < j->n; k++) {
        part *p = &j->parts[k];
        asl_sweep_free(p->sweep);
        for (size_t i = 0; i < ASL_MAX_PARAMS; i++) asl_axis_values_free(&p->spec.params[i]);
        for (size_t i = 0; i < ASL_SWEEP_RATES; i++) asl_axis_values_free(&p->spec.rates[i]);
        for (size_t i = 0; i < BATCHES; i++) asl_dist_free(&p->batches[i]);
        asl_dist_free(&p->dist);
    }
    free(j->parts);
    free(j);
}

static asl_prefix_column before(const sweep_job *j, size_t k, asl_row_sink v)
{
    return (asl_prefix_column){v, "dist", j->parts[k].name};
}

static int job_columns(void *self, asl_row_sink v, asl_error *err)
{
    sweep_job *j = self;
    asl_prefix_column named = before(j, 0, v);
    return asl_sweep_columns(j->parts[0].sweep, j->n > 1 ? asl_prefix_column_sink(&named) : v, err);
}

/* Rows [from, to) of all parts, one part after the other. */
typedef struct stretch {
    size_t part, from, to; /* rows of that part */
} stretch;

/* The next part of rows [*from, to) of all, whose first row is moved on; false past the last. */
static bool next_stretch(const sweep_job *j, size_t *from, size_t to, stretch *out)
{
    size_t start = 0;
    for (size_t k = 0; k < j->n && *from < to; k++) {
        size_t end = start + asl_sweep_rows(j->parts[k].sweep);
        if (*from < end) {
            *out = (stretch){k, *from - start, (to < end ? to : end) - start};
            *from = start + out->to;
            return true;
        }
        start = end;
    }
    return false;
}

static size_t first_row(const sweep_job *j, size_t trial)
{
    size_t row = trial * j->rows_each;
    return row < j->rows ? row : j->rows;
}

static void job_need(void *self, size_t trial)
{
    sweep_job *j = self;
    size_t from = first_row(j, trial), to = first_row(j, trial + 1);
    for (stretch s; next_stretch(j, &from, to, &s);) asl_sweep_need(j->parts[s.part].sweep, s.from, s.to);
}

static int job_prepare(void *self, asl_error *err)
{
    sweep_job *j = self;
    (void)err;
    for (size_t k = 0; k < j->n; k++) asl_sweep_prepare(j->parts[k].sweep);
    return ASL_OK;
}

static int job_range(void *self, size_t first, size_t past, asl_row_sink v, asl_error *err)
{
    sweep_job *j = self;
    size_t from = first_row(j, first), to = first_row(j, past);
    int code = ASL_OK;
    for (stretch s; code == ASL_OK && next_stretch(j, &from, to, &s);) {
        asl_prefix_column named = before(j, s.part, v);
        code =
            asl_sweep_range(j->parts[s.part].sweep, s.from, s.to, j->n > 1 ? asl_prefix_column_sink(&named) : v, err);
    }
    return code;
}

static int read_params(const asl_options *o, part *j, asl_error *err)
{
    asl_loss loss;
    asl_param_axis axes[ASL_MAX_PARAMS];
    size_t naxes;
    int code = asl_options_loss(o, asl_options_text(o, "loss"), &loss, err);
    if (code == ASL_OK) code = asl_options_grid(o, &loss, 1, axes, &naxes, err);
    if (code != ASL_OK) return code;
    j->spec.family = loss.family;
    for (size_t i = 0; i < asl_family_params(loss.family); i++) {
        j->spec.params[i] = (asl_axis_values){.n = 1, .from = loss.theta[i], .to = loss.theta[i]};
    }
    for (size_t a = 0; a < naxes; a++) j->spec.params[axes[a].param] = axes[a].values; /* the job frees them */
    return ASL_OK;
}

static int read_file(const asl_options *o, const char *path, asl_dist *dist, asl_error *err)
{
    asl_predictions d;
    int code = asl_predictions_read(&d, path, NULL, err);
    if (code != ASL_OK) return code;
    code = asl_note_duplicates(o, &d, path, err);
    if (code == ASL_OK) code = asl_dist_of_predictions(dist, &d, err);
    asl_predictions_free(&d);
    return code == ASL_OK ? code : asl_fail_in(err, code, "%.200s: ", path);
}

static int draw(const asl_options *o, part *j, asl_error *err)
{
    size_t n = (size_t)asl_options_count(o, "samples");
    uint64_t seed = (uint64_t)asl_options_count(o, "seed");
    j->mixture = j->dist;
    int code = asl_dist_draw(&j->dist, &j->mixture, seed, n, 0, 1, err);
    for (size_t i = 0; i < BATCHES && code == ASL_OK; i++) {
        code = asl_dist_draw(&j->batches[i], &j->mixture, seed, n, i, BATCHES, err);
    }
    j->spec.batches = j->batches;
    j->spec.nbatches = BATCHES;
    return code;
}

static int read_dist(const asl_options *o, part *j, asl_error *err)
{
    const char *spec = j->name;
    bool known, samples = asl_options_given(o, "samples");
    if (asl_dist_is_file(spec)) {
        if (samples) return asl_fail(err, ASL_BAD, "--samples draws from a distribution: a FILE has its own logits");
        return read_file(o, spec, &j->dist, err);
    }
    int code = asl_dist_read(&j->dist, spec, &known, err);
    if (code != ASL_OK) return asl_fail_in(err, code, "--dist: ");
    return code == ASL_OK && samples ? draw(o, j, err) : code;
}

static int read_rates(const asl_options *o, part *j, asl_error *err)
{
    static const char *const names[ASL_SWEEP_RATES] = {"positive-rate", "missing", "spurious"};
    int code = ASL_OK;
    for (size_t i = 0; i < ASL_SWEEP_RATES && code == ASL_OK; i++) {
        const char *text = asl_options_text(o, names[i]);
        double own = j->dist.positive_rate;
        if (text == NULL && own == own) {
            j->spec.rates[i] = (asl_axis_values){.n = 1, .from = own, .to = own};
        } else {
            code = asl_axis_values_read(&j->spec.rates[i], names[i], text != NULL ? text : COCO_RATE, 0, 1, err);
        }
    }
    return code;
}

static int read_bands(const asl_options *o, part *j, asl_error *err)
{
    asl_axis_values list;
    const char *text = asl_options_text(o, "bands");
    if (text == NULL) return ASL_OK;
    int code = asl_axis_values_read(&list, "--bands", text, 0, 1, err);
    if (code == ASL_OK && list.n >= ASL_SWEEP_MOST_BANDS) {
        code =
            asl_fail(err, ASL_BAD, "--bands takes up to %d probabilities, not %zu", ASL_SWEEP_MOST_BANDS - 1, list.n);
    }
    for (size_t i = 0; code == ASL_OK && i < list.n; i++) {
        double p = asl_axis_value(&list, i);
        bool ascending = p > 0 && p < 1 && (i == 0 || p > j->spec.band[i - 1]);
        if (!ascending)
            code = asl_fail(err, ASL_BAD, "--bands = %.60s are not ascending probabilities between 0 and 1", text);
        j->spec.band[i] = p;
    }
    if (code == ASL_OK) j->spec.nbands = list.n + 1;
    asl_axis_values_free(&list);
    return code;
}

static int read_part(const asl_options *o, part *j, asl_error *err)
{
    j->spec.dist = &j->dist;
    j->spec.low_logit = strcmp(asl_options_text(o, "missing-law"), "random") != 0;
    j->spec.threads = asl_options_threads(o);
    int code = read_params(o, j, err);
    if (code == ASL_OK) code = read_dist(o, j, err);
    if (code == ASL_OK) code = read_rates(o, j, err);
    if (code == ASL_OK) code = read_bands(o, j, err);
    return code == ASL_OK ? asl_sweep_new(&j->sweep, &j->spec, err) : code;
}

static int job(const asl_options *o, asl_job *job, asl_error *err)
{
    const asl_setting *dists = asl_options_setting(o, "dist");
    size_t n = dists != NULL ? dists->n : 1;
    if (asl_options_given(o, "seed") && !asl_options_given(o, "samples"))
        return asl_fail(err, ASL_BAD, "--seed has no meaning without --samples: integrals draw nothing");
    sweep_job *j = asl_alloc(1, sizeof *j, err);
    if (j == NULL) return ASL_FAILED;
    j->parts = asl_alloc(n, sizeof *j->parts, err);
    int code = j->parts == NULL ? ASL_FAILED : ASL_OK;
    for (; j->n < n && code == ASL_OK; j->n++) {
        part *p = &j->parts[j->n];
        p->name = dists != NULL ? dists->values[j->n] : asl_options_text(o, "dist");
        code = read_part(o, p, err);
        j->rows += code == ASL_OK ? asl_sweep_rows(p->sweep) : 0;
    }
    if (code == ASL_OK) code = asl_grid_size(&j->rows, 1, &j->rows, ASL_MOST_ROWS, "rows", err);
    if (code != ASL_OK) {
        free_job(j);
        return code;
    }
    j->rows_each = 1;
    for (size_t i = 0; i < ASL_SWEEP_RATES; i++) j->rows_each *= j->parts[0].spec.rates[i].n;
    if (j->rows_each > MOST_ROWS_EACH) j->rows_each = MOST_ROWS_EACH;
    *job = (asl_job){.self = j,
                     .trials = (j->rows + j->rows_each - 1) / j->rows_each,
                     .rows_each = j->rows_each,
                     .columns = job_columns,
                     .need = job_need,
                     .prepare = job_prepare,
                     .range = job_range,
                     .free = free_job};
    return ASL_OK;
}

static void add_columns(asl_strbuf *out) { asl_help_columns(out, asl_statistics, 28); }

const asl_command asl_command_sweep = {
    .name = "sweep",
    .summary = "statistics of a loss over a logit distribution, over any grid of parameters, imbalance and noise",
    .options = options,
    .axes = true,
    .details_before =
        "A LIST is a,b,c or from:to:count; every combination is a row, the last axis running fastest.\n\n"
        "DIST is where the logits lie. Presets: late (negatives N(-5, 1.5), positives N(1.5, 1.5)), init (both N(0, "
        "1.5)),\n"
        "mid (N(-3, 1.5), N(0, 1.5)). Or gauss:neg_mean=-4,neg_sd=1,pos_mean=2,pos_sd=1 (those left out as in late), "
        "or\n"
        "mixtures, 'neg=0.9*N(-6,1)+0.1*N(-1,1);pos=N(2,1)', or a predictions FILE (see aslab stats): its logits by "
        "observed\n"
        "label, taken for the truth, and its own positive rate.\n\n"
        "Of the positives a share --missing is observed as 0, of the negatives a share --spurious as 1. Which "
        "positives:\n"
        "random, or low-logit, where one is missed with probability r (r + (1 - r) 2 (1 - F)), r the missing rate and "
        "F the\n"
        "share of positives with a lower logit: the lowest twice as likely as the average one.\n\n"
        "columns: dist, where several are given; the parameters, positive_rate, missing, spurious, then\n",
    .table = add_columns,
    .details =
        "With --bands 0.1,0.5 also band_1, band_2, band_3: the share of grad_neg that comes from true negatives with p "
        "up to\n"
        "0.1, up to 0.5, above; with missing_share they sum to 1.\n"
        "A mean over an empty group is nan, a mass 0, 0/0 nan. With --samples each has a second column NAME_se, its "
        "standard\n"
        "error over 32 batches. Integrals have a relative error below 1e-9 (single-precision code such as alibaba: "
        "1e-3);\n"
        "one that does not get there is refused.\n\n"
        "examples:\n"
        "  aslab sweep --gamma-neg 0,2,4 --margin 0,0.05,0.2 --missing 0.3\n"
        "  aslab sweep --loss focal --gamma 0:5:51 --positive-rate 0.01,0.1 -o focal.csv --plot focal.svg\n"
        "  aslab sweep --dist predictions.csv --gamma-neg 0:6:61 --margin 0:0.3:31\n",
    .drawn = true,
    .job = job,
};
