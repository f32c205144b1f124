/* Rows of curves, properties and statistics. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "loss/gradient_shape.h"
#include "study/curve.h"
#include "study/properties.h"
#include "study/stats.h"
#include "support.h"

static table curve_of(asl_curve c)
{
    table t = {0};
    ck_assert_int_eq(asl_curve_run(&c, table_visitor(&t), NULL), ASL_OK);
    return t;
}

START_TEST(curves_over_p)
{
    asl_loss losses[] = {loss_of("ce"), loss_of("asl")};
    table t = curve_of((asl_curve){losses, 2, ASL_AXIS_PROB, {.n = 5, .from = 0, .to = 1}, {true, true}});
    ck_assert_uint_eq(t.rows, 20);
    ck_assert_str_eq(table_cell(&t, 0, "logit"), "-inf");
    ck_assert_str_eq(table_cell(&t, 4, "value"), "inf");
    ck_assert_str_eq(table_cell(&t, 5, "label"), "1");
    ck_assert_str_eq(table_cell(&t, 10, "loss"), "asl:gamma_pos=0:gamma_neg=4:margin=0.05");
    for (size_t i = 0; i < t.rows; i++) {
        const asl_loss *loss = &losses[i / 10];
        int label = i / 5 % 2;
        asl_loss_value j = asl_loss_at(loss, asl_sigmoid_of_prob(table_number(&t, i, "prob")), label);
        ck_assert_double_eq(table_number(&t, i, "prob"), 0.25 * (double)(i % 5));
        ck_assert(table_number(&t, i, "value") == j.value);
        ck_assert(table_number(&t, i, "grad") == j.grad);
        ck_assert(table_number(&t, i, "hess") == j.hess);
        ck_assert_double_eq_tol(table_number(&t, i, "grad_norm") * asl_loss_grad_sup(loss, label), j.grad, 1e-15);
    }
    table_free(&t);
}
END_TEST

START_TEST(curves_over_the_logit)
{
    asl_loss loss = loss_of("focal");
    table t = curve_of((asl_curve){&loss, 1, ASL_AXIS_LOGIT, {.n = 3, .from = -2, .to = 2}, {true, false}});
    ck_assert_uint_eq(t.rows, 3);
    ck_assert_double_eq(table_number(&t, 0, "logit"), -2);
    ck_assert_double_eq(table_number(&t, 1, "prob"), 0.5);
    table_free(&t);
}
END_TEST

START_TEST(curves_over_the_prevalence)
{
    asl_loss loss = loss_of("ce");
    table t = curve_of((asl_curve){&loss, 1, ASL_AXIS_PREVALENCE, {.n = 11, .from = 0, .to = 1}, {false, false}});
    ck_assert_uint_eq(t.columns, 4);
    for (size_t i = 0; i < 11; i++) {
        ck_assert_double_eq_tol(table_number(&t, i, "prob"), table_number(&t, i, "prevalence"), 1e-14);
        ck_assert_double_eq(table_number(&t, i, "minimiser"), table_number(&t, i, "prob"));
    }
    table_free(&t);
}
END_TEST

START_TEST(figures_2_and_3_to_all_digits_given)
{
    const struct {
        const char *spec;
        double p, norm;
    } fig3[] = {{"asl:gamma_neg=0,margin=0.1", .5, .776385}, {"asl:gamma_neg=2,margin=0", .5, .264208},
                {"asl:gamma_neg=2,margin=0.1", .5, .305853}, {"asl:gamma_neg=0,margin=0.1", .9, .838496},
                {"asl:gamma_neg=2,margin=0", .9, .976116},   {"asl:gamma_neg=2,margin=0.1", .9, .941586}};
    for (size_t i = 0; i < sizeof fig3 / sizeof fig3[0]; i++) {
        asl_loss loss = loss_of(fig3[i].spec);
        table t = curve_of((asl_curve){&loss, 1, ASL_AXIS_PROB, {.n = 2, .from = fig3[i].p, .to = 1}, {true, false}});
        ck_assert_double_eq_tol(table_number(&t, 0, "grad_norm"), fig3[i].norm, 5.1e-7);
        table_free(&t);
    }
    asl_loss shifted = loss_of("asl:gamma_pos=2,gamma_neg=2,margin=0.2");
    ck_assert_double_eq_tol(asl_loss_at(&shifted, asl_sigmoid_of_prob(1), 0).value, 1.030, 5e-4);
    ck_assert_double_eq_tol(asl_loss_at(&shifted, asl_sigmoid_of_prob(1), 0).value, 0.64 * log(5), 1e-15);
    asl_loss fig1b = loss_of("asl_detached:gamma_neg=2,margin=0.2");
    ck_assert_double_eq_tol(asl_loss_peak(&fig1b, 0).p, .8598, 5e-5);
}
END_TEST

static int stop(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    (void)cells, (void)n;
    ++*(int *)self;
    return asl_fail(err, ASL_FAILED, "enough");
}
static int no_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    (void)self, (void)names, (void)n, (void)err;
    return ASL_OK;
}

START_TEST(a_visitor_can_stop)
{
    asl_loss loss = loss_of("ce");
    asl_error err;
    int rows = 0;
    asl_curve c = {&loss, 1, ASL_AXIS_PROB, {.n = 500000000, .from = 0, .to = 1}, {true, true}};
    ck_assert_int_eq(asl_curve_run(&c, (asl_row_sink){&rows, no_columns, stop}, &err), ASL_FAILED);
    ck_assert_int_eq(rows, 1);
    ck_assert_str_eq(err.text, "enough");
}
END_TEST

START_TEST(property_grids)
{
    asl_loss loss = loss_of("asl:gamma_pos=1");
    double margins[] = {0, 0.05};
    asl_param_axis axes[] = {{1, {.n = 3, .from = 2, .to = 4}}, {2, {.n = 2, .values = margins}}};
    table t = {0};
    asl_properties p = {&loss, 1, axes, 2};
    ck_assert_int_eq(asl_properties_run(&p, table_visitor(&t), NULL), ASL_OK);
    ck_assert_uint_eq(t.rows, 6);
    ck_assert_uint_eq(t.columns, 13);
    ck_assert_str_eq(table_cell(&t, 5, "loss"), "asl:gamma_pos=1:gamma_neg=4:margin=0.05");
    ck_assert_double_eq(table_number(&t, 2, "gamma_neg"), 3); /* the last axis changes fastest */
    ck_assert_double_eq(table_number(&t, 3, "margin"), 0.05);
    ck_assert_double_eq_tol(table_number(&t, 5, "p_star"), .900070, 5e-7);
    table_free(&t);
}
END_TEST

