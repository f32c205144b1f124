#include "cli/help_columns.h"
#include "cli/note_duplicates.h"
#include "data/read_predictions.h"
#include "options/options.h"
#include "study/stats.h"

static const asl_option options[] = {
    {.name = "loss",
     .kind = ASL_OPTION_LOSS,
     .metavar = "LOSS",
     .def = "asl",
     .help = "a loss, as in asl:gamma_neg=4,margin=0.05"},
    {.name = "threshold",
     .kind = ASL_OPTION_REAL,
     .metavar = "P",
     .def = "0.5",
     .lo = 0,
     .hi = 1,
     .help = "p above which a label is called present, for the F1 columns"},
    {.name = NULL},
};

static void tell(const asl_options *o, const asl_predictions *d)
{
    asl_special_counts odd = asl_predictions_special_counts(d);
    if (d->unnamed) asl_options_note(o, "there is no column 'label': all rows are taken as one label");
    if (odd.infinite > 0) {
        asl_options_note(o,
                         "%zu probabilities are exactly 0 or 1 (logits -inf or inf): their loss and gradient are "
                         "limits, and may be inf",
                         odd.infinite);
    }
    if (odd.unknown > 0) asl_options_note(o, "%zu labels are unknown (-1 or blank) and left out", odd.unknown);
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    asl_loss loss;
    asl_predictions d;
    const char *path = o->nargs > 0 ? o->args[0] : NULL;
    int code = asl_options_loss(o, asl_options_text(o, "loss"), &loss, err);
    if (code == ASL_OK) code = asl_predictions_read(&d, path, NULL, err);
    if (code != ASL_OK) return code;
    code = asl_note_duplicates(o, &d, path, err);
    if (code == ASL_OK) code = asl_stats_run(&d, &loss, asl_options_real(o, "threshold"), v, err);
    if (code == ASL_OK) tell(o, &d);
    asl_predictions_free(&d);
    return code;
}

static void add_columns(asl_strbuf *out)
{
    enum { WIDTH = 32 };
    asl_help_columns(out, asl_stats_columns, WIDTH);
    asl_strbuf_add(out, "and in the last row alone:\n");
    asl_help_columns(out, asl_stats_overall_columns, WIDTH);
}

const asl_command asl_command_stats = {
    .name = "stats",
    .summary =
        "probability, loss and gradient statistics and metrics of your model's predictions, per label and overall",
    .arg = "FILE",
    .max_args = 1,
    .reads = true,
    .options = options,
    .details_before = "Reads FILE, or standard input where it is - or left out, in one of two forms:\n"
                      "  long  sample,label,prob|logit,given   one row a (sample, label) pair\n"
                      "  wide  p_NAME or z_NAME with y_NAME    one row a sample; p_ are probabilities, z_ logits\n"
                      "given and y_NAME are 0 or 1; -1 or blank is unknown and left out.\n\n"
                      "columns, one row a label and a last one over all (row = all):\n",
    .table = add_columns,
    .details = "nan: a mean over nothing, or 0/0.\n\n"
               "The picture shows up to 200 labels; of more, those with the most positives.\n\n"
               "examples:\n"
               "  aslab stats predictions.csv\n"
               "  aslab stats --loss focal:gamma=2 predictions.csv -o stats.csv --plot stats.svg\n",
    .drawn = true,
    .rows = rows,
};
