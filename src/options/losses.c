/* The losses of a command: given one by one, or as a grid over parameter values. */
#include "options/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"

enum { MOST_LOSSES = 10000 };

int asl_options_loss(const asl_options *o, const char *text, asl_loss *loss, asl_error *err)
{
    int code = asl_loss_read(loss, text, err);
    if (code != ASL_OK || loss->family->kind != ASL_BATCHWISE || o->command->batches) return code;
    return asl_fail(err, ASL_BAD, "%s is a function of a whole batch, which only 'aslab train' accepts",
                    loss->family->name);
}

int asl_options_one_loss(const asl_options *o, asl_loss *loss, asl_error *err)
{
    return asl_options_loss(o, asl_options_text(o, "loss"), loss, err);
}

int asl_options_grid(const asl_options *o, const asl_loss *base, size_t nlosses, asl_param_axis *axes, size_t *naxes,
                     asl_error *err)
{
    const asl_family *f = base->family;
    int code = ASL_OK;
    *naxes = 0;
    for (const asl_option *r = asl_options_axes(); r->name != NULL; r++) {
        if (!asl_options_given(o, r->name)) continue;
        if (nlosses > 1) return asl_fail(err, ASL_BAD, "--%s needs exactly one --loss, not %zu", r->name, nlosses);
        if (asl_family_param(f, r->name, err) < 0) return ASL_BAD;
    }
    for (size_t i = 0; i < asl_family_params(f) && code == ASL_OK; i++) {
        const asl_param *p = &f->params[i];
        if (!asl_options_given(o, p->name)) continue;
        axes[*naxes].param = (int)i;
        code = asl_axis_values_read(&axes[*naxes].values, p->name, asl_options_text(o, p->name), p->lo, p->hi, err);
        if (code == ASL_OK) ++*naxes;
    }
    for (size_t a = 0; code != ASL_OK && a < *naxes; a++) asl_axis_values_free(&axes[a].values);
    return code;
}

asl_loss *asl_options_given_losses(const asl_options *o, size_t *n, asl_error *err)
{
    const asl_setting *s = asl_options_setting(o, "loss");
    const char *def = asl_options_text(o, "loss");
    *n = s != NULL ? s->n : 1;
    asl_loss *losses = asl_alloc(*n, sizeof *losses, err);
    for (size_t i = 0; losses != NULL && i < *n; i++) {
        if (asl_options_loss(o, s != NULL ? s->values[i] : def, &losses[i], err) == ASL_OK) continue;
        free(losses);
        losses = NULL;
    }
    return losses;
}

/* Every combination of the values of the axes, instead of *base; *n of them. */
static asl_loss *make_grid(const asl_loss *base, const asl_param_axis *axes, size_t naxes, size_t *n, asl_error *err)
{
    size_t lengths[ASL_MAX_PARAMS];
    for (size_t a = 0; a < naxes; a++) lengths[a] = axes[a].values.n;
    int code = asl_grid_size(n, naxes, lengths, MOST_LOSSES, "losses", err);
    asl_loss *losses = code == ASL_OK ? asl_alloc(*n, sizeof *losses, err) : NULL;
    for (size_t i = 0; losses != NULL && i < *n; i++) {
        double theta[ASL_MAX_PARAMS];
        memcpy(theta, base->theta, sizeof theta);
        for (size_t a = naxes, rest = i; a-- > 0; rest /= axes[a].values.n) {
            theta[axes[a].param] = asl_axis_value(&axes[a].values, rest % axes[a].values.n);
        }
        asl_loss_set(&losses[i], base->family, theta, NULL);
    }
    return losses;
}

asl_loss *asl_options_losses(const asl_options *o, size_t *n, asl_error *err)
{
    asl_param_axis axes[ASL_MAX_PARAMS];
    size_t naxes = 0;
    asl_loss *losses = asl_options_given_losses(o, n, err), *grid = NULL;
    if (losses == NULL) return NULL;
    int code = asl_options_grid(o, losses, *n, axes, &naxes, err);
    if (code == ASL_OK && naxes == 0) return losses;
    if (code == ASL_OK) {
        grid = make_grid(losses, axes, naxes, n, err);
        for (size_t a = 0; a < naxes; a++) asl_axis_values_free(&axes[a].values);
    }
    free(losses);
    return grid;
}
