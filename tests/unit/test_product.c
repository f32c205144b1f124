/* Matrix products: every variant has the bits of the definition, which is computed with fmaf of the C library. */
#define _XOPEN_SOURCE 700
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/product.h"
#include "math/variant.h"
#include "support.h"

/* Selects the variant. Returns whether this machine has it. */
static bool force(enum asl_variant cpu)
{
    setenv("ASLAB_KERNEL", asl_variant_name(cpu), 1);
    return asl_variant_supported(cpu);
}

static const float special[] = {
    0.f,      -0.f,    1.f,      -1.f,          FLT_MIN,        -FLT_MIN,  1e-45f,
    -1e-45f,  FLT_MAX, -FLT_MAX, INFINITY,      -INFINITY,      NAN,       0x1p-75f,
    -0x1p-75, 0x1p64f, -0x1p64f, 0x1.000002p0f, 0x1.fffffep-1f, 0x1p-126f, 0x1.fffffep-127f};
enum { SPECIAL = sizeof special / sizeof special[0] };

typedef enum filling { PLAIN, WIDE_RANGE, SPECIALS } filling;

static float number(dice *d, filling how)
{
    if (how == SPECIALS && roll(d, 0, 1) < 0.1) return special[(int)roll(d, 0, SPECIAL)];
    double x = roll(d, -1, 1);
    return (float)(how == PLAIN ? x : ldexp(x, (int)roll(d, -80, 60)));
}

static float *numbers(dice *d, size_t n, filling how)
{
    float *x = malloc((n + 1) * sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (size_t i = 0; i < n; i++) x[i] = number(d, how);
    return x;
}

/* One element, by the definition in math/product.h. */
static float output(const asl_product *p, size_t row, size_t column)
{
    float x = 0;
    for (size_t i = 0; i < p->k; i++) {
        float a = p->a_transposed ? p->a[i * p->m + row] : p->a[row * p->k + i];
        float b = p->b_transposed ? p->b[column * p->k + i] : p->b[i * p->n + column];
        x = fmaf(a, b, x);
    }
    x *= p->scale;
    if (p->bias != NULL) x += p->bias[column];
    if (p->rectify) x = x > 0 ? x : 0;
    return x;
}

/* The bits of a float. All NaNs count as the same. */
static uint32_t bits_of(float x)
{
    uint32_t bits = 0x7fc00000;
    if (!isnan(x)) memcpy(&bits, &x, sizeof bits);
    return bits;
}

static void check(const asl_product *p, const float *expected, enum asl_variant cpu)
{
    size_t n = p->m * p->n;
    float *c = malloc((n + 1) * sizeof *c);
    ck_assert_ptr_nonnull(c);
    memset(c, 0x55, (n + 1) * sizeof *c); /* the previous contents of c must not matter */
    uint32_t guard = bits_of(c[n]);
    asl_product_compute(p, c);
    for (size_t i = 0; i < n; i++) { /* compare first, because every assertion is a system call */
        if (bits_of(c[i]) == bits_of(expected[i])) continue;
        ck_abort_msg("%s, %zux%zux%zu, a%s, b%s, element %zu: %a is not %a", asl_variant_name(cpu), p->m, p->n, p->k,
                     p->a_transposed ? "^T" : "", p->b_transposed ? "^T" : "", i, (double)c[i], (double)expected[i]);
    }
    ck_assert_uint_eq(bits_of(c[n]), guard);
    free(c);
}

/* Checks one shape in all variants. The bits of `options` choose transposes, scale, bias and rectifier. */
static void check_shape(dice *d, size_t m, size_t n, size_t k, int options, filling how)
{
    float *a = numbers(d, m * k, how), *b = numbers(d, k * n, how), *bias = numbers(d, n, how);
    asl_product p = {.m = m, .n = n, .k = k, .a = a, .b = b};
    p.a_transposed = options & 1;
    p.b_transposed = options & 2;
    p.scale = options & 4 ? number(d, how) : 1;
    p.bias = options & 8 ? bias : NULL;
    p.rectify = options & 16;
    float *expected = malloc((m * n + 1) * sizeof *expected);
    ck_assert_ptr_nonnull(expected);
    for (size_t i = 0; i < m * n; i++) expected[i] = output(&p, i / n, i % n);
    for (int cpu = 0; cpu < ASL_VARIANTS; cpu++) {
        if (force((enum asl_variant)cpu)) check(&p, expected, (enum asl_variant)cpu);
    }
    unsetenv("ASLAB_KERNEL");
    free(a);
    free(b);
    free(bias);
    free(expected);
}

START_TEST(any_shape)
{
    dice d = {17};
    for (int i = 0; i < 1500; i++) {
        size_t m = (size_t)roll(&d, 0, 71), n = (size_t)roll(&d, 0, 71), k = (size_t)roll(&d, 0, 71);
        check_shape(&d, m, n, k, i % 32, (filling)(i / 32 % 3));
    }
}
END_TEST

/* Shapes that exceed the depth of a panel, the number of rows that are copied at once, and the columns of a tile. */
START_TEST(large_shapes)
{
    static const size_t shapes[][3] = {{128, 80, 64}, {9, 97, 700},  {300, 33, 129}, {257, 5, 128},
                                       {1, 1, 2049},  {521, 1, 131}, {2, 301, 256},  {40, 260, 257}};
    dice d = {18};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        for (int options = 0; options < 32; options += options < 3 ? 1 : 7)
            check_shape(&d, shapes[i][0], shapes[i][1], shapes[i][2], options, (filling)(options % 3));
    }
}
END_TEST

