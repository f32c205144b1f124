/* p*, peaks, limits, table 1, and risk minimisers. */
#include <math.h>
#include <stdio.h>

#include "loss/shape.h"
#include "support.h"

START_TEST(peaks_of_the_reference_table)
{
    /* m, gamma_neg, p*, peak, and both of the detached gradient (0: none); derived by hand, REFERENCE of the project.
     */
    const double rows[][6] = {
        {.05, 0, .820871, .641742, .820871, .641742},
        {.1, 0, .768338, .536675, .768338, .536675},
        {.2, 0, .710102, .420204, .710102, .420204},
        {0, 2, .942154, 1.128983, 0, 1},
        {0, 4, .945915, 1.262543, 0, 1},
        {.05, 2, .868264, .740602, .902140, .433561},
        {.05, 4, .900070, .732629, .927552, .325465},
        {.1, 2, .850019, .552004, .878337, .292053},
        {.2, 2, .839400, .328676, .859822, .154254},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const double *r = rows[i], theta[] = {0, r[1], r[0]};
        for (int detached = 0; detached <= 1; detached++) {
            asl_loss loss;
            asl_loss_set(&loss, asl_family_find(detached ? "asl_detached" : "asl", NULL), theta, NULL);
            asl_peak peak = asl_loss_peak(&loss, 0);
            double p = r[2 + 2 * detached];
            ck_assert_int_eq(peak.found, p > 0);
            ck_assert_double_eq_tol(asl_loss_grad_sup(&loss, 0), r[3 + 2 * detached], 5.1e-7);
            if (p > 0) ck_assert_double_eq_tol(peak.p, p, 5.1e-7);
            if (p > 0) ck_assert_double_eq_tol(peak.grad, r[3 + 2 * detached], 5.1e-7);
        }
    }
}
END_TEST

START_TEST(closed_form_of_p_star_without_focusing)
{
    for (double m = 0.01; m < 0.5; m += 0.03) {
        const double theta[] = {0, 0, m};
        asl_loss loss;
        asl_loss_set(&loss, asl_family_find("asl", NULL), theta, NULL);
        ck_assert_double_eq_tol(asl_loss_peak(&loss, 0).p, 1 + m - sqrt(m * (1 + m)), 1e-14);
        ck_assert_double_eq_tol(asl_loss_shape(&loss).jump, m * (1 - m), 1e-14);
    }
}
END_TEST

START_TEST(p_star_is_a_logit_where_p_rounds_to_1)
{
    /* margin 0: the gradient ends at 1 and turns at 2 + 1 / gamma, to within e^-(1 / gamma) */
    const double gammas[] = {0.05, 0.01, 1e-3, 1e-5, 1e-9};
    for (size_t i = 0; i < 5; i++) {
        const double theta[] = {0, gammas[i], 0};
        asl_loss loss;
        asl_loss_set(&loss, asl_family_find("asl", NULL), theta, NULL);
        asl_peak peak = asl_loss_peak(&loss, 0);
        ck_assert(peak.found);
        ck_assert_double_eq_tol(peak.logit / (2 + 1 / gammas[i]), 1, 1e-7);
    }
}
END_TEST

START_TEST(nothing_is_steeper_than_the_supremum)
{
    const char *specs[] = {"ce",
                           "focal",
                           "focal:gamma=0.3",
                           "asl",
                           "asl:gamma_pos=3,gamma_neg=0.5,margin=0.3",
                           "asl:gamma_neg=0,margin=0.5",
                           "asl_detached",
                           "asl_detached:gamma_neg=0,margin=0.4"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        asl_loss loss = loss_of(specs[i]);
        for (int y = 0; y <= 1; y++) {
            double sup = asl_loss_grad_sup(&loss, y), most = 0;
            for (double z = -60; z <= 60; z += 0.001) {
                most = fmax(most, fabs(asl_loss_at(&loss, asl_prob_of_logit(z), y).grad));
            }
            ck_assert_double_le(most, sup * (1 + 1e-15));
            ck_assert_double_ge(most, sup * (1 - 1e-6));
        }
    }
}
END_TEST

/* Public code in single precision, whose clipped logarithms cut its gradient off. */
START_TEST(the_supremum_of_dialects)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *family = asl_family_at(i);
        if (family->kind != ASL_DIALECT) continue;
        asl_loss loss = loss_of(family->name);
        for (int y = 0; y <= 1; y++) {
            double sup = asl_loss_grad_sup(&loss, y), most = 0;
            for (double z = -60; z <= 60; z += 0.01) {
                most = fmax(most, fabs(asl_loss_at(&loss, asl_prob_of_logit(z), y).grad));
            }
            ck_assert_msg(most > 0 && fabs(most - sup) < 1e-3 * sup, "%s, label %d: %g, scanned %g", family->name, y,
                          sup, most);
        }
    }
}
END_TEST

