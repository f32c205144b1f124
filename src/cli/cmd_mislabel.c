#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "cli/note_duplicates.h"
#include "data/dist.h"
#include "data/read_predictions.h"
#include "options/options.h"
#include "study/mislabel.h"

#define MOST_SEED 9007199254740992.0

static const asl_option options[] = {
    {.name = "loss",
     .kind = ASL_OPTION_LOSS,
     .metavar = "LOSS",
     .def = "asl",
     .repeated = true,
     .help = "a loss to audit with"},
    {.name = "top",
     .kind = ASL_OPTION_COUNT,
     .metavar = "N",
     .lo = 1,
     .hi = 1e9,
     .help = "instead: list the N most suspect labels of each side"},
    {.name = "roc",
     .kind = ASL_OPTION_FLAG,
     .help = "instead: ROC curves of finding the wrong labels, which need the truth"},
    {.name = "curve", .kind = ASL_OPTION_FLAG, .help = "instead: rejection curves, which need the truth"},
    {.name = "bootstrap",
     .kind = ASL_OPTION_COUNT,
     .metavar = "N",
     .def = "0",
     .lo = 0,
     .hi = 100000,
     .help = "draws for the intervals of auroc, of whole samples"},
    {.name = "group",
     .kind = ASL_OPTION_TEXT,
     .metavar = "COLUMN",
     .help = "draw whole groups instead: a column of FILE, such as the patient"},
    {.name = "dist",
     .kind = ASL_OPTION_TEXT,
     .metavar = "DIST",
     .repeated = true,
     .file = true,
     .help = "instead: a logit distribution to draw from, or a FILE"},
    {.name = "samples",
     .kind = ASL_OPTION_COUNT,
     .metavar = "N",
     .def = "200000",
     .lo = 100,
     .hi = 1e8,
     .help = "labels to draw"},
    {.name = "positive-rate",
     .kind = ASL_OPTION_REAL,
     .metavar = "X",
     .def = "0.03625",
     .lo = 0,
     .hi = 1,
     .help = "share of true positives among them"},
    {.name = "missing",
     .kind = ASL_OPTION_REAL,
     .metavar = "X",
     .def = "0.3",
     .lo = 0,
     .hi = 1,
     .help = "share of positives given as 0"},
    {.name = "spurious",
     .kind = ASL_OPTION_REAL,
     .metavar = "X",
     .def = "0",
     .lo = 0,
     .hi = 1,
     .help = "share of negatives given as 1"},
    {.name = "seed",
     .kind = ASL_OPTION_COUNT,
     .metavar = "S",
     .def = "1",
     .lo = 0,
     .hi = MOST_SEED,
     .help = "of the draws"},
    {.name = NULL},
};

/* Data set i: of the --dist given, or FILE. */
static const char *data_name(const asl_options *o, size_t i)
{
    const asl_setting *dists = asl_options_setting(o, "dist");
    return dists != NULL ? dists->values[i] : o->nargs > 0 ? o->args[0] : NULL;
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
    static const char *const instead[] = {"top", "curve", "roc"};
    bool dists = asl_options_given(o, "dist");
    const char *taken = NULL;
    if (dists && o->nargs > 0) return asl_fail(err, ASL_BAD, "--dist and a FILE: take one of them");
    if (dists && asl_options_given(o, "group")) return asl_fail(err, ASL_BAD, "--group is a column of a FILE");
    for (size_t i = 0; i < sizeof of_draws / sizeof of_draws[0] && !any_drawn(o); i++) {
        if (!asl_options_given(o, of_draws[i])) continue;
        if (!dists) return asl_fail(err, ASL_BAD, "--%s has no meaning without --dist", of_draws[i]);
        asl_options_note(o, "every --dist is a file: nothing is drawn, and --%s is not used", of_draws[i]);
    }
    for (size_t i = 0; i < sizeof instead / sizeof instead[0]; i++) {
        if (!asl_options_given(o, instead[i])) continue;
        if (taken != NULL) return asl_fail(err, ASL_BAD, "--%s and --%s: take one of them", taken, instead[i]);
        taken = instead[i];
    }
    if (data_count(o) > 1 && !asl_options_given(o, "roc"))
        return asl_fail(err, ASL_BAD, "several --dist need --roc: everything else is about one data set");
    if (data_count(o) > ASL_MISLABEL_MOST_DATA)
        return asl_fail(err, ASL_BAD, "--dist: up to %d data sets, not %zu", ASL_MISLABEL_MOST_DATA, data_count(o));
    return ASL_OK;
}

static void tell(const asl_options *o, const asl_predictions *d)
{
    asl_special_counts odd = asl_predictions_special_counts(d);
    size_t sides[2] = {0}, top = (size_t)asl_options_count(o, "top");
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] != ASL_UNKNOWN) sides[d->given[i]]++;
    }
    if (odd.infinite > 0)
        asl_options_note(o, "probabilities that are exactly 0 or 1, whose losses may be infinite: %zu", odd.infinite);
    if (odd.unknown > 0) asl_options_note(o, "unknown labels (-1 or blank), left out: %zu", odd.unknown);
    for (size_t y = 0; y < 2; y++) {
        if (sides[y] == 0) asl_options_note(o, "no label is given as %zu: that side has no suspects", y);
        if (top > sides[y] && sides[y] > 0)
            asl_options_note(o, "labels given %zu: %zu, fewer than the %zu asked for", y, sides[y], top);
    }
}