static asl_predictions predictions_of(const double *p, const signed char *y, size_t n, size_t labels,
                                      bool probabilities)
{
    asl_predictions d = {.probabilities = probabilities};
    for (size_t i = 0; i < n; i++) {
        char name[8] = {(char)('a' + i % labels), '\0'};
        asl_prediction one = {.score = p[i], .given = y[i], .sample = (uint32_t)(i / labels)};
        ck_assert_int_eq(asl_intern_put(&d.labels, name, 1, &one.label, NULL), ASL_OK);
        ck_assert_int_eq(asl_predictions_add(&d, &one, NULL), ASL_OK);
    }
    return d;
}

START_TEST(statistics_by_hand)
{
    /* Probability and label. Label a: .9 1, .2 0, .05 0, .6 0; label b: .3 1, .1 unknown, .7 1, .4 0. */
    const double p[] = {.9, .3, .2, .1, .05, .7, .6, .4};
    const signed char y[] = {1, 1, 0, ASL_UNKNOWN, 0, 1, 0, 0};
    asl_predictions d = predictions_of(p, y, 8, 2, true);
    asl_loss ce = loss_of("asl:gamma_neg=0,margin=0.05");
    table t = {0};
    ck_assert_int_eq(asl_stats_run(&d, &ce, 0.5, table_visitor(&t), NULL), ASL_OK);
    ck_assert_uint_eq(t.rows, 3);
    ck_assert_str_eq(table_cell(&t, 0, "row"), "label");
    ck_assert_str_eq(table_cell(&t, 1, "label"), "b");
    ck_assert_str_eq(table_cell(&t, 2, "row"), "all");
    ck_assert_double_eq(table_number(&t, 0, "n"), 4);
    ck_assert_double_eq(table_number(&t, 1, "n"), 3);
    ck_assert_double_eq(table_number(&t, 2, "positives"), 3);
    ck_assert_double_eq_tol(table_number(&t, 0, "discarded_neg"), 1.0 / 3, 1e-15); /* p = .05 is at the margin */
    ck_assert_double_eq_tol(table_number(&t, 0, "pt_pos"), .9, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 0, "pt_neg"), 1 - .85 / 3, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 0, "delta_p"), .9 - (1 - .85 / 3), 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 1, "loss_pos"), -(log(.3) + log(.7)) / 2, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 0, "loss_neg"), -(log(.85) + log(.45)) / 3, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 0, "grad_neg"), (.2 * .8 / .85 + .6 * .4 / .45) / 4, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 1, "grad_pos"), (.7 + .3) / 3, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 2, "grad_ratio"),
                            (.1 + .7 + .3) / (.2 * .8 / .85 + .6 * .4 / .45 + .4 * .6 / .65), 1e-14);
    ck_assert_double_eq_tol(table_number(&t, 1, "ap"), (1 + 2.0 / 3) / 2, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 2, "ap"), (1 + (1 + 2.0 / 3) / 2) / 2, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 1, "auroc"), 0.5, 1e-15);
    ck_assert_double_eq(table_number(&t, 2, "map_labels"), 2);
    ck_assert_str_eq(table_cell(&t, 0, "of1"), "");
    /* above 0.5: label a has 1 true positive of 2 predictions and 1 positive; b has 1 of 1 and 2 */
    ck_assert_double_eq_tol(table_number(&t, 2, "of1"), 2 * 2.0 / (3 + 3), 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 2, "cf1_mean"), 2.0 / 3, 1e-15);
    ck_assert_double_eq_tol(table_number(&t, 2, "cf1_ratio"), 0.75, 1e-15);
    table_free(&t);
    asl_predictions_free(&d);
}
END_TEST

