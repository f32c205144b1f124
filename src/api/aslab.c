#include "api/aslab.h"

#include <float.h>
#include <stdlib.h>

#include "api/arguments.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "loss/gradient_shape.h"
#include "loss/kernel.h"
#include "loss/loss.h"
#include "loss/minimiser.h"
#include "math/sum.h"
#include "math/variant.h"

_Static_assert((int)ASLAB_POINTWISE == ASL_POINTWISE && (int)ASLAB_DIALECT == ASL_IMPLEMENTATION &&
                   (int)ASLAB_BATCHWISE == ASL_BATCHWISE,
               "the kinds are the same");

struct aslab_loss {
    asl_loss loss;
    char *text;
};

const char *aslab_version(void) { return ASLAB_VERSION; }

/* --- the list of losses */

size_t aslab_count(void) { return asl_family_count(); }

static int family_at(size_t i, const asl_family **family, asl_error *err)
{
    if (i >= asl_family_count())
        return asl_fail(err, ASL_BAD, "no loss %zu; the last is %zu", i, asl_family_count() - 1);
    *family = asl_family_at(i);
    return ASL_OK;
}

int aslab_info_at(size_t i, aslab_info *info, char *error)
{
    asl_error err;
    const asl_family *f = NULL;
    int code = asl_api_need(info, "info", &err);
    if (code == ASL_OK) code = family_at(i, &f, &err);
    if (code == ASL_OK) {
        *info = (aslab_info){f->name,   f->title, f->formula_pos, f->formula_neg,
                             f->source, f->note,  (int)f->kind,   asl_family_params(f)};
    }
    return asl_api_end(code, &err, error);
}

int aslab_param_at(size_t i, size_t k, aslab_param *param, char *error)
{
    asl_error err;
    const asl_family *f = NULL;
    int code = asl_api_need(param, "param", &err);
    if (code == ASL_OK) code = family_at(i, &f, &err);
    if (code == ASL_OK && k >= asl_family_params(f))
        code =
            asl_fail(&err, ASL_BAD, "%s has no parameter %zu; it has %zu parameters", f->name, k, asl_family_params(f));
    if (code == ASL_OK) {
        const asl_param *p = &f->params[k];
        *param = (aslab_param){p->name, p->meaning, p->lo, p->hi, p->def};
    }
    return asl_api_end(code, &err, error);
}

/* --- a loss with its parameters */

static int read_loss(aslab_loss *to, const char *text, asl_error *err)
{
    int code = asl_loss_read(&to->loss, text, err);
    if (code == ASL_OK && to->loss.family->kind == ASL_BATCHWISE) {
        code = asl_fail(err, ASL_BAD,
                        "%s is a function of a whole batch, which the library cannot evaluate; use 'aslab train'",
                        to->loss.family->name);
    }
    if (code != ASL_OK) return code;
    asl_strbuf whole = {0};
    asl_loss_write(&to->loss, &whole);
    to->text = asl_strbuf_take(&whole, err);
    return to->text != NULL ? ASL_OK : ASL_FAILED;
}

int aslab_loss_new(aslab_loss **loss, const char *text, char *error)
{
    asl_error err;
    int code = asl_api_need(loss, "loss", &err);
    if (code == ASL_OK) *loss = NULL;
    if (code == ASL_OK) code = asl_api_need(text, "text", &err);
    aslab_loss *l = code == ASL_OK ? asl_alloc(1, sizeof *l, &err) : NULL;
    if (code == ASL_OK) code = l == NULL ? ASL_FAILED : read_loss(l, text, &err);
    if (code == ASL_OK) {
        *loss = l;
    } else {
        free(l);
    }
    return asl_api_end(code, &err, error);
}

void aslab_loss_free(aslab_loss *loss)
{
    if (loss == NULL) return;
    free(loss->text);
    free(loss);
}

const char *aslab_loss_text(const aslab_loss *loss) { return loss != NULL ? loss->text : NULL; }

int aslab_loss_get(const aslab_loss *loss, const char *name, double *value, char *error)
{
    asl_error err;
    int code = asl_api_need(loss, "loss", &err);
    if (code == ASL_OK) code = asl_api_need(name, "name", &err);
    if (code == ASL_OK) code = asl_api_need(value, "value", &err);
    int i = code == ASL_OK ? asl_family_param(loss->loss.family, name, &err) : -1;
    if (code == ASL_OK && i < 0) code = ASL_BAD;
    if (code == ASL_OK) *value = loss->loss.theta[i];
    return asl_api_end(code, &err, error);
}

/* --- values and derivatives */

/* x is a probability if `prob`, otherwise a logit. */
static asl_loss_value jet_at(const asl_loss *loss, bool prob, double at, int y)
{
    if (y < 0) return (asl_loss_value){0, 0, 0};
    return asl_loss_at(loss, asl_sigmoid_of(at, prob), y);
}

static int check(const aslab_loss *loss, size_t n, bool prob, const double *x, const signed char *y, asl_error *err)
{
    int code = asl_api_need(loss, "loss", err);
    if (code == ASL_OK)
        code = prob ? asl_api_reals("p", n, x, 0, 1, err) : asl_api_reals("z", n, x, -ASL_INF, ASL_INF, err);
    return code == ASL_OK ? asl_api_labels("y", n, y, err) : code;
}

static int evaluate(const aslab_loss *loss, size_t n, bool prob, const double *x, const signed char *y, double *value,
                    double *grad, double *hess, char *error)
{
    asl_error err;
    int code = check(loss, n, prob, x, y, &err);
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_loss_value j = jet_at(&loss->loss, prob, x[i], y[i]);
        if (value != NULL) value[i] = j.value;
        if (grad != NULL) grad[i] = j.grad;
        if (hess != NULL) hess[i] = j.hess;
    }
    return asl_api_end(code, &err, error);
}

