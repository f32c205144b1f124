#include "loss/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "loss/kernel_variant.h"

/* The definition, one label at a time. */
static void scalar_f64(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value,
                       double *grad)
{
    asl_loss_eval(loss, n, z, y, value, grad, NULL);
}

static void scalar_f32(const asl_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad)
{
    for (size_t i = 0; i < n; i++) {
        asl_jet j = asl_loss_at(loss, asl_prob_of_logit((double)z[i]), y[i]);
        value[i] = (float)j.value;
        grad[i] = (float)j.grad;
    }
}

typedef struct variant {
    const char *name;
    int (*supported)(void);
    asl_kernel_f64_fn *f64; /* NULL: scalar */
    asl_kernel_f32_fn *f32;
} variant;

static int always(void) { return 1; }

#ifdef ASL_HAVE_X86_KERNELS
static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
static int has_avx512(void) { return __builtin_cpu_supports("avx512f") != 0; }
#endif

/* The best first. */
static const variant variants[] = {
#ifdef ASL_HAVE_X86_KERNELS
    {"avx512", has_avx512, asl_kernel_f64_avx512, asl_kernel_f32_avx512},
    {"avx2", has_avx2, asl_kernel_f64_avx2, asl_kernel_f32_avx2},
    {"sse2", always, asl_kernel_f64_sse2, asl_kernel_f32_sse2},
#endif
    {"scalar", always, NULL, NULL},
};
enum { VARIANTS = sizeof variants / sizeof variants[0] };

static const variant *find(const char *forced)
{
    for (size_t i = 0; i < VARIANTS; i++) {
        if (forced != NULL && strcmp(forced, variants[i].name) != 0) continue;
        if (variants[i].supported()) return &variants[i];
    }
    return NULL;
}

/* Looked up anew at each call of a batch: a getenv and a few comparisons beside thousands of labels. */
static const variant *chosen(void)
{
    const char *forced = getenv("ASLAB_KERNEL");
    const variant *v = forced != NULL ? find(forced) : NULL;
    return v != NULL ? v : find(NULL);
}

bool asl_kernel_has(const asl_loss *loss) { return loss->family->focus != NULL; }

const char *asl_kernel_name(void) { return chosen()->name; }

void asl_kernel_f64(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad)
{
    const variant *v = chosen();
    if (v->f64 == NULL || !asl_kernel_has(loss)) {
        scalar_f64(loss, n, z, y, value, grad);
        return;
    }
    asl_focus f = loss->family->focus(loss);
    v->f64(&f, n, z, y, value, grad);
}

void asl_kernel_f32(const asl_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad)
{
    const variant *v = chosen();
    if (v->f32 == NULL || !asl_kernel_has(loss)) {
        scalar_f32(loss, n, z, y, value, grad);
        return;
    }
    asl_focus f = loss->family->focus(loss);
    v->f32(&f, n, z, y, value, grad);
}