START_TEST(logits_and_probabilities_agree)
{
    double p[60], z[60];
    signed char y[60];
    dice r = {8};
    for (int i = 0; i < 60; i++) {
        z[i] = roll(&r, -5, 3);
        p[i] = 1 / (1 + exp(-z[i]));
        y[i] = roll(&r, 0, 1) < p[i];
    }
    asl_predictions dp = predictions_of(p, y, 60, 3, true), dz = predictions_of(z, y, 60, 3, false);
    asl_loss loss = loss_of("asl");
    table tp = {0}, tz = {0};
    ck_assert_int_eq(asl_stats_run(&dp, &loss, 0.5, table_visitor(&tp), NULL), ASL_OK);
    ck_assert_int_eq(asl_stats_run(&dz, &loss, 0.5, table_visitor(&tz), NULL), ASL_OK);
    for (size_t row = 0; row < 4; row++) {
        for (size_t c = 2; c < 18; c++) {
            double a = table_number(&tp, row, tp.names[c]), b = table_number(&tz, row, tp.names[c]);
            ck_assert_double_eq_tol(a, b, 1e-13 * fmax(1, fabs(b)));
        }
    }
    table_free(&tp);
    table_free(&tz);
    asl_predictions_free(&dp);
    asl_predictions_free(&dz);
}
END_TEST

START_TEST(empty_sides_are_nan)
{
    const double p[] = {.2, .4};
    const signed char y[] = {0, ASL_UNKNOWN};
    asl_predictions d = predictions_of(p, y, 2, 2, true);
    asl_loss loss = loss_of("ce");
    table t = {0};
    ck_assert_int_eq(asl_stats_run(&d, &loss, 0.5, table_visitor(&t), NULL), ASL_OK);
    ck_assert_str_eq(table_cell(&t, 0, "pt_pos"), "nan");
    ck_assert_str_eq(table_cell(&t, 0, "ap"), "nan");
    ck_assert_str_eq(table_cell(&t, 0, "grad_pos"), "0");
    ck_assert_str_eq(table_cell(&t, 1, "n"), "0");
    ck_assert_str_eq(table_cell(&t, 1, "brier"), "nan");
    ck_assert_str_eq(table_cell(&t, 2, "map_labels"), "0");
    ck_assert_str_eq(table_cell(&t, 2, "ap"), "nan");
    table_free(&t);
    asl_predictions_free(&d);
}
END_TEST

SUITE(study, curves_over_p, curves_over_the_logit, curves_over_the_prevalence, figures_2_and_3_to_all_digits_given,
      a_visitor_can_stop, property_grids, statistics_by_hand, logits_and_probabilities_agree, empty_sides_are_nan)
