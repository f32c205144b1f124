#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/help_columns.h"
#include "options/options.h"
#include "study/curve.h"

enum { MOST_POINTS = 1000000000 };
#define FARTHEST 1e6

static const asl_option options[] = {
    {.name = "loss",
     .kind = ASL_OPTION_LOSS,
     .metavar = "LOSS",
     .repeated = true,
     .help = "a loss, as in asl:gamma_neg=4,margin=0.05"},
    {.name = "x",
     .kind = ASL_OPTION_CHOICE,
     .def = "prob",
     .choices = "prob|logit|prevalence",
     .help = "what to draw along"},
    {.name = "from",
     .kind = ASL_OPTION_REAL,
     .metavar = "X",
     .lo = -FARTHEST,
     .hi = FARTHEST,
     .help = "first point (default 0; -10 for logit)"},
    {.name = "to",
     .kind = ASL_OPTION_REAL,
     .metavar = "X",
     .lo = -FARTHEST,
     .hi = FARTHEST,
     .help = "last point (default 1; 10 for logit)"},
    {.name = "points",
     .kind = ASL_OPTION_COUNT,
     .metavar = "N",
     .def = "501",
     .lo = 2,
     .hi = MOST_POINTS,
     .help = "how many, evenly spaced, ends included"},
    {.name = "label",
     .kind = ASL_OPTION_CHOICE,
     .def = "0",
     .choices = "0|1|both",
     .help = "negatives, positives or both"},
    {.name = "y",
     .kind = ASL_OPTION_CHOICE,
     .def = "both",
     .choices = "both|value|grad|grad_norm|hess",
     .help = "what the picture shows: loss and gradient, or one column"},
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
        return asl_fail(err, ASL_BAD, "--label has no meaning with --x prevalence, where both labels count");
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
    enum { WIDTH = 11 };
    asl_help_columns(out, asl_curve_columns, WIDTH);
    asl_strbuf_add(out, "with --x prevalence, the share of labels that are 1: loss, prevalence, then\n");
    asl_help_columns(out, asl_prevalence_columns, WIDTH);
}

const asl_command asl_command_curve = {
    .name = "curve",
    .summary = "loss, gradient and second derivative along p or the logit; risk minimiser along the prevalence",
    .options = options,
    .details_before = "columns: loss, label, logit, prob, then\n",
    .table = add_columns,
    .details = "\n"
               "examples:\n"
               "  aslab curve --loss ce --loss focal --loss asl -o curves.csv --plot curves.svg\n"
               "  aslab curve --loss asl:gamma_neg=2,margin=0.2 --x logit --label both\n"
               "  aslab curve --loss asl --margin 0,0.05,0.1,0.2 --y grad --title 'Margins' --plot margins.png -o "
               "margins.csv\n",
    .axes = true,
    .drawn = true,
    .rows = rows,
};
