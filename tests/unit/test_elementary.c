/* Elementary functions: errors in comparison with MPFR, special cases, and the same bits for every vector width. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <mpfr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/elementary.h"
#include "math/random_normal.h"
#include "math/variant.h"
#include "support.h"

typedef void apply_fn(int f, size_t n, const double *x, const double *y, double *out);
apply_fn elementary_1, elementary_2, elementary_4, elementary_8;

enum { EXP, LOG, LOG1P, EXPM1, POW, SIN, COS, POW12, POW3_5, ERFC, FUNCTIONS };
enum { N = 40000 };

static double sine(double x, double y)
{
    double s, c;
    (void)y;
    asl_sincos_turns(x, &s, &c);
    return s;
}

static double cosine(double x, double y)
{
    double s, c;
    (void)y;
    asl_sincos_turns(x, &s, &c);
    return c;
}

static double call_exp(double x, double y) { return (void)y, asl_exp(x); }
static double call_log(double x, double y) { return (void)y, asl_log(x); }
static double call_log1p(double x, double y) { return (void)y, asl_log1p(x); }
static double call_expm1(double x, double y) { return (void)y, asl_expm1(x); }
static double call_pow12(double x, double y) { return (void)y, asl_pow(x, 12); }
static double call_pow3_5(double x, double y) { return (void)y, asl_pow(x, 3.5); }
static double call_erfc(double x, double y) { return (void)y, asl_erfc(x); }

static void exact(int f, mpfr_t r, double x, double y)
{
    mpfr_t b;
    mpfr_init2(b, 200);
    mpfr_set_d(r, x, MPFR_RNDN);
    mpfr_set_d(b, f == POW12 ? 12 : f == POW3_5 ? 3.5 : y, MPFR_RNDN);
    switch (f) {
    case EXP: mpfr_exp(r, r, MPFR_RNDN); break;
    case LOG: mpfr_log(r, r, MPFR_RNDN); break;
    case LOG1P: mpfr_log1p(r, r, MPFR_RNDN); break;
    case EXPM1: mpfr_expm1(r, r, MPFR_RNDN); break;
    case ERFC: mpfr_erfc(r, r, MPFR_RNDN); break;
    case SIN:
    case COS:
        mpfr_frac(r, r, MPFR_RNDN);
        mpfr_const_pi(b, MPFR_RNDN);
        mpfr_mul(r, r, b, MPFR_RNDN);
        mpfr_mul_2ui(r, r, 1, MPFR_RNDN);
        if (f == SIN)
            mpfr_sin(r, r, MPFR_RNDN);
        else
            mpfr_cos(r, r, MPFR_RNDN);
        /* the exact result is 0; the rest comes from rounding pi */
        if (mpfr_cmpabs_ui(r, 0) != 0 && mpfr_get_exp(r) < -180) mpfr_set_zero(r, 1);
        break;
    default: mpfr_pow(r, r, b, MPFR_RNDN);
    }
    mpfr_clear(b);
}

/* Returns |got - exact| in ulp of the exact value; 0 if both are the same limit, infinite if only one of them is
 * finite. */
static double ulps(double got, mpfr_t r)
{
    double nearest = mpfr_get_d(r, MPFR_RNDN);
    if (isnan(nearest) || isinf(nearest) || isnan(got) || isinf(got))
        return (isnan(nearest) && isnan(got)) || nearest == got ? 0 : (double)INFINITY;
    int e;
    frexp(nearest, &e);
    double ulp = ldexp(1, e - 53 < -1074 || nearest == 0 ? -1074 : e - 53);
    mpfr_sub_d(r, r, got, MPFR_RNDN);
    mpfr_div_d(r, r, ulp, MPFR_RNDN);
    return fabs(mpfr_get_d(r, MPFR_RNDN));
}

static double nudged(dice *d, double x) /* moves x by a few ulp, or by up to 2^-k */
{
    if (roll(d, 0, 1) < 0.5) return x * (1 + roll(d, -8, 8) * 0x1p-52);
    return x + roll(d, -1, 1) * ldexp(1, (int)roll(d, -60, -1));
}