/* With k = 0 the product is +0, and scale, bias and rectifier are still applied. */
START_TEST(no_terms)
{
    dice d = {19};
    float bias[3] = {1, -2, -0.f}, c[6];
    asl_product p = {.m = 2, .n = 3, .scale = -1, .bias = bias};
    asl_product_compute(&p, c);
    for (size_t i = 0; i < 6; i++) ck_assert_uint_eq(bits_of(c[i]), bits_of(-0.f + bias[i % 3]));
    p.rectify = true;
    asl_product_compute(&p, c);
    for (size_t i = 0; i < 6; i++) ck_assert_uint_eq(bits_of(c[i]), bits_of(i % 3 == 0));
    for (int options = 0; options < 32; options++) check_shape(&d, 19, 23, 0, options, PLAIN);
}
END_TEST

/* --- fused multiply-add in software */

enum { LANES = 64 };

/* Computes a b + c with the scalar variant, as a sum of two terms: 1 c and a b. */
static void check_fma(float a, const float b[LANES], const float c[LANES])
{
    float factors[2] = {1, a}, terms[2 * LANES], soft[LANES];
    memcpy(terms, c, LANES * sizeof *c);
    memcpy(terms + LANES, b, LANES * sizeof *b);
    asl_product p = {.m = 1, .n = LANES, .k = 2, .a = factors, .b = terms, .scale = 1};
    asl_product_compute(&p, soft);
    for (int i = 0; i < LANES; i++) { /* compare first, because every assertion is a system call */
        float exact = fmaf(a, b[i], fmaf(1, c[i], 0));
        if (bits_of(soft[i]) != bits_of(exact))
            ck_abort_msg("fma(%a, %a, %a) = %a, not %a", (double)a, (double)b[i], (double)c[i], (double)soft[i],
                         (double)exact);
    }
}

