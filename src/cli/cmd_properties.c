#include <stdlib.h>

#include "base/memory.h"
#include "cli/commands.h"
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

static int read_axes(const asl_options *o, const asl_family *f, asl_param_axis *axes, size_t *n, asl_error *err)
{
    for (size_t i = 0; i < asl_family_params(f); i++) {
        const asl_param *p = &f->params[i];
        if (!asl_options_given(o, p->name)) continue;
        axes[*n].param = (int)i;
        int code = asl_list_read(&axes[*n].values, p->name, asl_options_text(o, p->name), p->lo, p->hi, err);
        if (code != ASL_OK) return code;
        ++*n;
    }
    return ASL_OK;
}

/* Axis options that are no parameter of the loss. */
static int check_axes(const asl_options *o, const asl_properties *p, asl_error *err)
{
    for (const asl_option *r = asl_options_axes(); r->name != NULL; r++) {
        if (!asl_options_given(o, r->name)) continue;
        if (p->nlosses > 1) return asl_fail(err, ASL_BAD, "--%s takes one --loss, not %zu", r->name, p->nlosses);
        if (asl_family_param(p->losses[0].family, r->name, err) < 0) return ASL_BAD;
    }
    return ASL_OK;
}

static int rows(const asl_options *o, asl_visitor v, asl_error *err)
{
    asl_param_axis axes[ASL_MAX_PARAMS];
    asl_properties p = {.axes = axes};
    asl_loss *losses = asl_options_losses(o, &p.nlosses, err);
    if (losses == NULL) return ASL_BAD;
    p.losses = losses;
    int code = check_axes(o, &p, err);
    if (code == ASL_OK && p.nlosses == 1) code = read_axes(o, losses[0].family, axes, &p.naxes, err);
    if (code == ASL_OK) code = asl_properties_run(&p, v, err);
    for (size_t i = 0; i < p.naxes; i++) asl_list_free(&axes[i].values);
    free(losses);
    return code;
}

const asl_command asl_command_properties = {
    .name = "properties",
    .summary = "p*, peak, limits and table 1's properties of losses, over any grid of their parameters",
    .options = options,
    .axes = true,
    .details =
        "A LIST is a,b,c or from:to:count. All columns are about negatives (label 0):\n"
        "  loss, then a column per axis given\n"
        "  p_star, p_star_logit, peak   where |gradient| is greatest inside (0, 1), as p and as logit, and how\n"
        "                               great; past p* harder negatives get less. nan: nowhere\n"
        "  grad_end                     limit of the gradient as p -> 1\n"
        "  jump                         step of the gradient at the margin\n"
        "  order                        gradient / p falls to 0 towards the easy end with this power; 0: it does not\n"
        "  hard_threshold               1: no gradient at all up to the margin\n"
        "  soft_threshold               1: order > 0, easy negatives are attenuated\n"
        "  discards_mislabelled         1: grad_end is 0\n"
        "  continuous_gradient          1: jump is 0\n\n"
        "examples:\n"
        "  aslab properties --loss ce --loss focal --loss asl\n"
        "  aslab properties --loss asl --gamma-neg 0:8:81 --margin 0:0.5:51 -o pstar.csv\n",
    .drawn = true,
    .rows = rows,
};