/* Positive numbers of all magnitudes, numbers near 1, sqrt(1/2) and powers of two, and subnormal numbers. */
static double any_positive(dice *d)
{
    double kind = roll(d, 0, 6);
    if (kind < 1) return ldexp(roll(d, 0.5, 1), (int)roll(d, -1074, 1025));
    if (kind < 2) return fabs(nudged(d, 1));
    if (kind < 3) return ldexp(fabs(nudged(d, 1)), (int)roll(d, -20, 20));
    if (kind < 4) return ldexp(nudged(d, sqrt(0.5)), (int)roll(d, -3, 3));
    if (kind < 5) return ldexp(roll(d, 0.5, 1), (int)roll(d, -1074, -1015));
    return roll(d, 0, 2);
}

/* Arguments of exp: numbers of all magnitudes, near multiples of ln 2 / 2, and near overflow and underflow. */
static double any_exponent(dice *d)
{
    double kind = roll(d, 0, 5), sign = roll(d, 0, 1) < 0.5 ? -1 : 1;
    if (kind < 1) return sign * ldexp(roll(d, 0.5, 1), (int)roll(d, -80, 12));
    if (kind < 2) return nudged(d, floor(roll(d, -2160, 2060)) * log(2) / 2);
    if (kind < 3) return roll(d, -760, -700);
    if (kind < 4) return roll(d, 700, 712);
    return roll(d, -5, 5);
}

static void any_argument(int f, dice *d, double *x, double *y)
{
    *y = 0;
    switch (f) {
    case LOG: *x = any_positive(d); break;
    case LOG1P: *x = roll(d, 0, 1) < 0.5 ? any_positive(d) : -fmin(any_positive(d), 1 - 0x1p-53); break;
    case POW: /* for about half of them the result does not overflow or underflow */
        *x = any_positive(d);
        *y = roll(d, 0, 1) < 0.3 ? roll(d, -32, 32) : roll(d, -760, 720) / log(*x);
        if (roll(d, 0, 1) < 0.1 || !(fabs(*y) < 1e300)) *y = any_exponent(d);
        break;
    case POW12:
    case POW3_5: *x = roll(d, 0, 1) < 0.5 ? roll(d, 0, 2) : any_positive(d); break;
    case SIN:
    case COS: *x = roll(d, 0, 1) < 0.5 ? roll(d, 0, 1) : nudged(d, floor(roll(d, -40, 40)) / 8); break;
    case ERFC: *x = roll(d, 0, 1) < 0.2 ? nudged(d, 0) : roll(d, -7, 27.5); break;
    default: *x = any_exponent(d);
    }
}

static const struct {
    const char *name;
    double (*call)(double x, double y);
    double bound; /* ulp, as in elementary.h */
} functions[FUNCTIONS] = {
    {"exp", call_exp, 0.7},        {"log", call_log, 0.9}, {"log1p", call_log1p, 1}, {"expm1", call_expm1, 1.2},
    {"pow", asl_pow, 0.7},         {"sin", sine, 1.7},     {"cos", cosine, 1.7},     {"pow 12", call_pow12, 12},
    {"pow 3.5", call_pow3_5, 3.5}, {"erfc", call_erfc, 8},
};

START_TEST(errors_are_as_stated)
{
    mpfr_t r;
    mpfr_init2(r, 200);
    for (int f = 0; f < FUNCTIONS; f++) {
        dice d = {(unsigned long long)f + 1};
        double worst = 0;
        for (int i = 0; i < N; i++) {
            double x, y;
            any_argument(f, &d, &x, &y);
            double got = functions[f].call(x, y), bound = functions[f].bound;
            if (f == POW) bound += fabs(y * log(x)) / 20;
            exact(f, r, x, y);
            double error = ulps(got, r), limit = fabs(got) < 0x1p-1021 ? fmax(bound, 1) : bound;
            ck_assert_msg(error <= limit, "%s(%a, %a) = %a, off by %.3f ulp", functions[f].name, x, y, got, error);
            if (error / bound > worst) worst = error / bound;
        }
        printf("accuracy: %-7s %.3f ulp\n", functions[f].name, worst * functions[f].bound);
    }
    fflush(stdout);
    mpfr_clear(r);
}
END_TEST

