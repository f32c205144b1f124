/* Dialects against PyTorch's own arithmetic, their dead zones, and the table. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dialect_cases.h"
#include "loss/dialect.h"
#include "support.h"

/* Single precision has 6e-8; powers and logarithms of another library, and 1 - p near 1, cost a few of these. */
static void near_single(const char *what, double here, double there, double z, int label, const char *loss)
{
    double scale = fabs(there) + 1e-7;
    ck_assert_msg(fabs(here - there) <= 3e-6 * scale, "%s at %g, label %d: %s %.9g, PyTorch %.9g", loss, z, label, what,
                  here, there);
}

START_TEST(pytorch_computes_the_same)
{
    for (size_t i = 0; i < sizeof dialect_cases / sizeof dialect_cases[0]; i++) {
        asl_loss loss = loss_of(dialect_cases[i].loss);
        double z = dialect_cases[i].logit;
        int label = dialect_cases[i].label;
        asl_jet j = asl_loss_at(&loss, asl_prob_of_logit(z), label);
        near_single("value", j.value, dialect_cases[i].value, z, label, dialect_cases[i].loss);
        near_single("grad", j.grad, dialect_cases[i].grad, z, label, dialect_cases[i].loss);
    }
}
END_TEST

/* Far from clamp and saturation the dialects are the exact losses they are meant to be, to single precision. */
START_TEST(in_the_middle_they_are_exact)
{
    for (const asl_public_code *c = asl_public_codes; c->code != NULL; c++) {
        if (c->exact == NULL || strcmp(c->loss, "torch_ecg") == 0) continue;
        asl_loss theirs = loss_of(c->loss), exact = loss_of(c->exact);
        for (double z = -2; z <= 6; z += 0.37) {
            for (int label = 0; label < 2; label++) {
                asl_jet a = asl_loss_at(&theirs, asl_prob_of_logit(z), label),
                        b = asl_loss_at(&exact, asl_prob_of_logit(z), label);
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

/* The second derivative of a weight that is not shifted, against central differences (theirs err by some 2e-7). */
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
                ck_assert_double_eq_tol(asl_loss_at(&loss, asl_prob_of_logit(z), 0).hess, there, 1e-6);
            }
        }
    }
}
END_TEST

START_TEST(dead_zones)
{
    asl_loss alibaba = loss_of("alibaba"), exact = loss_of("asl_detached:gamma_pos=1");
    asl_jet lost = asl_loss_at(&alibaba, asl_prob_of_logit(-20), 1),
            kept = asl_loss_at(&exact, asl_prob_of_logit(-20), 1);
    ck_assert_double_eq_tol(lost.value, -log(1e-8), 1e-5);
    ck_assert(lost.grad == 0 && lost.hess == 0);
    ck_assert_double_eq_tol(kept.grad, -1, 1e-6);
    asl_loss plain = loss_of("alibaba:margin=0");
    lost = asl_loss_at(&plain, asl_prob_of_logit(17), 0);
    ck_assert_double_eq_tol(lost.value, -log(1e-8), 1e-5);
    ck_assert(lost.grad == 0 && lost.hess == 0);
    ck_assert(asl_loss_at(&alibaba, asl_prob_of_logit(20), 0).hess == 0); /* p has rounded to 1 */
    ck_assert(asl_loss_at(&plain, asl_prob_of_logit(16.5), 0).value < 17);
}
END_TEST

/* logits [[5,-5,0],[5,-5,0]], labels [[1,0,1],[0,1,0]], gamma_pos 1, gamma_neg 4: sums of the official code in double
 * precision. In its own, 1 - p of p = sigmoid(5) is known to 5e-6. */
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
    ck_assert_double_gt(table_number(&t, 0, "grad_error"), 0.9); /* the dead zone */
    ck_assert_double_lt(table_number(&t, 0, "grad_error_logit"), -18.4);
    table_free(&t);
    r = shell("$aslab dialects");
    for (const asl_public_code *c = asl_public_codes; c->code != NULL; c++)
        ck_assert_msg(strstr(r.out, c->code) != NULL, "%s", c->code);
    result_free(&r);
}
END_TEST

SUITE(dialects, pytorch_computes_the_same, in_the_middle_they_are_exact, an_unshifted_weight_bends_so, dead_zones,
      golden_sums, the_table)
