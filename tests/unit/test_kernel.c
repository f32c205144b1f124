/* Batch kernels: every variant compared with the scalar definition. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "loss/kernel.h"
#include "math/variant.h"
#include "support.h"

static const char *const variants[] = {"scalar", "sse2", "neon", "avx2", "avx512"};
static const char *const specs[] = {"ce",
                                    "focal",
                                    "focal:gamma=0.7",
                                    "asl",
                                    "asl:gamma_pos=1,gamma_neg=3.5,margin=0.2",
                                    "asl:gamma_neg=0,margin=0.1",
                                    "asl:gamma_pos=0.5,gamma_neg=10,margin=0",
                                    "asl:gamma_pos=10,gamma_neg=0.5,margin=0.5",
                                    "asl_detached",
                                    "asl_detached:gamma_pos=2,gamma_neg=1,margin=0",
                                    "asl:gamma_pos=0.3,gamma_neg=3.7,margin=0.05"};
enum { VARIANTS = 5, SPECS = sizeof specs / sizeof specs[0], N = 4099 }; /* N is not a multiple of any vector width */

/* Selects the variant. Returns whether this machine has it. */
static bool force(const char *name)
{
    setenv("ASLAB_KERNEL", name, 1);
    if (strcmp(asl_variant_name(asl_variant_chosen()), name) == 0) return true;
    printf("SKIPPED: kernel %s, which this machine does not have\n", name);
    fflush(stdout);
    return false;
}

static void fill(double *z, signed char *y, double far, size_t seed)
{
    dice d = {seed};
    for (int i = 0; i < N; i++) {
        z[i] = i % 3 == 0 ? roll(&d, -far, far) : roll(&d, -8, 8);
        y[i] = roll(&d, 0, 1) < 0.4;
    }
    z[0] = 0, z[1] = -0.0, z[2] = far, z[3] = -far;
}

static double off(double x, double exact, double least)
{
    return fabs(exact) < least ? (fabs(x) > 2 * least ? (double)INFINITY : 0.0) : fabs(x - exact) / fabs(exact);
}

START_TEST(doubles)
{
    static double z[N], value[N], grad[N];
    static signed char y[N];
    for (int v = 0; v < VARIANTS; v++) {
        if (!force(variants[v])) continue;
        double worst = 0;
        for (int s = 0; s < SPECS; s++) {
            asl_loss loss = loss_of(specs[s]);
            fill(z, y, 700, (size_t)s);
            asl_kernel_f64(&loss, N, z, y, value, grad);
            for (int i = 0; i < N; i++) {
                asl_loss_value j = asl_loss_at(&loss, asl_sigmoid_of_logit(z[i]), y[i]);
                double error = fmax(off(value[i], j.value, 1e-280), off(grad[i], j.grad, 1e-280));
                ck_assert_msg(error <= 1e-13, "%s, %s at %.17g, label %d: %g and %g, not %g and %g", variants[v],
                              specs[s], z[i], y[i], value[i], grad[i], j.value, j.grad);
                worst = fmax(worst, error);
            }
        }
        printf("accuracy: kernel f64 %-7s %.1e of the definition\n", variants[v], worst);
    }
    fflush(stdout);
}
END_TEST

START_TEST(floats)
{
    static double z[N];
    static float zf[N], value[N], grad[N];
    static signed char y[N];
    for (int v = 0; v < VARIANTS; v++) {
        if (!force(variants[v])) continue;
        double worst = 0;
        for (int s = 0; s < SPECS; s++) {
            asl_loss loss = loss_of(specs[s]);
            asl_focus f = loss.family->focus(&loss);
            fill(z, y, 80, (size_t)s + 100);
            for (int i = 0; i < N; i++) zf[i] = (float)z[i];
            asl_kernel_f32(&loss, N, zf, y, value, grad);
            for (int i = 0; i < N; i++) {
                asl_sigmoid_point x = asl_sigmoid_of_logit((double)zf[i]);
                if (!y[i] && f.margin > 0 && fabs((double)zf[i] - f.edge_hi) < 1e-3) continue;
                asl_loss_value j = asl_loss_at(&loss, x, y[i]);
                double base = y[i] ? x.q : fmax(x.p - f.margin, 1e-300);
                double unit = 1e-6 * (3 + (y[i] ? f.gamma_pos : f.gamma_neg) * fabs(log(base)));
                double error = fmax(off((double)value[i], j.value, 1e-30), off((double)grad[i], j.grad, 1e-30)) / unit;
                ck_assert_msg(error <= 1, "%s, %s at %.9g, label %d: %g and %g, not %g and %g", variants[v], specs[s],
                              (double)zf[i], y[i], (double)value[i], (double)grad[i], j.value, j.grad);
                worst = fmax(worst, error);
            }
        }
        printf("accuracy: kernel f32 %-7s %.2f of its bound\n", variants[v], worst);
    }
    fflush(stdout);
}
END_TEST

