/* Adaptive integration: closed forms, and a reliable error estimate. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "math/quadrature.h"
#include "study/logit_integral.h"
#include "support.h"

/* A function of x with a parameter, integrated over [from, to]; `exact` is the closed form. */
typedef struct problem {
    const char *name;
    double (*f)(double x, double s);
    double s, from, to, exact;
    unsigned absolute;
} problem;

static void at(const void *self, double x, double *out)
{
    const problem *p = self;
    out[0] = p->f(x, p->s);
}

static void sum(const void *self, const asl_panel *panel, asl_panel_sum *out)
{
    const problem *p = self;
    asl_integrand f = {at, p, 1, p->absolute};
    asl_gauss(&f, panel->from, panel->to, out);
}

static double split(const void *self, const asl_panel *panel, const asl_panel_sum *s)
{
    (void)self;
    (void)s;
    return panel->from + (panel->to - panel->from) / 2;
}

static asl_quadrature solve(const problem *p, double aim, size_t panels)
{
    asl_quadrature q = {.rule = {sum, split, p}, .n = 1, .aim = aim, .left = panels};
    asl_quadrature_add(&q, (asl_panel){p->from, p->to, 0});
    asl_quadrature_finish(&q);
    return q;
}

static double pole(double x, double s) { return s / (x * x + s * s); }
static double step(double x, double s) { return 1 / (1 + exp(-x / s)); }
static double kink(double x, double s) { return fabs(x - s); }
static double root(double x, double s) { return pow(x, s); }
static double wave(double x, double s) { return sin(s * x); }
static double jump(double x, double s) { return x > s; }

START_TEST(closed_forms)
{
    const problem problems[] = {
        {"pole", pole, 1, -1, 2, atan(1) + atan(2), 0},
        {"pole", pole, 1e-3, -1, 2, atan(1e3) + atan(2e3), 0},
        {"pole", pole, 1e-7, -1, 2, atan(1e7) + atan(2e7), 0},
        {"steep step", step, 0.01, -1, 2, 2, 0},
        {"steep step", step, 1e-6, -3, 4, 4, 0},
        {"kink", kink, 0.3, 0, 1, (0.09 + 0.49) / 2, 0},
        {"kink in a corner", kink, 1e-5, 0, 1, 0.5 * (1e-10 + (1 - 1e-5) * (1 - 1e-5)), 0},
        {"kink of |f|", wave, 3, 0, 2, (3 + cos(6)) / 3, 1},
        {"square root", root, 0.5, 0, 1, 2 / 3.0, 0},
        {"power", root, -0.5, 0, 1, 2, 0},
        {"wave", wave, 200, 0, 1, (1 - cos(200)) / 200, 0},
        {"jump", jump, 1 / 3.0, 0, 1, 2 / 3.0, 0},
    };
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
        const problem *p = &problems[i];
        asl_quadrature q = solve(p, 1e-11, 4000);
        double value = asl_sum_value(&q.value[0]), error = fabs(value - p->exact);
        ck_assert_msg(error <= 1e-9 * fabs(p->exact), "%s %g: %.15g, not %.15g", p->name, p->s, value, p->exact);
        ck_assert_msg(q.error[0] <= 1e-9 * q.mass[0], "%s %g: estimated error %g", p->name, p->s, q.error[0]);
    }
}
END_TEST

/* If there are too few panels, the error estimate is at least 1/20 of the error, for a kink or jump anywhere and for
 * any feature that the nodes resolve. A feature between the last node and the end of a panel is missed; this is rare,
 * and the error is small. */
START_TEST(the_estimate_is_a_bound)
{
    enum { DRAWS = 4000 };
    dice d = {7};
    int reported = 0, missed = 0;
    for (int i = 0; i < DRAWS; i++) {
        double c = roll(&d, 0, 1), s = exp(roll(&d, log(0.05), log(0.5)));
        const problem problems[] = {{"kink", kink, c, 0, 1, (c * c + (1 - c) * (1 - c)) / 2, 0},
                                    {"jump", jump, c, 0, 1, 1 - c, 0},
                                    {"pole", pole, s, -c, 1, atan(1 / s) + atan(c / s), 0},
                                    {"power", root, c, 0, 1, 1 / (1 + c), 0}};
        const problem *p = &problems[i % 4];
        size_t panels = 1 + (size_t)roll(&d, 0, 20);
        asl_quadrature q = solve(p, 1e-11, panels);
        double error = fabs(asl_sum_value(&q.value[0]) - p->exact);
        bool seen = error <= 20 * q.error[0] + 1e-11;
        ck_assert_msg(seen || error < 6e-3, "%s %g %g, %zu panels: error %g, estimated %g", p->name, c, s, panels,
                      error, q.error[0]);
        missed += !seen;
        reported += q.error[0] > 1e-9;
    }
    ck_assert_int_gt(reported, DRAWS / 4);
    ck_assert_int_lt(missed, DRAWS / 20);
}
END_TEST

static double noise(double x, double s)
{
    dice d = {(unsigned long long)(x * 1e15)};
    return 1 + s * roll(&d, -1, 1);
}

START_TEST(noise_and_nan)
{
    problem p = {"noise", noise, 1e-3, 0, 1, 1, 0};
    asl_quadrature q = solve(&p, 1e-11, 500);
    ck_assert_double_gt(q.error[0], 1e-5); /* the tolerance is not reached, and the estimate says so */
    ck_assert_double_eq_tol(asl_sum_value(&q.value[0]), 1, q.error[0]);
    p = (problem){"nan", root, -0.5, -1, 1, 0, 0};
    q = solve(&p, 1e-11, 500);
    ck_assert(isnan(asl_sum_value(&q.value[0])));
}
END_TEST