static const double special[] = {0.0,
                                 -0.0,
                                 1,
                                 -1,
                                 0.5,
                                 2,
                                 -2,
                                 32,
                                 33,
                                 INFINITY,
                                 -INFINITY,
                                 NAN,
                                 5e-324,
                                 -5e-324,
                                 0x1p-1022,
                                 1.7976931348623157e308,
                                 -1.7976931348623157e308,
                                 1e300,
                                 0x1p64,
                                 -0x1p64};
enum { SPECIAL = sizeof special / sizeof special[0] };

static bool same(double a, double b) { return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b)); }

static void check_special(int f, double (*c)(double), double (*ours)(double), int skip)
{
    for (int i = 0; i < SPECIAL; i++) {
        double x = special[i], a = ours(x), b = c(x);
        if (isfinite(b) && b != 0 && b != 1 && b != -1 && fabs(a - b) <= 2e-15 * fabs(b)) continue;
        ck_assert_msg(i == skip || same(a, b), "%s(%g) = %g, not %g", functions[f].name, x, a, b);
    }
}

START_TEST(special_cases_are_those_of_c)
{
    check_special(EXP, exp, asl_exp, -1);
    check_special(LOG, log, asl_log, -1);
    check_special(LOG1P, log1p, asl_log1p, -1);
    check_special(EXPM1, expm1, asl_expm1, -1);
    check_special(ERFC, erfc, asl_erfc, -1);
    for (int i = 0; i < SPECIAL; i++) {
        for (int k = 0; k < SPECIAL; k++) {
            double x = special[i], y = special[k], a = asl_pow(x, y), b = pow(x, y);
            if (x < 0 || signbit(x)) continue;
            if (isfinite(b) && b != 0 && b != 1 && fabs(a - b) <= 1e-14 * b) continue;
            ck_assert_msg(same(a, b), "pow(%g, %g) = %g, not %g", x, y, a, b);
        }
    }
    ck_assert(isnan(asl_pow(-2, 0.3)) && asl_pow(-2, 0) == 1);
    for (int i = -16; i <= 16; i++) {
        static const double at[] = {0, 1, 0, -1};
        ck_assert(sine(i / 4.0, 0) == at[i & 3] && cosine(i / 4.0, 0) == at[(i + 1) & 3]);
    }
}
END_TEST

/* Compares the scalar functions with vectors of every width, at the arguments of the first test and the special
 * arguments. */
START_TEST(every_width_gives_the_same_bits)
{
    static double x[N], y[N], out[N];
    static apply_fn *const widths[] = {elementary_1, elementary_2, elementary_4, elementary_8};
    for (int f = 0; f < ERFC; f++) {
        dice d = {(unsigned long long)f + 100};
        for (int i = 0; i < N; i++) any_argument(f, &d, &x[i], &y[i]);
        for (int i = 0; i < SPECIAL * SPECIAL && f != SIN && f != COS; i++)
            x[i] = special[i % SPECIAL], y[i] = special[i / SPECIAL];
        for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
            widths[w](f, N, x, y, out);
            for (int i = 0; i < N; i++) {
                double scalar = functions[f].call(x[i], y[i]);
                /* asl_pow computes short powers by multiplication, and vpow does not */
                if (f == POW && y[i] >= 0 && y[i] <= 32 && 2 * y[i] == floor(2 * y[i])) continue;
                ck_assert_msg(same(out[i], scalar), "%s(%a, %a): %a in lanes, %a alone", functions[f].name, x[i], y[i],
                              out[i], scalar);
            }
        }
    }
}
END_TEST

/* FNV-1a over the bits of numbers. All NaNs count as the same number. */
static uint64_t digest_of(uint64_t digest, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (isnan(x)) bits = 1;
    for (int i = 0; i < 64; i += 8) digest = (digest ^ (bits >> i & 0xFF)) * UINT64_C(0x100000001B3);
    return digest;
}

/* The digests are the same on every machine: these come from x86-64 (gcc and clang, -O0 to -O3) and arm64. Changing a
 * function on purpose changes its digest here. */
