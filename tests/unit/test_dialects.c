/* Public implementations of ASL, compared with automatic differentiation of their code in single precision; the logits
 * at which their gradient is lost; and the table of implementations. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "autograd.h"
#include "loss/implementation.h"
#include "support.h"

/* --- what the classes compute for one logit and label, statement by statement, with the sum reduction */

enum { GAMMA_POS, GAMMA_NEG, MARGIN };

static ad one_minus(ad x) { return ad_sub(ad_number(1), x); }

/* a for label 1 and b for label 0, computed as a y + b (1 - y) like the public code */
static ad mixed(ad a, ad b, int y) { return ad_add(ad_scale(a, y), ad_scale(b, 1 - y)); }

static ad clamped_log(ad x) { return ad_log(ad_at_least(x, 1e-8)); }

static ad shifted(ad p, double margin)
{
    ad rest = one_minus(p);
    return margin > 0 ? ad_at_most(ad_add(rest, ad_number(margin)), 1) : rest;
}

static double exponent(const double *theta, int y) { return theta[y ? GAMMA_POS : GAMMA_NEG]; }

static ad two_logs(ad p, const double *theta, int y, bool detached)
{
    ad rest = shifted(p, theta[MARGIN]), kept = mixed(p, rest, y);
    ad weight = ad_pow(one_minus(kept), exponent(theta, y));
    ad loss = mixed(clamped_log(p), clamped_log(rest), y);
    return ad_scale(ad_mul(loss, detached ? ad_detach(weight) : weight), -1);
}

static ad constant_weight(ad p, const double *theta, int y) { return two_logs(p, theta, y, true); }
static ad full_gradient(ad p, const double *theta, int y) { return two_logs(p, theta, y, false); }

/* The weight of a negative uses p, not the shifted probability. The term of the other label is 0. */
static ad unshifted_weight(ad p, const double *theta, int y)
{
    ad weight = ad_pow(y ? one_minus(p) : p, exponent(theta, y));
    return ad_scale(ad_mul(clamped_log(y ? p : shifted(p, theta[MARGIN])), weight), -1);
}

static ad one_log(ad p, const double *theta, int y)
{
    ad kept = mixed(p, shifted(p, theta[MARGIN]), y);
    return ad_mul(ad_scale(clamped_log(kept), -1), ad_pow(one_minus(kept), exponent(theta, y)));
}

static const struct public_class {
    const char *loss;
    ad (*of)(ad p, const double *theta, int y);
    double gamma_pos; /* default */
} classes[] = {{"alibaba", constant_weight, 1},    {"alibaba_optimized", full_gradient, 1},
               {"timm", full_gradient, 1},         {"mmpretrain", one_log, 0},
               {"paddleclas", constant_weight, 1}, {"torch_ecg", unshifted_weight, 1}};
enum { CLASSES = sizeof classes / sizeof classes[0] };

/* A power or logarithm can be rounded to the neighbouring float, so a tolerance of a few times 6e-8 is needed. */
static void near_single(const char *what, double here, double there, double z, int label, const char *loss)
{
    bool same = isnan(there) ? isnan(here) : fabs(here - there) <= 1e-6 * fabs(there) + 1e-30;
    ck_assert_msg(same, "%s at %.9g, label %d: %s %.9g, automatic %.9g", loss, z, label, what, here, there);
}

static void same_as_automatic(const struct public_class *c, const asl_loss *loss, double z)
{
    for (int label = 0; label < 2; label++) {
        double grad;
        ad_begin(true);
        ad x = ad_number(z), value = c->of(ad_sigmoid(x), loss->theta, label);
        ad_grad(value, 1, &x, &grad);
        asl_loss_value j = asl_loss_at(loss, asl_sigmoid_of_logit(z), label);
        near_single("value", j.value, ad_value(value), z, label, c->loss);
        near_single("grad", j.grad, grad, z, label, c->loss);
    }
}

/* Returns 0, an integer, a number below 1 or any other exponent. */
static double any_exponent(dice *d)
{
    double kind = roll(d, 0, 4), x = roll(d, 0, 6);
    return kind < 1 ? 0 : kind < 2 ? floor(x) : kind < 3 ? x / 6 : x;
}

START_TEST(gradient_is_the_automatic_derivative_in_single_precision)
{
    dice d = {12};
    for (size_t i = 0; i < CLASSES; i++) {
        asl_loss loss = loss_of(classes[i].loss);
        ck_assert(loss.theta[GAMMA_POS] == classes[i].gamma_pos && loss.theta[GAMMA_NEG] == 4 &&
                  loss.theta[MARGIN] == 0.05);
        for (int round = 0; round < 3000; round++) {
            same_as_automatic(&classes[i], &loss, (double)(float)roll(&d, -22, 22));
            double theta[ASL_MAX_PARAMS] = {any_exponent(&d), any_exponent(&d),
                                            roll(&d, 0, 1) < .3 ? 0 : roll(&d, 0, .5)};
            ck_assert_int_eq(asl_loss_set(&loss, loss.family, theta, NULL), ASL_OK);
        }
        for (double z = -120; z <= 120; z += 0.25) same_as_automatic(&classes[i], &loss, z);
    }
}
END_TEST

/* Every implementation in the registry is compared. */
START_TEST(no_dialect_is_left_out)
{
    for (size_t f = 0; f < asl_family_count(); f++) {
        size_t found = 0;
        for (size_t i = 0; i < CLASSES; i++) found += strcmp(classes[i].loss, asl_family_at(f)->name) == 0;
        ck_assert_msg(found == (asl_family_at(f)->kind == ASL_IMPLEMENTATION), "%s", asl_family_at(f)->name);
    }
}
END_TEST