int aslab_eval(const aslab_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad,
               double *hess, char *error)
{
    return evaluate(loss, n, false, z, y, value, grad, hess, error);
}

int aslab_eval_prob(const aslab_loss *loss, size_t n, const double *p, const signed char *y, double *value,
                    double *grad, double *hess, char *error)
{
    return evaluate(loss, n, true, p, y, value, grad, hess, error);
}

int aslab_sum(const aslab_loss *loss, size_t n, const double *z, const signed char *y, double *sum, size_t *known,
              double *grad, char *error)
{
    asl_error err;
    asl_sum total = {0};
    size_t counted = 0;
    int code = check(loss, n, false, z, y, &err);
    if (code == ASL_OK) code = asl_api_need(sum, "sum", &err);
    if (code != ASL_OK) return asl_api_end(code, &err, error);
    for (size_t i = 0; i < n; i++) {
        asl_loss_value j = jet_at(&loss->loss, false, z[i], y[i]);
        asl_sum_add(&total, j.value);
        counted += y[i] >= 0;
        if (grad != NULL) grad[i] = j.grad;
    }
    *sum = asl_sum_value(&total);
    if (known != NULL) *known = counted;
    return asl_api_end(code, &err, error);
}

static int check_out(size_t n, const void *value, const void *grad, asl_error *err)
{
    if (n == 0) return ASL_OK;
    return asl_api_need(value, "value", err) == ASL_OK ? asl_api_need(grad, "grad", err) : ASL_BAD;
}

int aslab_fast_f64(const aslab_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad,
                   char *error)
{
    asl_error err;
    int code = asl_api_need(loss, "loss", &err);
    if (code == ASL_OK) code = asl_api_reals("z", n, z, -DBL_MAX, DBL_MAX, &err);
    if (code == ASL_OK) code = asl_api_labels("y", n, y, &err);
    if (code == ASL_OK) code = check_out(n, value, grad, &err);
    if (code == ASL_OK) code = asl_variant_check(&err);
    if (code == ASL_OK) asl_kernel_f64(&loss->loss, n, z, y, value, grad);
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        if (y[i] < 0) value[i] = grad[i] = 0;
    }
    return asl_api_end(code, &err, error);
}

int aslab_fast_f32(const aslab_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad,
                   char *error)
{
    asl_error err;
    int code = asl_api_need(loss, "loss", &err);
    if (code == ASL_OK) code = asl_api_floats("z", n, z, &err);
    if (code == ASL_OK) code = asl_api_labels("y", n, y, &err);
    if (code == ASL_OK) code = check_out(n, value, grad, &err);
    if (code == ASL_OK) code = asl_variant_check(&err);
    if (code == ASL_OK) asl_kernel_f32(&loss->loss, n, z, y, value, grad);
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        if (y[i] < 0) value[i] = grad[i] = 0;
    }
    return asl_api_end(code, &err, error);
}

/* --- the shape of a loss */

static aslab_peak peak_from(asl_peak p) { return (aslab_peak){p.found, p.logit, p.p, p.grad}; }

int aslab_peak_of(const aslab_loss *loss, int label, aslab_peak *peak, char *error)
{
    asl_error err;
    int code = asl_api_need(loss, "loss", &err);
    if (code == ASL_OK) code = asl_api_need(peak, "peak", &err);
    if (code == ASL_OK && label != 0 && label != 1) code = asl_fail(&err, ASL_BAD, "label = %d is not 0 or 1", label);
    if (code == ASL_OK) *peak = peak_from(asl_loss_peak(&loss->loss, label));
    return asl_api_end(code, &err, error);
}

int aslab_shape_of(const aslab_loss *loss, aslab_shape *shape, char *error)
{
    asl_error err;
    int code = asl_api_need(loss, "loss", &err);
    if (code == ASL_OK) code = asl_api_need(shape, "shape", &err);
    if (code == ASL_OK) {
        asl_gradient_shape s = asl_loss_gradient_shape(&loss->loss);
        *shape = (aslab_shape){.peak = peak_from(s.peak),
                               .margin = asl_loss_margin(&loss->loss),
                               .grad_sup_pos = asl_loss_grad_sup(&loss->loss, 1),
                               .grad_sup_neg = asl_loss_grad_sup(&loss->loss, 0),
                               .grad_end = s.grad_end,
                               .jump = s.jump,
                               .order = s.order,
                               .hard_threshold = s.hard_threshold,
                               .soft_threshold = s.soft_threshold,
                               .discards_mislabelled = s.discards_mislabelled,
                               .continuous_gradient = s.continuous_gradient};
    }
    return asl_api_end(code, &err, error);
}

static int prob_for(const aslab_loss *loss, double eta, double (*answer)(const asl_loss *, double), double *p,
                    char *error)
{
    asl_error err;
    int code = asl_api_need(loss, "loss", &err);
    if (code == ASL_OK) code = asl_api_need(p, "p", &err);
    if (code == ASL_OK) code = asl_api_real("eta", eta, 0, 1, &err);
    if (code == ASL_OK) *p = answer(&loss->loss, eta);
    return asl_api_end(code, &err, error);
}

int aslab_minimiser(const aslab_loss *loss, double eta, double *p, char *error)
{
    return prob_for(loss, eta, asl_loss_minimiser, p, error);
}

int aslab_settling(const aslab_loss *loss, double eta, double *p, char *error)
{
    return prob_for(loss, eta, asl_loss_settling, p, error);
}
