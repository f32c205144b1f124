#include <stdlib.h>

#include "base/memory.h"
#include "cli/help.h"
#include "options/options.h"
#include "study/properties.h"

static const asl_option options[] = {
    ASL_LOSS_OPTION("asl", "the losses, or the one loss whose parameters form a grid", .repeated = true),
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

static void add_columns(asl_strbuf *out)
{
    asl_strbuf_add(out, "columns:\nloss, the parameters that were given as a LIST, then\n");
    asl_help_columns(out, asl_gradient_shape_columns);
}

const asl_command asl_command_properties = {
    .name = "properties",
    .summary = "peak, limits and other properties of the gradient",
    .options = options,
    .axes = true,
    .description = "Computes, for each loss, where the gradient of negatives (label 0) is largest,\n"
                   "its limits, and the properties of table 1 of the paper.\n",
    .table = add_columns,
    .details = "\n"
               "examples:\n"
               "  aslab properties --loss ce --loss focal --loss asl\n"
               "  aslab properties --gamma-neg 0:8:81 --margin 0:0.5:51 -o pstar.csv\n",
    .drawn = true,
    .rows = rows,
};
