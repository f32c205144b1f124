#include "cli/help.h"
#include "cli/predictions_input.h"
#include "options/options.h"
#include "study/stats.h"

static const asl_option options[] = {
    ASL_LOSS_OPTION("asl", "the loss to evaluate"),
    ASL_REAL_OPTION("threshold", "0.5", 0, 1, "a label is predicted if p is above this, for the F1 columns"),
    {.name = NULL},
};

static void note_unusual(const asl_options *o, const asl_predictions *d)
{
    asl_special_counts special = asl_predictions_special_counts(d);
    if (d->unnamed) asl_options_note(o, "there is no column 'label': all rows are treated as one label");
    asl_note_special(o, special.infinite, special.unknown, "they are skipped");
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    asl_loss loss;
    asl_predictions d;
    int code = asl_options_one_loss(o, &loss, err);
    if (code == ASL_OK) code = asl_predictions_input(&d, o, asl_options_input(o), NULL, err);
    if (code != ASL_OK) return code;
    code = asl_stats_run(&d, &loss, asl_options_real(o, "threshold"), v, err);
    if (code == ASL_OK) note_unusual(o, &d);
    asl_predictions_free(&d);
    return code;
}

static void add_columns(asl_strbuf *out)
{
    asl_strbuf_add(out, "columns:\nOne row per label, and a last one over all (row = all).\n");
    asl_help_columns(out, asl_stats_columns);
    asl_strbuf_add(out, "Only in the last row:\n");
    asl_help_columns(out, asl_stats_overall_columns);
}

const asl_command asl_command_stats = {
    .name = "stats",
    .summary = "statistics and metrics of your model's predictions",
    .arg = "FILE",
    .max_args = 1,
    .reads = true,
    .options = options,
    .description = "Computes probabilities, losses, gradients and metrics of predictions, for each\n"
                   "label and over all. Reads FILE, or standard input, in one of two forms:\n"
                   "  long  sample,label,prob,given (or logit instead of prob): one row per (sample,\n"
                   "        label) pair\n"
                   "  wide  p_NAME (a probability) or z_NAME (a logit), with y_NAME: one row per\n"
                   "        sample, two columns per label\n"
                   "given and y_NAME are 0 or 1. Labels that are -1 or blank are unknown and\n"
                   "skipped.\n",
    .table = add_columns,
    .details = "A mean over nothing, and 0/0, are nan. The picture shows up to 200 labels,\n"
               "those with the most positives.\n\n"
               "examples:\n"
               "  aslab stats predictions.csv\n"
               "  aslab stats --loss focal:gamma=2 predictions.csv -o stats.csv --plot stats.svg\n",
    .drawn = true,
    .rows = rows,
};