START_TEST(table_1)
{
    const struct {
        const char *spec;
        bool hard, soft, discards, continuous;
    } rows[] = {
        {"ce", false, false, false, true},
        {"asl:gamma_neg=2,margin=0", false, true, false, true},
        {"asl:gamma_neg=0,margin=0.1", true, false, true, false},
        {"asl:gamma_neg=2,margin=0.1", true, true, true, true},
        {"asl_detached:gamma_neg=0.3,margin=0.05", true, true, true, true},
        {"focal:gamma=30", false, true, false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        asl_loss loss = loss_of(rows[i].spec);
        asl_shape s = asl_loss_shape(&loss);
        ck_assert_msg(s.hard_threshold == rows[i].hard && s.soft_threshold == rows[i].soft &&
                          s.discards_mislabelled == rows[i].discards && s.continuous_gradient == rows[i].continuous,
                      "%s", rows[i].spec);
    }
}
END_TEST

START_TEST(orders_are_the_focusing)
{
    const double gammas[] = {0, 1e-4, 0.3, 1, 2.5, 8, 30}, margins[] = {0, 0.005, 0.05, 0.4};
    for (size_t i = 0; i < 7; i++) {
        for (size_t k = 0; k < 4; k++) {
            const double theta[] = {0, gammas[i], margins[k]};
            asl_loss loss;
            asl_loss_set(&loss, asl_family_find("asl", NULL), theta, NULL);
            ck_assert_double_eq_tol(asl_loss_shape(&loss).order, gammas[i], 1e-9 + 1e-3 * gammas[i]);
        }
    }
}
END_TEST

START_TEST(cross_entropy_is_proper)
{
    asl_loss ce = loss_of("ce");
    for (int i = 0; i <= 20; i++) ck_assert_double_eq_tol(asl_loss_minimiser(&ce, i / 20.0), i / 20.0, 1e-14);
    ck_assert_double_eq_tol(asl_loss_minimiser(&ce, 1e-9) / 1e-9, 1, 1e-13);
}
END_TEST

START_TEST(minimisers_are_least)
{
    const char *specs[] = {"focal", "focal:gamma=0.5", "asl", "asl:gamma_pos=2,gamma_neg=1,margin=0.2",
                           "asl:gamma_neg=0,margin=0.5"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        asl_loss loss = loss_of(specs[i]);
        for (double eta = 0.02; eta < 1; eta += 0.07) {
            asl_prob best = asl_prob_of_prob(asl_loss_minimiser(&loss, eta));
            double least = eta * asl_loss_at(&loss, best, 1).value + (1 - eta) * asl_loss_at(&loss, best, 0).value;
            for (double z = -30; z <= 30; z += 0.01) {
                asl_prob x = asl_prob_of_logit(z);
                double risk = eta * asl_loss_at(&loss, x, 1).value + (1 - eta) * asl_loss_at(&loss, x, 0).value;
                ck_assert_double_le(least, risk + 1e-14);
            }
        }
    }
}
END_TEST

START_TEST(minimisers_at_the_ends)
{
    asl_loss asl = loss_of("asl"), focal = loss_of("focal");
    ck_assert_double_eq_tol(asl_loss_minimiser(&asl, 0), 0.05,
                            1e-14); /* anything up to the margin costs nothing: its end */
    ck_assert_double_eq(asl_loss_minimiser(&asl, 1), 1);
    ck_assert_double_eq(asl_loss_minimiser(&asl, 0.99), 1); /* a bounded l- gives way to certainty */
    ck_assert_double_gt(asl_loss_minimiser(&asl, 0.001), 0.05);
    ck_assert_double_eq(asl_loss_minimiser(&focal, 0), 0);
    focal = loss_of("focal:gamma=30");
    ck_assert_double_eq(asl_loss_minimiser(&focal, 0), 0);
    asl_loss tiny = loss_of("asl:gamma_neg=0,margin=1e-150");
    ck_assert(asl_loss_peak(&tiny, 0).found);
    focal = loss_of("focal");
    ck_assert_double_eq_tol(asl_loss_minimiser(&focal, 0.5), 0.5, 1e-14);
}
END_TEST

/* Of EM the pull down, not the pull up, which is as strong; of SPLC the place where it turns round. */
START_TEST(peaks_of_losses_that_turn)
{
    asl_loss em = loss_of("em"), splc = loss_of("splc:tau=0.7"), hill = loss_of("hill:lambda=1.2");
    asl_peak p = asl_loss_peak(&em, 0);
    ck_assert(p.found && p.logit > 1.5 && p.logit < 1.6);
    p = asl_loss_peak(&splc, 0);
    ck_assert(p.found);
    ck_assert_double_eq_tol(p.p, 0.7, 1e-12);
    p = asl_loss_peak(&hill, 0);
    ck_assert(p.found && p.p < 0.8 && p.grad > 0);
}
END_TEST

static double risk(const asl_loss *loss, double eta, double z)
{
    asl_prob x = asl_prob_of_logit(z);
    return eta * asl_loss_at(loss, x, 1).value + (1 - eta) * asl_loss_at(loss, x, 0).value;
}

/* Of several valleys the lowest: no logit of a fine grid has less risk. */
START_TEST(no_logit_is_better_than_the_best)
{
    const char *specs[] = {"ce", "asl:margin=0.2", "asl:gamma_neg=1,margin=0.4", "hill", "splc", "apl", "ral"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        asl_loss loss = loss_of(specs[i]);
        for (double eta = 0.02; eta < 1; eta += 0.07) {
            double best = asl_loss_best_logit(&loss, eta), least = risk(&loss, eta, best);
            for (double z = -15; z < 15; z += 0.05) {
                ck_assert_msg(least <= risk(&loss, eta, z) + 1e-12, "%s, eta %g: %g at %g, %g at %g", specs[i], eta,
                              least, best, risk(&loss, eta, z), z);
            }
        }
    }
}
END_TEST

SUITE(shape, no_logit_is_better_than_the_best, peaks_of_losses_that_turn, peaks_of_the_reference_table,
      closed_form_of_p_star_without_focusing, p_star_is_a_logit_where_p_rounds_to_1,
      nothing_is_steeper_than_the_supremum, the_supremum_of_dialects, table_1, orders_are_the_focusing,
      cross_entropy_is_proper, minimisers_are_least, minimisers_at_the_ends)