START_TEST(bits_are_the_same_on_every_machine)
{
    static const uint64_t known[FUNCTIONS] = {UINT64_C(0xA80B44C88573D32A), UINT64_C(0xCF9CB6881EB919F1),
                                              UINT64_C(0x9B62E9DA1D667D68), UINT64_C(0xAEC8514639CDF00A),
                                              UINT64_C(0xCB64803AF8A14D49), UINT64_C(0x7385892A67E140E0),
                                              UINT64_C(0xE4EF5E6EDBF799B2), UINT64_C(0x033289F14DE34B35),
                                              UINT64_C(0x902393C5B1D59941), UINT64_C(0x10CA3052D370DFAD)};
    for (int f = 0; f < FUNCTIONS; f++) {
        dice d = {(unsigned long long)f + 200};
        uint64_t digest = UINT64_C(0xCBF29CE484222325);
        for (int i = 0; i < N; i++) {
            double wide = roll(&d, -800, 800), x = f == EXP || f == EXPM1 ? wide : fabs(wide) / 40,
                   y = roll(&d, -33, 33);
            digest = digest_of(digest, functions[f].call(x, y));
        }
        ck_assert_msg(digest == known[f], "%s: digest 0x%016llX", functions[f].name, (unsigned long long)digest);
    }
}
END_TEST

/* A normal random number depends only on its index, not on how many are drawn in one call or on the instruction set. */
START_TEST(normal_numbers_are_the_same_in_any_company)
{
    static const char *const variants[] = {"scalar", "sse2", "neon", "avx2", "avx512"};
    enum { MOST = 300 };
    double out[MOST + 1], first[MOST], alone[2];
    uint64_t index[MOST];
    dice d = {7};
    for (size_t v = 0; v < sizeof variants / sizeof variants[0]; v++) {
        setenv("ASLAB_KERNEL", variants[v], 1);
        asl_error err;
        if (asl_variant_check(&err) != ASL_OK) continue; /* this machine does not have the variant */
        for (int round = 0; round < 60; round++) {
            asl_random_key key = {(uint64_t)roll(&d, 0, 0x1p63), (uint32_t)roll(&d, 0, 40)};
            uint64_t from = round % 2 ? (uint64_t)roll(&d, 0, 0x1p63) : UINT64_C(0xFFFFFFF0);
            size_t n = (size_t)roll(&d, 0, MOST + 1);
            out[n] = 77;
            asl_random_fill_normals(key, from, n, out);
            ck_assert(out[n] == 77); /* nothing is written behind the end */
            for (size_t i = 0; i < n; i++) index[i] = from + i * i;
            asl_random_first_normals(key, n, index, first);
            for (size_t i = 0; i < n; i++) {
                asl_random_normals(key, from + i / 2, alone);
                ck_assert_msg(out[i] == alone[i % 2], "%s, number %zu of %zu", variants[v], i, n);
                asl_random_normals(key, index[i], alone);
                ck_assert_msg(first[i] == alone[0], "%s, first of pair %zu of %zu", variants[v], i, n);
            }
        }
    }
}
END_TEST

/* Normal random numbers follow from the uniform ones by the Box-Muller transform. */
START_TEST(normal_numbers_follow_from_uniform_ones)
{
    for (uint64_t i = 0; i < 2000; i++) {
        asl_random_key key = {5, ASL_RANDOM_FEATURES};
        double u[2], z[2], turn = 6.283185307179586476925286766559;
        asl_random_uniforms(key, i, u);
        asl_random_normals(key, i, z);
        double radius = sqrt(-2 * log(u[0]));
        ck_assert_double_eq_tol(z[0], radius * cos(turn * u[1]), 2e-15 * (1 + radius));
        ck_assert_double_eq_tol(z[1], radius * sin(turn * u[1]), 2e-15 * (1 + radius));
    }
}
END_TEST

SUITE(elementary, bits_are_the_same_on_every_machine, normal_numbers_are_the_same_in_any_company,
      normal_numbers_follow_from_uniform_ones, errors_are_as_stated, special_cases_are_those_of_c,
      every_width_gives_the_same_bits)
