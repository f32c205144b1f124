#include "loss/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
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
    const char *name;
    int (*supported)(void);
    asl_kernel_f64_fn *f64;
    asl_kernel_f32_fn *f32;
} variant;

static int always(void) { return 1; }
static int never(void) { return 0; }

#ifdef ASL_HAVE_X86_KERNELS
static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
static int has_avx512(void) { return __builtin_cpu_supports("avx512f") != 0; }
#endif

/* The best first. The names are the same on every machine. */
static const variant variants[] = {
#ifdef ASL_HAVE_X86_KERNELS
    {"avx512", has_avx512, asl_kernel_f64_avx512, asl_kernel_f32_avx512},
    {"avx2", has_avx2, asl_kernel_f64_avx2, asl_kernel_f32_avx2},
    {"sse2", always, asl_kernel_f64_128, asl_kernel_f32_128},
#else
    {"avx512", never, NULL, NULL},
    {"avx2", never, NULL, NULL},
    {"sse2", never, NULL, NULL},
#endif
#ifdef __aarch64__
    {"neon", always, asl_kernel_f64_128, asl_kernel_f32_128},
#else
    {"neon", never, NULL, NULL},
#endif
    {"scalar", always, asl_kernel_f64_scalar, asl_kernel_f32_scalar},
};
enum { VARIANTS = sizeof variants / sizeof variants[0] };

static const variant *best(void)
{
    for (size_t i = 0; i < VARIANTS; i++) {
        if (variants[i].supported()) return &variants[i];
    }
    return NULL;
}

/* Of any machine; NULL for no such name. */
static const variant *named(const char *name)
{
    for (size_t i = 0; i < VARIANTS; i++) {
        if (strcmp(name, variants[i].name) == 0) return &variants[i];
    }
    return NULL;
}

/* NULL where nothing is forced. */
static const char *forced_name(void)
{
    const char *name = getenv("ASLAB_KERNEL");
    return name != NULL && name[0] != '\0' ? name : NULL;
}

/* Looked up anew at each call of a batch: a getenv and a few comparisons beside thousands of labels. */
static const variant *chosen(void)
{
    const char *name = forced_name();
    const variant *v = name != NULL ? named(name) : NULL;
    return v != NULL && v->supported() ? v : best();
}

static void add_names(bool supported, asl_text *out)
{
    bool first = true;
    for (size_t i = 0; i < VARIANTS; i++) {
        if (supported && !variants[i].supported()) continue;
        asl_text_format(out, first ? "%s" : ", %s", variants[i].name);
        first = false;
    }
}

int asl_kernel_check(asl_error *err)
{
    const char *name = forced_name();
    const variant *v = name != NULL ? named(name) : NULL;
    if (name == NULL || (v != NULL && v->supported())) return ASL_OK;
    asl_text names = {0};
    add_names(v != NULL, &names);
    int code = asl_fail(err, ASL_BAD,
                        v == NULL ? "ASLAB_KERNEL = '%.40s' is not the name of a kernel: write one of %.80s"
                                  : "ASLAB_KERNEL = '%.40s': this CPU cannot run that kernel; it can run %.80s",
                        name, names.data != NULL ? names.data : "");
    asl_text_free(&names);
    return code;
}

bool asl_kernel_has(const asl_loss *loss) { return loss->family->focus != NULL; }

const char *asl_kernel_name(void) { return chosen()->name; }

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
