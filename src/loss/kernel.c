#include "loss/kernel.h"

#include "loss/kernel_variant.h"
#include "math/variant.h"

/* Losses without kernels use their definition. */
static void define_f64(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value,
                       double *grad)
{
    asl_loss_eval(loss, n, z, y, value, grad, NULL);
}

static void define_f32(const asl_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad)
{
    for (size_t i = 0; i < n; i++) {
        asl_loss_value j = asl_loss_at(loss, asl_sigmoid_of_logit((double)z[i]), y[i]);
        value[i] = (float)j.value;
        grad[i] = (float)j.grad;
    }
}

static asl_kernel_f64_fn *const f64_variants[ASL_VARIANTS] = ASL_VARIANT_TABLE(asl_kernel_f64);
static asl_kernel_f32_fn *const f32_variants[ASL_VARIANTS] = ASL_VARIANT_TABLE(asl_kernel_f32);

bool asl_kernel_has(const asl_loss *loss) { return loss->family->focus != NULL; }

void asl_kernel_f64(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad)
{
    if (!asl_kernel_has(loss)) {
        define_f64(loss, n, z, y, value, grad);
        return;
    }
    asl_focus f = loss->family->focus(loss);
    f64_variants[asl_variant_chosen()](&f, n, z, y, value, grad);
}

void asl_kernel_f32(const asl_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad)
{
    if (!asl_kernel_has(loss)) {
        define_f32(loss, n, z, y, value, grad);
        return;
    }
    asl_focus f = loss->family->focus(loss);
    f32_variants[asl_variant_chosen()](&f, n, z, y, value, grad);
}