START_TEST(power_weights)
{
    const double powers[] = {-0.5, -1e-9, 0, 1e-300, 1e-9, 0.3, 0.999, 1, 2.5, 7};
    for (size_t i = 0; i < sizeof powers / sizeof powers[0]; i++) {
        double w[ASL_GAUSS_NODES], a = powers[i];
        asl_power_weights(a, w);
        for (int n = 0; n < ASL_GAUSS_NODES; n++) {
            problem p = {"monomial", root, n, 0, 2, pow(2, a + n + 1) / (a + n + 1), 0};
            asl_integrand f = {at, &p, 1, 0};
            asl_panel_sum s;
            asl_gauss_power(&f, 2, a, w, &s);
            ck_assert_msg(fabs(s.value[0] / p.exact - 1) < 2e-12, "x^%g x^%d: %.15g, not %.15g", a, n, s.value[0],
                          p.exact);
        }
    }
}
END_TEST

/* --- a power of the distance to a kink, with a normal density */

/* (z - kink)^gamma above the kink and 0 below it, and its derivative. */
typedef struct power_law {
    double gamma, z, lo;
} power_law;

static void power_at(const void *self, double z, double *out)
{
    const power_law *l = self;
    double t = (z - l->z) - l->lo;
    out[0] = t > 0 ? pow(t, l->gamma) : 0;
    out[1] = t > 0 ? l->gamma * pow(t, l->gamma - 1) : 0;
}

static asl_logit_function power_function(const power_law *l)
{
    asl_logit_function f = {.at = power_at, .self = l, .kinks = 1, .scales = 1};
    f.kink[0] = (asl_kink){.z = l->z, .z_lo = l->lo, .power = l->gamma - 1};
    f.scale[0] = (asl_scale){l->z, 1};
    f.precision = (asl_precision){1e-11, 4000, 1e-290};
    return f;
}

/* If the kink is at the mean, E[t^gamma] and E[gamma t^(gamma - 1)] are values of the gamma function. */
START_TEST(power_laws_with_closed_forms)
{
    const double root_2pi = 2.50662827463100050242;
    const double gammas[] = {1e-300, 1e-12, 1e-6, 0.01, 0.1, 0.5, 0.9, 0.999999, 1, 1.3, 2, 3.7, 10.5};
    const double means[] = {0, -3.1, 0.7};
    for (size_t i = 0; i < sizeof gammas / sizeof gammas[0]; i++) {
        for (size_t k = 0; k < 3; k++) {
            double g = gammas[i];
            power_law l = {g, means[k], 0};
            asl_logit_function f = power_function(&l);
            asl_normal part = {1, means[k], 1};
            asl_logit_sum s;
            asl_integrate_logits(&f, &part, NULL, (asl_logit){-ASL_INF, 0}, (asl_logit){ASL_INF, 0}, &s);
            double value = pow(2, (g - 1) / 2) * tgamma((g + 1) / 2) / root_2pi;
            double grad = pow(2, g / 2) * tgamma(g / 2 + 1) / root_2pi;
            ck_assert_msg(fabs(s.plain[0] / value - 1) < 1e-12, "value %g: %.15g, not %.15g", g, s.plain[0], value);
            ck_assert_msg(fabs(s.plain[1] / grad - 1) < 1e-12, "gradient %g: %.15g, not %.15g", g, s.plain[1], grad);
            ck_assert_double_le(s.error[1], 1e-10 * s.mass[1]);
        }
    }
}
END_TEST

/* Integrals over two parts of a range add up to the whole, wherever it is cut near the kink, even within the last
 * digit. */
START_TEST(cuts_next_to_a_kink_add_up)
{
    dice d = {12};
    for (int i = 0; i < 3000; i++) {
        double far = roll(&d, 0, 1) < 0.1 ? 0 : exp(roll(&d, log(1e-20), log(5)));
        power_law l = {exp(roll(&d, log(1e-7), log(6))), roll(&d, -4, 4), roll(&d, -1e-17, 1e-17)};
        asl_logit_function f = power_function(&l);
        asl_normal part = {1, roll(&d, -6, 6), exp(roll(&d, log(0.01), log(30)))};
        asl_logit low = {-ASL_INF, 0}, high = {ASL_INF, 0}, cut = {l.z, l.lo + far};
        asl_logit_sum all, below, above;
        asl_integrate_logits(&f, &part, NULL, low, high, &all);
        asl_integrate_logits(&f, &part, NULL, low, cut, &below);
        asl_integrate_logits(&f, &part, NULL, cut, high, &above);
        for (int k = 0; k < ASL_LOGIT_FUNCTIONS; k++) {
            double sum_of_parts = below.plain[k] + above.plain[k];
            ck_assert_msg(fabs(sum_of_parts - all.plain[k]) <= 1e-11 * all.plain[k] + 1e-290,
                          "power %g, %g past the kink, N(%g,%g): %.15g + %.15g, not %.15g", l.gamma, far,
                          part.mean - l.z, part.sd, below.plain[k], above.plain[k], all.plain[k]);
        }
    }
}
END_TEST

SUITE(quadrature, closed_forms, the_estimate_is_a_bound, noise_and_nan, power_weights, power_laws_with_closed_forms,
      cuts_next_to_a_kink_add_up)
