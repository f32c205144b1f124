#include "study/curve.h"

#include <math.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "loss/gradient_shape.h"
#include "loss/minimiser.h"

typedef struct curve_row {
    const char *loss;
    long long label;
    double logit, prob, value, grad, grad_norm, hess;
} curve_row;

typedef struct prevalence_row {
    const char *loss;
    double prevalence, prob, minimiser;
} prevalence_row;

enum { CURVE_COLUMNS = 8, PREVALENCE_COLUMNS = 4, MOST_COLUMNS = CURVE_COLUMNS };

const asl_column asl_curve_columns[CURVE_COLUMNS + 1] = {
    ASL_COLUMN(curve_row, loss, TEXT, ""),
    ASL_COLUMN(curve_row, label, COUNT, ""),
    ASL_COLUMN(curve_row, logit, REAL, ""),
    ASL_COLUMN(curve_row, prob, REAL, ""),
    ASL_COLUMN(curve_row, value, REAL, "loss in nats"),
    ASL_COLUMN(curve_row, grad, REAL, "d(value)/d(logit); of asl_detached with constant weight"),
    ASL_COLUMN(curve_row, grad_norm, REAL, "grad divided by the supremum of |grad|; nan if the gradient is unbounded"),
    ASL_COLUMN(curve_row, hess, REAL, "d(grad)/d(logit)"),
    {.name = NULL},
};

const asl_column asl_prevalence_columns[PREVALENCE_COLUMNS + 1] = {
    ASL_COLUMN(prevalence_row, loss, TEXT, ""),
    ASL_COLUMN(prevalence_row, prevalence, REAL, ""),
    ASL_COLUMN(prevalence_row, prob, REAL, "probability at which training ends: the expected gradient is 0"),
    ASL_COLUMN(prevalence_row, minimiser, REAL,
               "probability of minimal risk, prevalence l+ + (1 - prevalence) l-; it differs from prob\n"
               "for losses with a detached weight, whose gradient is not the derivative of the loss"),
    {.name = NULL},
};

static int send_row(const asl_column *columns, const void *row, asl_row_sink v, asl_error *err)
{
    asl_cell cells[MOST_COLUMNS];
    return v.row(v.self, cells, asl_column_cells(columns, row, cells), err);
}

static int draw_side(const asl_curve *c, const asl_loss *loss, const char *name, int label, asl_row_sink v,
                     asl_error *err)
{
    double sup = asl_loss_grad_sup(loss, label);
    for (size_t i = 0; i < c->x.n; i++) {
        double at = asl_axis_value(&c->x, i);
        asl_sigmoid_point x = asl_sigmoid_of(at, c->axis == ASL_AXIS_PROB);
        asl_loss_value j = asl_loss_at(loss, x, label);
        curve_row row = {.loss = name,
                         .label = label,
                         .logit = x.z,
                         .prob = x.p,
                         .value = j.value,
                         .grad = j.grad,
                         .grad_norm = sup > 0 && isfinite(sup) ? j.grad / sup : ASL_NAN,
                         .hess = j.hess};
        int code = send_row(asl_curve_columns, &row, v, err);
        if (code != ASL_OK) return code;
    }
    return ASL_OK;
}

static int draw_settling(const asl_curve *c, const asl_loss *loss, const char *name, asl_row_sink v, asl_error *err)
{
    for (size_t i = 0; i < c->x.n; i++) {
        double eta = asl_axis_value(&c->x, i);
        prevalence_row row = {.loss = name,
                              .prevalence = eta,
                              .prob = asl_loss_settling(loss, eta),
                              .minimiser = asl_loss_minimiser(loss, eta)};
        int code = send_row(asl_prevalence_columns, &row, v, err);
        if (code != ASL_OK) return code;
    }
    return ASL_OK;
}

static int draw_loss(const asl_curve *c, const asl_loss *loss, const char *name, asl_row_sink v, asl_error *err)
{
    if (c->axis == ASL_AXIS_PREVALENCE) return draw_settling(c, loss, name, v, err);
    int code = ASL_OK;
    for (int label = 0; label <= 1 && code == ASL_OK; label++) {
        if (c->label[label]) code = draw_side(c, loss, name, label, v, err);
    }
    return code;
}

int asl_curve_run(const asl_curve *c, asl_row_sink v, asl_error *err)
{
    const asl_column *columns = c->axis == ASL_AXIS_PREVALENCE ? asl_prevalence_columns : asl_curve_columns;
    const char *names[MOST_COLUMNS];
    size_t sides = c->axis == ASL_AXIS_PREVALENCE ? 1 : (size_t)c->label[0] + c->label[1], rows;
    const size_t axes[] = {c->nlosses, sides, c->x.n};
    int code = asl_grid_size(&rows, 3, axes, ASL_MOST_ROWS, "rows", err);
    if (code != ASL_OK) return code;
    code = v.columns(v.self, names, asl_column_names(columns, names), err);
    for (size_t i = 0; i < c->nlosses && code == ASL_OK; i++) {
        asl_strbuf name = {0};
        asl_loss_write_data(&c->losses[i], &name);
        char *text = asl_strbuf_take(&name, err);
        code = text == NULL ? ASL_FAILED : draw_loss(c, &c->losses[i], text, v, err);
        free(text);
    }
    return code;
}
