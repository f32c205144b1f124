#include <stdlib.h>

#include "base/memory.h"
#include "cli/help_columns.h"
#include "options/options.h"
#include "study/properties.h"

static const asl_option options[] = {
    {.name = "loss",
     .kind = ASL_OPTION_LOSS,
     .metavar = "LOSS",
     .def = "asl",
     .repeated = true,
     .help = "a loss, as in asl:gamma_neg=4,margin=0.05"},
    {.name = NULL},
};

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    asl_param_axis axes[ASL_MAX_PARAMS];
    asl_properties p = {.axes = axes};
    asl_loss *losses = asl_options_given_losses(o, &p.nlosses, err);
    if (losses == NULL) return err->code;
    p.losses = losses;
    int code = asl_options_grid(o, losses, p.nlosses, axes, &p.naxes, err);
    if (code == ASL_OK) {
        code = asl_properties_run(&p, v, err);
        for (size_t i = 0; i < p.naxes; i++) asl_axis_values_free(&axes[i].values);
    }
    free(losses);
    return code;
}

static void add_columns(asl_strbuf *out) { asl_help_columns(out, asl_gradient_shape_columns, 29); }

const asl_command asl_command_properties = {
    .name = "properties",
    .summary = "p*, peak, limits and table 1's properties of losses, over any grid of their parameters",
    .options = options,
    .axes = true,
    .details_before = "A LIST is a,b,c or from:to:count. All columns are about negatives (label 0):\n"
                      "  loss, then a column per axis given\n",
    .table = add_columns,
    .details = "\n"
               "examples:\n"
               "  aslab properties --loss ce --loss focal --loss asl\n"
               "  aslab properties --loss asl --gamma-neg 0:8:81 --margin 0:0.5:51 -o pstar.csv\n",
    .drawn = true,
    .rows = rows,
};
