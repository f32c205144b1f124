#include "loss/kernel.h"

#include "base/cpu.h"
#include "loss/kernel_variant.h"

/* Losses without kernels, by their definition. */
static void define_f64(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value,
                       double *grad)
{
    asl_loss_eval(loss, n, z, y, value, grad, NULL);
}

static void define_f32(const asl_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad)
{
    for (size_t i = 0; i < n; i++) {
        asl_jet j = asl_loss_at(loss, asl_prob_of_logit((double)z[i]), y[i]);
        value[i] = (float)j.value;
        grad[i] = (float)j.grad;
    }
}

typedef struct variant {
    asl_kernel_f64_fn *f64;
    asl_kernel_f32_fn *f32;
} variant;

static const variant variants[ASL_CPUS] = {
#ifdef ASL_HAVE_X86_KERNELS
    [ASL_CPU_AVX512] = {asl_kernel_f64_avx512, asl_kernel_f32_avx512},
    [ASL_CPU_AVX2] = {asl_kernel_f64_avx2, asl_kernel_f32_avx2},
    [ASL_CPU_SSE2] = {asl_kernel_f64_128, asl_kernel_f32_128},
#endif
#ifdef __aarch64__
    [ASL_CPU_NEON] = {asl_kernel_f64_128, asl_kernel_f32_128},
#endif
    [ASL_CPU_SCALAR] = {asl_kernel_f64_scalar, asl_kernel_f32_scalar},
};

static const variant *chosen(void) { return &variants[asl_cpu_chosen()]; }

int asl_kernel_check(asl_error *err) { return asl_cpu_check(err); }

bool asl_kernel_has(const asl_loss *loss) { return loss->family->focus != NULL; }

const char *asl_kernel_name(void) { return asl_cpu_name(asl_cpu_chosen()); }

void asl_kernel_f64(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad)
{
    if (!asl_kernel_has(loss)) {
        define_f64(loss, n, z, y, value, grad);
        return;
    }
    asl_focus f = loss->family->focus(loss);
    chosen()->f64(&f, n, z, y, value, grad);
}

void asl_kernel_f32(const asl_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad)
{
    if (!asl_kernel_has(loss)) {
        define_f32(loss, n, z, y, value, grad);
        return;
    }
    asl_focus f = loss->family->focus(loss);
    chosen()->f32(&f, n, z, y, value, grad);
}