/* At moderate logits, far from the clamp and from saturation, an implementation agrees with the loss that it implements
 * in single precision. */
START_TEST(in_the_middle_they_are_exact)
{
    for (const asl_public_code *c = asl_public_codes; c->code != NULL; c++) {
        if (c->exact == NULL || strcmp(c->loss, "torch_ecg") == 0) continue;
        asl_loss theirs = loss_of(c->loss), exact = loss_of(c->exact);
        for (double z = -2; z <= 6; z += 0.37) {
            for (int label = 0; label < 2; label++) {
                asl_loss_value a = asl_loss_at(&theirs, asl_sigmoid_of_logit(z), label),
                               b = asl_loss_at(&exact, asl_sigmoid_of_logit(z), label);
                ck_assert_double_eq_tol(a.value, b.value, 2e-5 * fabs(b.value) + 1e-7);
                ck_assert_double_eq_tol(a.grad, b.grad, 2e-5 * fabs(b.grad) + 1e-7);
                ck_assert_double_eq_tol(a.hess, b.hess, 1e-15);
            }
        }
    }
}
END_TEST

/* -p^gamma log(1 - max(p - margin, 0)), in double precision */
static double unshifted(double z, double gamma, double margin)
{
    double p = 1 / (1 + exp(-z)), q = 1 / (1 + exp(z));
    return -pow(p, gamma) * log(fmin(q + margin, 1));
}

/* The second derivative for a weight that is not shifted, compared with central differences (whose error is about
 * 2e-7). */
START_TEST(an_unshifted_weight_bends_so)
{
    const double gammas[] = {0, 1, 2.5, 4}, margins[] = {0, 0.05, 0.2}, h = 3e-4;
    for (int g = 0; g < 4; g++) {
        for (int m = 0; m < 3; m++) {
            char spec[80];
            snprintf(spec, sizeof spec, "torch_ecg:gamma_neg=%g,margin=%g", gammas[g], margins[m]);
            asl_loss loss = loss_of(spec);
            for (double z = -1.3; z < 5; z += 0.31) {
                double there = (unshifted(z + h, gammas[g], margins[m]) - 2 * unshifted(z, gammas[g], margins[m]) +
                                unshifted(z - h, gammas[g], margins[m])) /
                               (h * h);
                ck_assert_double_eq_tol(asl_loss_at(&loss, asl_sigmoid_of_logit(z), 0).hess, there, 1e-6);
            }
        }
    }
}
END_TEST

START_TEST(dead_zones)
{
    asl_loss alibaba = loss_of("alibaba"), exact = loss_of("asl_detached:gamma_pos=1");
    asl_loss_value lost = asl_loss_at(&alibaba, asl_sigmoid_of_logit(-20), 1),
                   kept = asl_loss_at(&exact, asl_sigmoid_of_logit(-20), 1);
    ck_assert_double_eq_tol(lost.value, -log(1e-8), 1e-5);
    ck_assert(lost.grad == 0 && lost.hess == 0);
    ck_assert_double_eq_tol(kept.grad, -1, 1e-6);
    asl_loss plain = loss_of("alibaba:margin=0");
    lost = asl_loss_at(&plain, asl_sigmoid_of_logit(17), 0);
    ck_assert_double_eq_tol(lost.value, -log(1e-8), 1e-5);
    ck_assert(lost.grad == 0 && lost.hess == 0);
    ck_assert(asl_loss_at(&alibaba, asl_sigmoid_of_logit(20), 0).hess == 0); /* p has been rounded to 1 */
    ck_assert(asl_loss_at(&plain, asl_sigmoid_of_logit(16.5), 0).value < 17);
}
END_TEST

/* The reference sums of the official code, computed in double precision: logits [[5,-5,0],[5,-5,0]], labels
 * [[1,0,1],[0,1,0]], gamma_pos 1, gamma_neg 4. In single precision, 1 - p at p = sigmoid(5) is known only to 5e-6. */
START_TEST(golden_sums)
{
    const double z[] = {5, -5, 0, 5, -5, 0};
    const signed char y[] = {1, 0, 1, 0, 1, 0};
    const struct {
        const char *loss;
        double sum;
    } cases[] = {{"alibaba", 7.61687492191328}, {"alibaba:margin=0", 10.2371645720710}};
    for (int c = 0; c < 2; c++) {
        asl_loss loss = loss_of(cases[c].loss);
        double value[6], sum = 0;
        asl_loss_eval(&loss, 6, z, y, value, NULL, NULL);
        for (int i = 0; i < 6; i++) sum += value[i];
        ck_assert_double_eq_tol(sum, cases[c].sum, 1e-5);
    }
}
END_TEST

START_TEST(the_table)
{
    result r = shell("$aslab dialects --csv");
    ck_assert_int_eq(r.status, 0);
    table t;
    table_parse(&t, r.out);
    result_free(&r);
    ck_assert_uint_eq(t.rows, 8);
    for (size_t i = 0; i < t.rows; i++) loss_of(table_cell(&t, i, "loss"));
    /* logits at which the implementation has no gradient */
    ck_assert_double_gt(table_number(&t, 0, "grad_error"), 0.9);
    ck_assert_double_lt(table_number(&t, 0, "grad_error_logit"), -18.4);
    table_free(&t);
    r = shell("$aslab dialects");
    for (const asl_public_code *c = asl_public_codes; c->code != NULL; c++)
        ck_assert_msg(strstr(r.out, c->code) != NULL, "%s", c->code);
    result_free(&r);
}
END_TEST

SUITE(dialects, gradient_is_the_automatic_derivative_in_single_precision, no_dialect_is_left_out,
      in_the_middle_they_are_exact, an_unshifted_weight_bends_so, dead_zones, golden_sums, the_table)