/* Read or draw data set i, and say what is odd about it. */
static int load(const asl_options *o, size_t i, asl_predictions *d, asl_error *err)
{
    const char *name = data_name(o, i);
    if (asl_options_given(o, "dist") && !asl_dist_is_file(name)) return draw(o, name, d, err);
    int code = asl_predictions_read(d, name, asl_options_text(o, "group"), err);
    if (code != ASL_OK) return code;
    code = asl_note_duplicates(o, d, name, err);
    if (code == ASL_OK) tell(o, d);
    return code;
}

static int about_one(const asl_options *o, const asl_mislabel *m, asl_row_sink v, asl_error *err)
{
    size_t top = (size_t)asl_options_count(o, "top");
    if (top > 0) return asl_mislabel_suspects(m, top, v, err);
    return asl_options_given(o, "curve") ? asl_mislabel_curve(m, v, err) : asl_mislabel_rows(m, v, err);
}

/* The last part of a path, for people. */
static const char *short_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
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
        data[n] = (asl_mislabel_data){name != NULL ? short_name(name) : "standard input", &d[n]};
        code = load(o, n, &d[n], err);
    }
    m.d = &d[0];
    m.losses = losses;
    if (code == ASL_OK)
        code = asl_options_given(o, "roc") ? asl_mislabel_roc(data, n, losses, m.nlosses, v, err)
                                           : about_one(o, &m, v, err);
    while (n > 0) asl_predictions_free(&d[--n]);
    free(losses);
    return code;
}

static void add_columns(asl_strbuf *out)
{
    for (const asl_mislabel_column *c = asl_mislabel_columns; c->name != NULL; c++) {
        size_t n = strlen(c->name);
        bool twin = n > 9 && strcmp(c->name + n - 9, "_spurious") == 0 && strcmp(c->name, "est_spurious") != 0;
        if (!twin) asl_strbuf_format(out, "  %-22s %s\n", c->name, c->meaning);
    }
}

const asl_command asl_command_mislabel = {
    .name = "mislabel",
    .summary = "wrong labels: where to look for them, and whether the labels a loss lets go are the wrong ones",
    .arg = "FILE",
    .max_args = 1,
    .reads = true,
    .options = options,
    .axes = true,
    .details_before = "Reads predictions as 'aslab stats' does, in the long form with a column truth where the true "
                      "labels are known, "
                      "or draws them from\n"
                      "a --dist. A label given 0 whose truth is 1 is missing, one given 1 whose truth is 0 is "
                      "spurious. Of labels given\n"
                      "0 the suspect ones have a high p, of labels given 1 a low one.\n\n"
                      "columns, one row per loss and label and one over all pairs (row = all):\n",
    .table = add_columns,
    .details =
        "and beside each ..._missing, of labels given 0, ..._spurious: the same of labels given 1.\n"
        "What needs the truth is nan without it; pairs whose truth is unknown count as right.\n\n"
        "est_missing and est_spurious: a label counts as 1 if its p is at least the mean p of the labels given 1, less "
        "1e-6;\n"
        "as 0 if its 1 - p is at least the mean 1 - p of the labels given 0, less 1e-6; as the likelier one if both "
        "hold. The\n"
        "1e-6 is cleanlab's tolerance: without it rounding decides when predictions are equal. The share of the labels "
        "given 0\n"
        "that count as 1, times given_neg, is est_missing.\n\n"
        "With --top N the N most suspect labels of each side, by p, for each loss the same ones (samples without names "
        "are\n"
        "numbered from 1): loss, side, rank, sample, label, given, p, value\n"
        "(the loss), grad (size of the gradient), past_peak (1: past p*), truth. With --curve: loss, fraction, "
        "missing,\n"
        "clean (the shares of missing labels and of true negatives whose gradient is at most that fraction of\n"
        "cross-entropy's), p_star_fraction (where p* sits on that axis). With --roc: loss, data, panel, given (the "
        "side), score\n"
        "(p, the same for every loss, or the size of the gradient), fpr, tpr: the shares of right and of wrong labels "
        "that are\n"
        "more suspect.\n\n"
        "examples:\n"
        "  aslab mislabel --top 20 predictions.csv\n"
        "  aslab mislabel --loss ce --loss asl --bootstrap 1000 --group patient predictions.csv\n"
        "  aslab mislabel --dist late --missing 0.3 --loss ce --loss focal --loss asl --curve --plot curve.svg\n"
        "  aslab mislabel --dist late --dist predictions.csv --loss asl --roc --plot roc.svg\n",
    .drawn = true,
    .rows = rows,
};
