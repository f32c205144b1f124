#include "study/properties.h"

#include <stdlib.h>
#include <string.h>

#include "loss/shape.h"

enum { SHAPE_COLUMNS = 10, MOST_COLUMNS = 1 + ASL_MAX_PARAMS + SHAPE_COLUMNS };

static const char *const shape_names[SHAPE_COLUMNS] = {"p_star",
                                                       "p_star_logit",
                                                       "peak",
                                                       "grad_end",
                                                       "jump",
                                                       "order",
                                                       "hard_threshold",
                                                       "soft_threshold",
                                                       "discards_mislabelled",
                                                       "continuous_gradient"};

static void fill_shape(asl_cell *cells, const asl_shape *s)
{
    cells[0] = asl_real(s->peak.p);
    cells[1] = asl_real(s->peak.logit);
    cells[2] = asl_real(s->peak.grad);
    cells[3] = asl_real(s->grad_end);
    cells[4] = asl_real(s->jump);
    cells[5] = asl_real(s->order);
    cells[6] = asl_count(s->hard_threshold);
    cells[7] = asl_count(s->soft_threshold);
    cells[8] = asl_count(s->discards_mislabelled);
    cells[9] = asl_count(s->continuous_gradient);
}

static int one_row(const asl_properties *p, const asl_loss *loss, asl_visitor v, asl_error *err)
{
    asl_cell cells[MOST_COLUMNS];
    asl_text name = {0};
    asl_loss_write(loss, &name);
    char *text = asl_text_take(&name, err);
    if (text == NULL) return ASL_FAILED;
    cells[0] = asl_words(text);
    for (size_t a = 0; a < p->naxes; a++) cells[1 + a] = asl_real(loss->theta[p->axes[a].param]);
    asl_shape shape = asl_loss_shape(loss);
    fill_shape(cells + 1 + p->naxes, &shape);
    int code = v.row(v.self, cells, 1 + p->naxes + SHAPE_COLUMNS, err);
    free(text);
    return code;
}

/* All combinations of the axes from a on, the others being set in theta. */
static int grid(const asl_properties *p, size_t a, double *theta, asl_visitor v, asl_error *err)
{
    if (a == p->naxes) {
        asl_loss loss;
        int code = asl_loss_set(&loss, p->losses[0].family, theta, err);
        return code == ASL_OK ? one_row(p, &loss, v, err) : code;
    }
    const asl_param_axis *axis = &p->axes[a];
    int code = ASL_OK;
    for (size_t i = 0; i < axis->values.n && code == ASL_OK; i++) {
        theta[axis->param] = asl_list_at(&axis->values, i);
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

int asl_properties_run(const asl_properties *p, asl_visitor v, asl_error *err)
{
    if (check_size(p, err) != ASL_OK) return ASL_BAD;
    const char *names[MOST_COLUMNS] = {"loss"};
    for (size_t a = 0; a < p->naxes; a++) names[1 + a] = p->losses[0].family->params[p->axes[a].param].name;
    memcpy(names + 1 + p->naxes, shape_names, sizeof shape_names);
    int code = v.columns(v.self, names, 1 + p->naxes + SHAPE_COLUMNS, err);
    if (code != ASL_OK) return code;
    if (p->naxes > 0) {
        double theta[ASL_MAX_PARAMS];
        memcpy(theta, p->losses[0].theta, sizeof theta);
        return grid(p, 0, theta, v, err);
    }
    for (size_t i = 0; i < p->nlosses && code == ASL_OK; i++) code = one_row(p, &p->losses[i], v, err);
    return code;
}
