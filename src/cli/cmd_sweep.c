#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/help.h"
#include "cli/predictions_input.h"
#include "data/read_predictions.h"
#include "options/options.h"
#include "run/prefix_column.h"
#include "study/sweep.h"

enum { BATCHES = 32, MOST_SAMPLES = 100000000, MOST_ROWS_EACH = 1024 };

static const asl_option options[] = {
    ASL_LOSS_OPTION("asl", "the loss, with the parameters that are not given as a LIST"),
    ASL_TEXT_OPTION("dist", "DIST", "late", "distribution of the logits, or a predictions file", .repeated = true,
                    .file = true),
    ASL_LIST_OPTION("positive-rate", NULL, 0, 1,
                    "fraction of true positives among all labels (default: 0.03625, or that of the file)"),
    ASL_LIST_OPTION("missing", "0", 0, 1, "fraction of positives that are observed as 0"),
    ASL_LIST_OPTION("spurious", "0", 0, 1, "fraction of negatives that are observed as 1"),
    ASL_CHOICE_OPTION("missing-law", "random|low-logit", "random", "which positives are missing"),
    ASL_LIST_OPTION("bands", NULL, 0, 1,
                    "up to 4 probabilities that cut [0, 1] into bands; adds the fraction of grad_neg from each band"),
    ASL_COUNT_OPTION("samples", NULL, BATCHES, MOST_SAMPLES,
                     "draw N logits per side instead of integrating, and add standard errors"),
    ASL_COUNT_OPTION("seed", "1", 0, ASL_MOST_SEED, "seed of the draws", .needs = "samples"),
    {.name = NULL},
};

#define COCO_RATE "0.03625" /* 2.9 of 80 */

/* The sweep over one distribution, with everything that it refers to. */
typedef struct part {
    const char *name;
    asl_sweep_spec spec;
    asl_dist dist, mixture, batches[BATCHES];
    asl_sweep *sweep;
} part;

/* The rows of the parts follow each other. A trial is a block of rows: all rates of a combination of parameters, or as
 * many as fit. */
