#include <stdlib.h>
#include <string.h>

#include "cli/help.h"
#include "cli/predictions_input.h"
#include "data/dist.h"
#include "data/read_predictions.h"
#include "io/folder.h"
#include "options/options.h"
#include "study/mislabel.h"

static const asl_option options[] = {
    ASL_LOSS_OPTION("asl", "a loss to audit with", .repeated = true),
    ASL_COUNT_OPTION("top", NULL, 1, 1e9, "list the N most suspect labels of each side instead"),
    ASL_COUNT_OPTION("bootstrap", "0", 0, 100000,
                     "number of bootstrap samples for the intervals of auroc; whole samples are drawn"),
    ASL_TEXT_OPTION("group", "COLUMN", NULL,
                    "draw whole groups instead of samples: a column of FILE, for example the patient",
                    .excludes = "dist"),
    ASL_FLAG_OPTION("curve", "print rejection curves instead; they need the truth", .excludes = "top"),
    ASL_FLAG_OPTION("roc", "print ROC curves for finding the wrong labels instead; they need the truth",
                    .excludes = "top|curve"),
    ASL_TEXT_OPTION("dist", "DIST", NULL,
                    "instead of FILE: a logit distribution to draw labels from (see 'aslab sweep --help'), or a file",
                    .repeated = true, .file = true),
    ASL_COUNT_OPTION("samples", "200000", 100, 1e8, "number of labels to draw", .needs = "dist"),
    ASL_REAL_OPTION("positive-rate", "0.03625", 0, 1, "fraction of them that are positive", .needs = "dist"),
    ASL_REAL_OPTION("missing", "0.3", 0, 1, "fraction of positives that are given as 0", .needs = "dist"),
    ASL_REAL_OPTION("spurious", "0", 0, 1, "fraction of negatives that are given as 1", .needs = "dist"),
    ASL_COUNT_OPTION("seed", "1", 0, ASL_MOST_SEED, "seed of all random draws"),
    {.name = NULL},
};

/* Data set i, a --dist or the input; NULL: standard input. */
static const char *data_name(const asl_options *o, size_t i)
{
    const asl_setting *dists = asl_options_setting(o, "dist");
    return dists != NULL ? dists->values[i] : asl_options_input(o);
}

static size_t data_count(const asl_options *o)
{
    const asl_setting *dists = asl_options_setting(o, "dist");
    return dists != NULL ? dists->n : 1;
}

static bool any_drawn(const asl_options *o)
{
    bool any = false;
    for (size_t i = 0; i < data_count(o) && asl_options_given(o, "dist"); i++)
        any = any || !asl_dist_is_file(data_name(o, i));
    return any;
}

static int draw(const asl_options *o, const char *name, asl_predictions *d, asl_error *err)
{
    asl_dist dist;
    bool known;
    asl_draw draw = {.n = (size_t)asl_options_count(o, "samples"),
                     .positive_rate = asl_options_real(o, "positive-rate"),
                     .missing = asl_options_real(o, "missing"),
                     .spurious = asl_options_real(o, "spurious"),
                     .seed = (uint64_t)asl_options_count(o, "seed")};
    int code = asl_dist_read(&dist, name, &known, err);
    if (code != ASL_OK) return asl_fail_in(err, code, "--dist: ");
    return asl_dist_predictions(d, &dist, &draw, err);
}

static int check(const asl_options *o, asl_error *err)
{
    static const char *const of_draws[] = {"samples", "positive-rate", "missing", "spurious"};
    if (asl_options_given(o, "dist") && o->nargs > 0)
        return asl_fail(err, ASL_BAD, "--dist and FILE are mutually exclusive");
    if (data_count(o) > 1 && !asl_options_given(o, "roc"))
        return asl_fail(err, ASL_BAD, "several --dist need --roc: everything else uses one data set");
    if (data_count(o) > ASL_MISLABEL_MOST_DATA)
        return asl_fail(err, ASL_BAD, "--dist: at most %d data sets, not %zu", ASL_MISLABEL_MOST_DATA, data_count(o));
    for (size_t i = 0; i < sizeof of_draws / sizeof of_draws[0] && !any_drawn(o); i++) {
        if (asl_options_given(o, of_draws[i]))
            asl_options_note(o, "every --dist is a file: nothing is drawn, and --%s has no effect", of_draws[i]);
    }
    return ASL_OK;
}

static void note_unusual(const asl_options *o, const asl_predictions *d)
{
    asl_special_counts special = asl_predictions_special_counts(d);
    size_t sides[2] = {0}, top = (size_t)asl_options_count(o, "top");
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] != ASL_UNKNOWN) sides[d->given[i]]++;
    }
    asl_note_special(o, special.infinite, special.unknown, "they are skipped");
    for (size_t y = 0; y < 2; y++) {
        if (sides[y] == 0) asl_options_note(o, "no label is given as %zu: that side has no suspects", y);
        if (top > sides[y] && sides[y] > 0)
            asl_options_note(o, "only %zu labels are given as %zu, fewer than --top %zu", sides[y], y, top);
    }
}

