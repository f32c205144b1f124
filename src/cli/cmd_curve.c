#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/help.h"
#include "options/options.h"
#include "study/curve.h"

enum { MOST_POINTS = 1000000000 };
#define FARTHEST 1e6

static const asl_option options[] = {
    ASL_LOSS_OPTION(NULL, "a loss, for example asl:gamma_neg=4,margin=0.05", .repeated = true, .required = true),
    ASL_CHOICE_OPTION("x", "prob|logit|prevalence", "prob", "the horizontal axis"),
    ASL_CHOICE_OPTION("label", "0|1|both", "0", "negatives, positives, or both"),
    ASL_CHOICE_OPTION("y", "both|value|grad|grad_norm|hess", "both",
                      "what the picture shows: loss and gradient, or one column"),
    ASL_REAL_OPTION("from", NULL, -FARTHEST, FARTHEST, "first point (default: 0, or -10 for logits)"),
    ASL_REAL_OPTION("to", NULL, -FARTHEST, FARTHEST, "last point (default: 1, or 10 for logits)"),
    ASL_COUNT_OPTION("points", "501", 2, MOST_POINTS, "number of points, evenly spaced, both ends included"),
    {.name = NULL},
};

static int range(const asl_options *o, asl_curve *c, asl_error *err)
{
    bool logit = c->axis == ASL_AXIS_LOGIT;
    double lo = logit ? -FARTHEST : 0, hi = logit ? FARTHEST : 1;
    double from = asl_options_real(o, "from"), to = asl_options_real(o, "to");
    if (isnan(from)) from = logit ? -10 : 0;
    if (isnan(to)) to = logit ? 10 : 1;
    const char *wrong = from < lo || from > hi ? "from" : to < lo || to > hi ? "to" : NULL;
    if (wrong != NULL) {
        return asl_fail(err, ASL_BAD, "--%s = %g is outside [%g, %g], the range of --x %s", wrong,
                        asl_options_real(o, wrong), lo, hi, asl_options_text(o, "x"));
    }
    if (from >= to) return asl_fail(err, ASL_BAD, "--from = %g must be below --to = %g", from, to);
    c->x = asl_list_range(from, to, (size_t)asl_options_count(o, "points"));
    return ASL_OK;
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    const char *x = asl_options_text(o, "x"), *label = asl_options_text(o, "label");
    asl_curve c = {
        .axis = strcmp(x, "prob") == 0    ? ASL_AXIS_PROB
                : strcmp(x, "logit") == 0 ? ASL_AXIS_LOGIT
                                          : ASL_AXIS_PREVALENCE,
        .label = {strcmp(label, "1") != 0, strcmp(label, "0") != 0},
    };
    if (c.axis == ASL_AXIS_PREVALENCE && asl_options_given(o, "label")) {
        return asl_fail(err, ASL_BAD, "--label has no effect with --x prevalence, which uses both labels");
    }
    int code = range(o, &c, err);
    if (code != ASL_OK) return code;
    asl_loss *losses = asl_options_losses(o, &c.nlosses, err);
    c.losses = losses;
    code = losses == NULL ? err->code : asl_curve_run(&c, v, err);
    free(losses);
    return code;
}

static void add_columns(asl_strbuf *out)
{
    asl_strbuf_add(out, "columns:\nloss, label, logit, prob, then\n");
    asl_help_columns(out, asl_curve_columns);
    asl_strbuf_add(out, "With --x prevalence (fraction of labels that are 1): loss, prevalence, then\n");
    asl_help_columns(out, asl_prevalence_columns);
}

const asl_command asl_command_curve = {
    .name = "curve",
    .summary = "loss and derivatives as functions of p or the logit",
    .options = options,
    .description = "Computes losses and their derivatives at evenly spaced points. With --x\n"
                   "prevalence, computes the probability that minimises the expected loss.\n",
    .table = add_columns,
    .details = "\n"
               "examples:\n"
               "  aslab curve --loss ce --loss focal --loss asl -o curves.csv --plot curves.svg\n"
               "  aslab curve --loss asl:gamma_neg=2,margin=0.2 --x logit --label both\n"
               "  aslab curve --loss asl --margin 0:0.2:5 --y grad -o m.csv --plot m.png\n",
    .axes = true,
    .drawn = true,
    .rows = rows,
};