typedef struct sweep_job {
    part *parts;
    size_t n;
    size_t rows_of_part, rows, rows_each; /* of each part, of all, of each trial */
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

static int job_columns(void *self, asl_row_sink v, asl_error *err)
{
    sweep_job *j = self;
    asl_prefix_column named = {v, "dist", j->parts[0].name};
    return asl_sweep_columns(j->parts[0].sweep, j->n > 1 ? asl_prefix_column_sink(&named) : v, err);
}

/* Rows [from, to) of a part. */
typedef struct stretch {
    part *part;
    size_t from, to;
} stretch;

/* Take the rows of one part from the beginning of rows [*from, to) of all parts. */
static stretch take_stretch(const sweep_job *j, size_t *from, size_t to)
{
    size_t first = *from - *from % j->rows_of_part, past = first + j->rows_of_part;
    stretch s = {&j->parts[*from / j->rows_of_part], *from - first, (to < past ? to : past) - first};
    *from = first + s.to;
    return s;
}

static size_t first_row(const sweep_job *j, size_t trial)
{
    size_t row = trial * j->rows_each;
    return row < j->rows ? row : j->rows;
}

static void job_need(void *self, size_t trial)
{
    sweep_job *j = self;
    for (size_t row = first_row(j, trial), to = first_row(j, trial + 1); row < to;) {
        stretch s = take_stretch(j, &row, to);
        asl_sweep_need(s.part->sweep, s.from, s.to);
    }
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
    int code = ASL_OK;
    for (size_t row = first_row(j, first), to = first_row(j, past); code == ASL_OK && row < to;) {
        stretch s = take_stretch(j, &row, to);
        asl_prefix_column named = {v, "dist", s.part->name};
        code = asl_sweep_range(s.part->sweep, s.from, s.to, j->n > 1 ? asl_prefix_column_sink(&named) : v, err);
    }
    return code;
}

static int read_params(const asl_options *o, part *j, asl_error *err)
{
    asl_loss loss;
    asl_param_axis axes[ASL_MAX_PARAMS];
    size_t naxes;
    int code = asl_options_one_loss(o, &loss, err);
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
    int code = asl_predictions_input(&d, o, path, NULL, err);
    if (code != ASL_OK) return code;
    code = asl_dist_of_predictions(dist, &d, err);
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
        if (samples) return asl_fail(err, ASL_BAD, "--samples draws from a distribution, not from a file");
        return read_file(o, spec, &j->dist, err);
    }
    int code = asl_dist_read(&j->dist, spec, &known, err);
    if (code != ASL_OK) return asl_fail_in(err, code, "--dist: ");
    return samples ? draw(o, j, err) : ASL_OK;
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
            asl_fail(err, ASL_BAD, "--bands takes at most %d probabilities, not %zu", ASL_SWEEP_MOST_BANDS - 1, list.n);
    }
    for (size_t i = 0; code == ASL_OK && i < list.n; i++) {
        double p = asl_axis_value(&list, i);
        bool ascending = p > 0 && p < 1 && (i == 0 || p > j->spec.band[i - 1]);
        if (!ascending)
            code =
                asl_fail(err, ASL_BAD, "--bands = %.60s: the probabilities must ascend and lie between 0 and 1", text);
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

static int read_parts(const asl_options *o, sweep_job *j, asl_error *err)
{
    const asl_setting *dists = asl_options_setting(o, "dist");
    size_t n = dists != NULL ? dists->n : 1;
    j->parts = asl_alloc(n, sizeof *j->parts, err);
    int code = j->parts == NULL ? ASL_FAILED : ASL_OK;
    for (; j->n < n && code == ASL_OK; j->n++) {
        j->parts[j->n].name = dists != NULL ? dists->values[j->n] : asl_options_text(o, "dist");
        code = read_part(o, &j->parts[j->n], err);
    }
    if (code != ASL_OK) return code;
    j->rows_of_part = asl_sweep_rows(j->parts[0].sweep);
    j->rows_each = 1;
    for (size_t i = 0; i < ASL_SWEEP_RATES; i++) j->rows_each *= j->parts[0].spec.rates[i].n;
    if (j->rows_each > MOST_ROWS_EACH) j->rows_each = MOST_ROWS_EACH;
    return asl_grid_size(&j->rows, 2, (size_t[]){n, j->rows_of_part}, ASL_MOST_ROWS, "rows", err);
}

static int job(const asl_options *o, asl_job *job, asl_error *err)
{
    sweep_job *j = asl_alloc(1, sizeof *j, err);
    if (j == NULL) return ASL_FAILED;
    int code = read_parts(o, j, err);
    if (code != ASL_OK) {
        free_job(j);
        return code;
    }
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

static void add_columns(asl_strbuf *out)
{
    asl_strbuf_add(out,
                   "columns:\ndist (if there are several), the parameters, positive_rate, missing, spurious,\nthen\n");
    asl_help_columns(out, asl_statistics);
}

const asl_command asl_command_sweep = {
    .name = "sweep",
    .summary = "statistics of a loss over a distribution of logits",
    .options = options,
    .axes = true,
    .description = "Computes expected losses, gradients and rejection rates of a loss. Every\n"
                   "combination of the values of the LISTs is a row; the last one varies fastest.\n",
    .table = add_columns,
    .details = "With --bands 0.1,0.5 also band_1, band_2, band_3: the fraction of grad_neg that\n"
               "comes from true negatives with p up to 0.1, up to 0.5, and above. Together with\n"
               "missing_share they sum to 1. With --samples every column also has NAME_se, its\n"
               "standard error over 32 batches. A mean over an empty group is nan, a mass is 0,\n"
               "and 0/0 is nan. Integrals have a relative error below 1e-9 (single-precision\n"
               "code such as alibaba: 1e-3); an integral that misses this is an error.\n\n"
               "distributions:\n"
               "DIST is one of\n"
               "  late        negatives N(-5, 1.5), positives N(1.5, 1.5): late in training\n"
               "  init        both N(0, 1.5)\n"
               "  mid         negatives N(-3, 1.5), positives N(0, 1.5)\n"
               "  gauss:neg_mean=-4,neg_sd=1,pos_mean=2,pos_sd=1\n"
               "              normal distributions; what is left out is as in late\n"
               "  'neg=0.9*N(-6,1)+0.1*N(-1,1);pos=N(2,1)'\n"
               "              mixtures of normal distributions\n"
               "  FILE        predictions (see 'aslab stats'): their logits by observed label,\n"
               "              which is taken for the truth, and their positive rate\n\n"
               "missing labels:\n"
               "With --missing-law random, each positive is missing with probability --missing.\n"
               "With low-logit the probability is r (r + (1 - r) 2 (1 - F)), where r is the\n"
               "missing rate and F the fraction of positives with a lower logit: for small r,\n"
               "the lowest one is twice as likely to be missing as the average one.\n\n"
               "examples:\n"
               "  aslab sweep --gamma-neg 0,2,4 --margin 0,0.05,0.2 --missing 0.3\n"
               "  aslab sweep --loss focal --gamma 0:5:51 -o focal.csv --plot focal.svg\n"
               "  aslab sweep --dist predictions.csv --gamma-neg 0:6:61 --margin 0:0.3:31\n",
    .drawn = true,
    .job = job,
};
