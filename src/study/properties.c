#include "study/properties.h"

#include <stdlib.h>
#include <string.h>

#include "loss/gradient_shape.h"

enum { SHAPE_COLUMNS = 10, MOST_COLUMNS = 1 + ASL_MAX_PARAMS + SHAPE_COLUMNS };

#define REAL(field) ASL_COLUMN_REAL, offsetof(asl_gradient_shape, field)
#define FLAG(field) ASL_COLUMN_FLAG, offsetof(asl_gradient_shape, field)

const asl_column asl_gradient_shape_columns[SHAPE_COLUMNS + 1] = {
    {"p_star", NULL, REAL(peak.p)},
    {"p_star_logit", NULL, REAL(peak.logit)},
    {"peak",
     "highest interior maximum of the gradient: its p, its logit, and the gradient\n"
     "there (inf: unbounded). Just past p* harder negatives get less gradient.\n"
     "nan: there is no maximum",
     REAL(peak.grad)},
    {"grad_end", "limit of the gradient as p -> 1", REAL(grad_end)},
    {"jump",
     "step of the gradient at the margin, or where the formula changes:\n"
     "limit from above minus limit from below",
     REAL(jump)},
    {"order", "power with which gradient / p falls to 0 as p -> 0; 0: it does not fall to 0", REAL(order)},
    {"hard_threshold", "1: the gradient is 0 up to the margin", FLAG(hard_threshold)},
    {"soft_threshold", "1: order > 0, so easy negatives are attenuated", FLAG(soft_threshold)},
    {"discards_mislabelled", "1: grad_end is 0", FLAG(discards_mislabelled)},
    {"continuous_gradient", "1: jump is 0", FLAG(continuous_gradient)},
    {.name = NULL},
};

static int one_row(const asl_properties *p, const asl_loss *loss, asl_row_sink v, asl_error *err)
{
    asl_cell cells[MOST_COLUMNS];
    asl_strbuf name = {0};
    asl_loss_write_data(loss, &name);
    char *text = asl_strbuf_take(&name, err);
    if (text == NULL) return ASL_FAILED;
    cells[0] = asl_cell_text(text);
    for (size_t a = 0; a < p->naxes; a++) cells[1 + a] = asl_cell_double(loss->theta[p->axes[a].param]);
    asl_gradient_shape shape = asl_loss_gradient_shape(loss);
    size_t n = 1 + p->naxes;
    n += asl_column_cells(asl_gradient_shape_columns, &shape, cells + n);
    int code = v.row(v.self, cells, n, err);
    free(text);
    return code;
}

/* Loop over all combinations of the axes from a on; theta contains the values of the previous axes. */
static int grid(const asl_properties *p, size_t a, double *theta, asl_row_sink v, asl_error *err)
{
    if (a == p->naxes) {
        asl_loss loss;
        int code = asl_loss_set(&loss, p->losses[0].family, theta, err);
        return code == ASL_OK ? one_row(p, &loss, v, err) : code;
    }
    const asl_param_axis *axis = &p->axes[a];
    int code = ASL_OK;
    for (size_t i = 0; i < axis->values.n && code == ASL_OK; i++) {
        theta[axis->param] = asl_axis_value(&axis->values, i);
        code = grid(p, a + 1, theta, v, err);
    }
    return code;
}

static int check_size(const asl_properties *p, asl_error *err)
{
    size_t axes[ASL_MAX_PARAMS], rows;
    for (size_t a = 0; a < p->naxes; a++) axes[a] = p->axes[a].values.n;
    return asl_grid_size(&rows, p->naxes, axes, ASL_MOST_ROWS, "rows", err);
}

int asl_properties_run(const asl_properties *p, asl_row_sink v, asl_error *err)
{
    if (check_size(p, err) != ASL_OK) return ASL_BAD;
    const char *names[MOST_COLUMNS] = {"loss"};
    for (size_t a = 0; a < p->naxes; a++) names[1 + a] = p->losses[0].family->params[p->axes[a].param].name;
    size_t n = 1 + p->naxes;
    n += asl_column_names(asl_gradient_shape_columns, names + n);
    int code = v.columns(v.self, names, n, err);
    if (code != ASL_OK) return code;
    if (p->naxes > 0) {
        double theta[ASL_MAX_PARAMS];
        memcpy(theta, p->losses[0].theta, sizeof theta);
        return grid(p, 0, theta, v, err);
    }
    for (size_t i = 0; i < p->nlosses && code == ASL_OK; i++) code = one_row(p, &p->losses[i], v, err);
    return code;
}