/* Read or draw data set i, with notes on what is unusual in it. */
static int load(const asl_options *o, size_t i, asl_predictions *d, asl_error *err)
{
    const char *name = data_name(o, i);
    if (asl_options_given(o, "dist") && !asl_dist_is_file(name)) return draw(o, name, d, err);
    int code = asl_predictions_input(d, o, name, asl_options_text(o, "group"), err);
    if (code == ASL_OK) note_unusual(o, d);
    return code;
}

static int audit_one(const asl_options *o, const asl_mislabel *m, asl_row_sink v, asl_error *err)
{
    size_t top = (size_t)asl_options_count(o, "top");
    if (top > 0) return asl_mislabel_suspects(m, top, v, err);
    return asl_options_given(o, "curve") ? asl_mislabel_curve(m, v, err) : asl_mislabel_rows(m, v, err);
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    asl_mislabel m = {.bootstrap = (size_t)asl_options_count(o, "bootstrap"),
                      .seed = (uint64_t)asl_options_count(o, "seed")};
    asl_predictions d[ASL_MISLABEL_MOST_DATA] = {{0}};
    asl_mislabel_data data[ASL_MISLABEL_MOST_DATA];
    asl_loss *losses = NULL;
    size_t n = 0;
    int code = check(o, err);
    if (code == ASL_OK) {
        losses = asl_options_losses(o, &m.nlosses, err);
        code = losses == NULL ? err->code : ASL_OK;
    }
    for (; code == ASL_OK && n < data_count(o); n++) {
        const char *name = data_name(o, n);
        data[n] = (asl_mislabel_data){name != NULL ? asl_base_name(name) : "standard input", &d[n]};
        code = load(o, n, &d[n], err);
    }
    m.d = &d[0];
    m.losses = losses;
    if (code == ASL_OK)
        code = asl_options_given(o, "roc") ? asl_mislabel_roc(data, n, losses, m.nlosses, v, err)
                                           : audit_one(o, &m, v, err);
    while (n > 0) asl_predictions_free(&d[--n]);
    free(losses);
    return code;
}

/* A column ..._spurious with the meaning of ..._missing before it is not repeated. */
static void add_columns(asl_strbuf *out)
{
    asl_strbuf_add(
        out,
        "columns:\nOne row per loss and label, and one per loss over all pairs (row = all):\nloss, row, label, then\n");
    for (const asl_mislabel_column *c = asl_mislabel_columns; c->name != NULL; c++) {
        bool twin = c > asl_mislabel_columns && strcmp(c->meaning, c[-1].meaning) == 0;
        if (!twin) asl_help_item(out, c->name, c->meaning);
    }
}

const asl_command asl_command_mislabel = {
    .name = "mislabel",
    .summary = "find wrong labels, and see whether a loss ignores them",
    .arg = "FILE",
    .max_args = 1,
    .reads = true,
    .options = options,
    .axes = true,
    .description = "Reads predictions in the long form of 'aslab stats', with a column truth if the\n"
                   "true labels are known, or draws them from --dist. A label given as 0 whose\n"
                   "truth is 1 is missing; one given as 1 whose truth is 0 is spurious. A label\n"
                   "given as 0 is suspect if p is high, one given as 1 if p is low.\n",
    .table = add_columns,
    .details = "For each ..._missing, which is about labels given 0, there is ..._spurious, the\n"
               "same for labels given 1. Without truth, what needs it is nan; a pair whose\n"
               "truth is unknown counts as correct.\n\n"
               "est_missing and est_spurious: a label counts as 1 if its p is at least the mean\n"
               "p of the labels given 1, less 1e-6; as 0 if its 1 - p is at least the mean 1 -\n"
               "p of the labels given 0, less 1e-6; as the more likely one if both hold. (1e-6\n"
               "is the tolerance of cleanlab; without it, rounding decides if predictions are\n"
               "equal.) est_missing is the fraction of labels given 0 that count as 1, times\n"
               "given_neg.\n\n"
               "columns with --top N:\n"
               "The N most suspect labels of each side, by p; for each loss the same ones.\n"
               "  loss, side, rank, sample, label, given, p\n"
               "             samples without names are numbered from 1\n"
               "  value      the loss\n"
               "  grad       the size of the gradient\n"
               "  past_peak  1 if p is past p*\n"
               "  truth      if it is known\n\n"
               "columns with --curve:\n"
               "  loss, fraction\n"
               "  missing, clean   fractions of the missing labels and of the true negatives\n"
               "                   whose gradient is at most `fraction` of cross-entropy's\n"
               "  p_star_fraction  the position of p* on this axis\n\n"
               "columns with --roc:\n"
               "  loss, data, panel, given\n"
               "  score     p, the same for every loss, or gradient, its size\n"
               "  fpr, tpr  fractions of the correct and of the wrong labels that are more\n"
               "            suspect\n\n"
               "examples:\n"
               "  aslab mislabel --top 20 predictions.csv\n"
               "  aslab mislabel --loss ce --loss asl --bootstrap 1000 predictions.csv\n"
               "  aslab mislabel --dist late --loss ce --loss asl --curve --plot curve.svg\n"
               "  aslab mislabel --dist late --dist predictions.csv --roc --plot roc.svg\n",
    .drawn = true,
    .rows = rows,
};
