#include "study/curve.h"

#include <math.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "loss/minimiser.h"
#include "loss/shape.h"

static int draw_side(const asl_curve *c, const asl_loss *loss, const char *name, int label, asl_visitor v,
                     asl_error *err)
{
    double sup = asl_loss_grad_sup(loss, label);
    for (size_t i = 0; i < c->x.n; i++) {
        double at = asl_list_at(&c->x, i);
        asl_prob x = asl_prob_of(at, c->axis == ASL_AXIS_PROB);
        asl_jet j = asl_loss_at(loss, x, label);
        asl_cell row[] = {asl_words(name),
                          asl_count(label),
                          asl_real(x.z),
                          asl_real(x.p),
                          asl_real(j.value),
                          asl_real(j.grad),
                          asl_real(sup > 0 && isfinite(sup) ? j.grad / sup : ASL_NAN),
                          asl_real(j.hess)};
        int code = v.row(v.self, row, sizeof row / sizeof row[0], err);
        if (code != ASL_OK) return code;
    }
    return ASL_OK;
}

static int draw_settling(const asl_curve *c, const asl_loss *loss, const char *name, asl_visitor v, asl_error *err)
{
    for (size_t i = 0; i < c->x.n; i++) {
        double eta = asl_list_at(&c->x, i);
        asl_cell row[] = {asl_words(name), asl_real(eta), asl_real(asl_loss_settling(loss, eta)),
                          asl_real(asl_loss_minimiser(loss, eta))};
        int code = v.row(v.self, row, sizeof row / sizeof row[0], err);
        if (code != ASL_OK) return code;
    }
    return ASL_OK;
}

static int draw_loss(const asl_curve *c, const asl_loss *loss, const char *name, asl_visitor v, asl_error *err)
{
    if (c->axis == ASL_AXIS_PREVALENCE) return draw_settling(c, loss, name, v, err);
    int code = ASL_OK;
    for (int label = 0; label <= 1 && code == ASL_OK; label++) {
        if (c->label[label]) code = draw_side(c, loss, name, label, v, err);
    }
    return code;
}

int asl_curve_run(const asl_curve *c, asl_visitor v, asl_error *err)
{
    static const char *const along[] = {"loss", "label", "logit", "prob", "value", "grad", "grad_norm", "hess"};
    static const char *const settles[] = {"loss", "prevalence", "prob", "minimiser"};
    size_t sides = c->axis == ASL_AXIS_PREVALENCE ? 1 : (size_t)c->label[0] + c->label[1], rows;
    const size_t axes[] = {c->nlosses, sides, c->x.n};
    int code = asl_grid_size(&rows, 3, axes, ASL_MOST_ROWS, "rows", err);
    if (code != ASL_OK) return code;
    code = c->axis == ASL_AXIS_PREVALENCE ? v.columns(v.self, settles, sizeof settles / sizeof settles[0], err)
                                          : v.columns(v.self, along, sizeof along / sizeof along[0], err);
    for (size_t i = 0; i < c->nlosses && code == ASL_OK; i++) {
        asl_text name = {0};
        asl_loss_write(&c->losses[i], &name);
        char *text = asl_text_take(&name, err);
        code = text == NULL ? ASL_FAILED : draw_loss(c, &c->losses[i], text, v, err);
        free(text);
    }
    return code;
}