/* Uses logits of any size, also those outside the range in which the accuracy is promised. */
START_TEST(every_variant_gives_the_same_bits)
{
    static double z[N], value[VARIANTS][N], grad[VARIANTS][N];
    static float zf[N], value_f[VARIANTS][N], grad_f[VARIANTS][N];
    static signed char y[N];
    for (int s = 0; s < SPECS; s++) {
        asl_loss loss = loss_of(specs[s]);
        fill(z, y, s % 2 ? 60 : 1000, (size_t)s + 200);
        for (int i = 0; i < N; i++) zf[i] = (float)z[i];
        for (int v = 0; v < VARIANTS; v++) {
            setenv("ASLAB_KERNEL", variants[v], 1); /* every machine has the first variant, scalar */
            if (strcmp(asl_variant_name(asl_variant_chosen()), variants[v]) != 0) continue;
            asl_kernel_f64(&loss, N, z, y, value[v], grad[v]);
            asl_kernel_f32(&loss, N, zf, y, value_f[v], grad_f[v]);
            ck_assert_msg(memcmp(value[v], value[0], sizeof value[0]) == 0, "values, %s, %s", variants[v], specs[s]);
            ck_assert_msg(memcmp(grad[v], grad[0], sizeof grad[0]) == 0, "gradients, %s, %s", variants[v], specs[s]);
            ck_assert_msg(memcmp(value_f[v], value_f[0], sizeof value_f[0]) == 0, "f32, %s, %s", variants[v], specs[s]);
            ck_assert_msg(memcmp(grad_f[v], grad_f[0], sizeof grad_f[0]) == 0, "f32, %s, %s", variants[v], specs[s]);
            for (int i = 0; i < N; i++)
                ck_assert(!isnan(value[v][i]) && !isnan(grad[v][i]) && !isnan(value_f[v][i]) && !isnan(grad_f[v][i]));
        }
    }
}
END_TEST

START_TEST(short_batches)
{
    asl_loss loss = loss_of("asl:gamma_pos=1");
    const double z[] = {-3, 2, 0.5, -1, 4, -6, 1, 0, 3, -2, 2.5, -4, 5, 1.5, -0.5, 6, 7, -7, 0.1};
    const signed char y[] = {0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0};
    for (int v = 0; v < VARIANTS; v++) {
        if (!force(variants[v])) continue;
        for (size_t n = 0; n <= 19; n++) {
            double value[20], grad[20];
            memset(value, 0, sizeof value);
            value[n] = 77;
            asl_kernel_f64(&loss, n, z, y, value, grad);
            ck_assert(value[n] == 77); /* nothing is written behind the end */
            for (size_t i = 0; i < n; i++) {
                ck_assert_double_eq_tol(grad[i], asl_loss_at(&loss, asl_sigmoid_of_logit(z[i]), y[i]).grad, 1e-13);
            }
        }
    }
}
END_TEST

START_TEST(a_name_is_in_force_or_an_error)
{
    static const char *const wrong[] = {"bogus", "avx9000", "AVX2", "avx2 ", "avx", "scalar,avx2", "1"};
    asl_error err;
    unsetenv("ASLAB_KERNEL");
    ck_assert_int_eq(asl_variant_check(&err), ASL_OK);
    const char *best = asl_variant_name(asl_variant_chosen());
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        setenv("ASLAB_KERNEL", wrong[i], 1);
        ck_assert_int_eq(asl_variant_check(&err), ASL_BAD);
        ck_assert_ptr_nonnull(strstr(err.text, wrong[i]));
        for (int v = 0; v < VARIANTS; v++) ck_assert_ptr_nonnull(strstr(err.text, variants[v]));
        ck_assert_str_eq(asl_variant_name(asl_variant_chosen()), best);
    }
    for (int v = 0; v < VARIANTS; v++) { /* the message for a kernel that the CPU lacks names the available ones */
        bool forced = force(variants[v]);
        ck_assert_int_eq(asl_variant_check(&err), forced ? ASL_OK : ASL_BAD);
        if (!forced) ck_assert(strstr(err.text, variants[v]) != NULL && strstr(err.text, best) != NULL);
    }
    setenv("ASLAB_KERNEL", "", 1);
    ck_assert_int_eq(asl_variant_check(&err), ASL_OK);
    asl_loss loss = loss_of("asl");
    ck_assert(asl_kernel_has(&loss));
}
END_TEST

/* The default is the best variant that both the CPU (CPUID leaf 7) and the operating system support. Checked only where
 * both can be queried. */
START_TEST(the_best_is_chosen)
{
#ifdef __x86_64__
    unsigned a, b = 0, c, d;
    char *info = read_file("/proc/cpuinfo"), *flags = info != NULL ? strstr(info, "\nflags") : NULL;
    if (flags != NULL && __get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        *strchr(flags + 1, '\n') = ' ';
        bool avx512 = (b >> 16 & 1) && strstr(flags, " avx512f ") != NULL,
             avx2 = (b >> 5 & 1) && strstr(flags, " avx2 ") != NULL && strstr(flags, " fma ") != NULL;
        unsetenv("ASLAB_KERNEL");
        ck_assert_str_eq(asl_variant_name(asl_variant_chosen()), avx512 ? "avx512" : avx2 ? "avx2" : "sse2");
    }
    free(info);
#endif
}
END_TEST

SUITE(kernel, doubles, floats, every_variant_gives_the_same_bits, short_batches, a_name_is_in_force_or_an_error,
      the_best_is_chosen)