static float any_float(dice *d)
{
    uint32_t bits = (uint32_t)roll(d, 0, 0x1p32);
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

START_TEST(soft_fma_on_any_floats)
{
    dice d = {20};
    float b[LANES], c[LANES];
    ck_assert(force(ASL_SCALAR));
    for (int i = 0; i < 30000; i++) {
        for (int k = 0; k < LANES; k++) b[k] = any_float(&d), c[k] = any_float(&d);
        check_fma(any_float(&d), b, c);
    }
}
END_TEST

START_TEST(soft_fma_on_special_floats)
{
    float b[LANES], c[LANES];
    ck_assert(force(ASL_SCALAR));
    for (int i = 0; i < SPECIAL * SPECIAL; i++) {
        for (int k = 0; k < LANES; k++) b[k] = special[i / SPECIAL], c[k] = special[k % SPECIAL];
        check_fma(special[i % SPECIAL], b, c);
    }
}
END_TEST

/* a b is near half the distance between c and the next float, where rounding twice gives a wrong sum. Some results are
 * subnormal or close to overflow. */
START_TEST(soft_fma_on_ties)
{
    dice d = {21};
    float b[LANES], c[LANES];
    size_t twice = 0;
    ck_assert(force(ASL_SCALAR));
    for (int i = 0; i < 30000; i++) {
        float a = ldexpf((float)(int)roll(&d, 1, 0x1p12), (int)roll(&d, -12, 12));
        for (int k = 0; k < LANES; k++) {
            c[k] = ldexpf(1 + ldexpf((float)(int)roll(&d, 0, 0x1p23), -23), (int)roll(&d, -149, 127));
            double half = ldexp(1, (int)fmax(ilogbf(c[k]) - 24, -150)), tiny = ldexp((int)roll(&d, -3, 4), -24);
            b[k] = (float)((k & 1 ? half : -half) / (double)a * (1 + tiny));
            if (k & 2) c[k] = -c[k];
            twice += (float)((double)a * (double)b[k] + (double)c[k]) != fmaf(a, b[k], c[k]);
        }
        check_fma(a, b, c);
    }
    ck_assert_uint_gt(twice, 0); /* some inputs distinguish one rounding from two */
}
END_TEST

/* --- choice of a variant */

START_TEST(variants_are_chosen_by_name)
{
    for (int cpu = 0; cpu < ASL_VARIANTS; cpu++) {
        bool has = force((enum asl_variant)cpu);
        ck_assert_int_eq(asl_variant_check(NULL), has ? ASL_OK : ASL_BAD);
        if (!has) continue;
        ck_assert_int_eq((int)asl_variant_chosen(), cpu);
        bool fused = cpu == ASL_AVX512 || cpu == ASL_AVX2 || cpu == ASL_NEON;
        ck_assert(asl_product_is_fast() == fused);
    }
    setenv("ASLAB_KERNEL", "fastest", 1);
    ck_assert_int_eq(asl_variant_check(NULL), ASL_BAD);
    setenv("ASLAB_KERNEL", "", 1);
    ck_assert_int_eq(asl_variant_check(NULL), ASL_OK);
}
END_TEST

#define TRAIN "$aslab train --loss ce --train 200 --test 100 --labels 8 --groups 3 --positives 1 --epochs 1 --batch 20 "

/* The note about slow training is printed once, not for every run, and not with --quiet. */
START_TEST(slow_training_says_so)
{
    result r = shell("ASLAB_KERNEL=scalar " TRAIN "--seeds 3 -o a.csv; ASLAB_KERNEL=scalar " TRAIN "--quiet -o b.csv");
    const char *said = strstr(r.err, "slower");
    ck_assert_msg(r.status == 0 && said != NULL && strstr(said + 1, "slower") == NULL, "%d %s", r.status, r.err);
    result_free(&r);
    r = shell(TRAIN "-o c.csv");
    ck_assert_msg(r.status == 0 && (strstr(r.err, "slower") == NULL) == asl_product_is_fast(), "%d %s", r.status,
                  r.err);
    result_free(&r);
}
END_TEST

SUITE(product, any_shape, large_shapes, no_terms, soft_fma_on_any_floats, soft_fma_on_special_floats, soft_fma_on_ties,
      variants_are_chosen_by_name, slow_training_says_so)
