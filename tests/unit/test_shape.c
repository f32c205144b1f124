/* p*, peaks, limits, table 1, and minimisers of the risk. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "loss/gradient_shape.h"
#include "loss/minimiser.h"
#include "support.h"

START_TEST(peaks_of_the_reference_table)
{
    /* m, gamma_neg, p* and peak, then p* and peak of the detached gradient (0: none). Derived by hand. */
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
        ck_assert_double_eq_tol(asl_loss_gradient_shape(&loss).jump, m * (1 - m), 1e-14);
    }
}
END_TEST

START_TEST(p_star_is_a_logit_where_p_rounds_to_1)
{
    /* margin 0: the gradient approaches 1, and its maximum is at 2 + 1 / gamma, up to about e^-(1 / gamma) */
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
                most = fmax(most, fabs(asl_loss_at(&loss, asl_sigmoid_of_logit(z), y).grad));
            }
            ck_assert_double_le(most, sup * (1 + 1e-15));
            ck_assert_double_ge(most, sup * (1 - 1e-6));
        }
    }
}
END_TEST

/* Implementations in single precision clip logarithms, which cuts off the gradient. */
START_TEST(the_supremum_of_dialects)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *family = asl_family_at(i);
        if (family->kind != ASL_IMPLEMENTATION) continue;
        asl_loss loss = loss_of(family->name);
        for (int y = 0; y <= 1; y++) {
            double sup = asl_loss_grad_sup(&loss, y), most = 0;
            for (double z = -60; z <= 60; z += 0.01) {
                most = fmax(most, fabs(asl_loss_at(&loss, asl_sigmoid_of_logit(z), y).grad));
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
        asl_gradient_shape s = asl_loss_gradient_shape(&loss);
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
            ck_assert_double_eq_tol(asl_loss_gradient_shape(&loss).order, gammas[i], 1e-9 + 1e-3 * gammas[i]);
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
            asl_sigmoid_point best = asl_sigmoid_of_prob(asl_loss_minimiser(&loss, eta));
            double least = eta * asl_loss_at(&loss, best, 1).value + (1 - eta) * asl_loss_at(&loss, best, 0).value;
            for (double z = -30; z <= 30; z += 0.01) {
                asl_sigmoid_point x = asl_sigmoid_of_logit(z);
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
                            1e-14); /* every p up to the margin has loss 0; the largest one is the minimiser */
    ck_assert_double_eq(asl_loss_minimiser(&asl, 1), 1);
    ck_assert_double_eq(asl_loss_minimiser(&asl, 0.99), 1); /* the negative loss is bounded, so p = 1 is optimal */
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

/* EM has two extrema of the same size: the peak is where the gradient pushes the logit down. The peak of SPLC is at the
 * logit where its gradient changes sign. */
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
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    return eta * asl_loss_at(loss, x, 1).value + (1 - eta) * asl_loss_at(loss, x, 0).value;
}

/* If the risk has several minima, the lowest one is found: no logit of a fine grid has less risk. */
START_TEST(no_logit_is_better_than_the_best)
{
    const char *specs[] = {"ce", "asl:margin=0.2", "asl:gamma_neg=1,margin=0.4", "hill", "splc", "apl", "ral"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        asl_loss loss = loss_of(specs[i]);
        for (double eta = 0.02; eta < 1; eta += 0.07) {
            double best = asl_loss_settling_logit(&loss, eta), least = risk(&loss, eta, best);
            for (double z = -15; z < 15; z += 0.05) {
                ck_assert_msg(least <= risk(&loss, eta, z) + 1e-12, "%s, eta %g: %g at %g, %g at %g", specs[i], eta,
                              least, best, risk(&loss, eta, z), z);
            }
        }
    }
}
END_TEST

/* --- claimed properties compared with values, for random parameters of every loss of one logit over their whole
 * ranges */

/* The loss as text, for messages. */
static const char *text_of(const asl_loss *loss)
{
    static char text[400];
    asl_strbuf t = {0};
    asl_loss_write(loss, &t);
    char *whole = asl_strbuf_take(&t, NULL);
    snprintf(text, sizeof text, "%s", whole);
    free(whole);
    return text;
}

static double grad_of(const asl_loss *loss, int y, double z)
{
    return asl_loss_at(loss, asl_sigmoid_of_logit(z), y).grad;
}

/* Single precision computes 1 - p from a rounded p. The steps that this causes are a property of the code, not of the
 * formula. */
static double slack(const asl_loss *loss, double largest)
{
    return (loss->family->traits & ASL_SINGLE ? 4e-6 : 3e-13) * (1 + largest);
}

/* Returns the distance from a logit within which single precision can be on either side of it: float logits near 18 are
 * 2e-6 apart, and 1 - p is a multiple of 6e-8. */
static double rounding_at(const asl_loss *loss, double z)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    bool probability = x.p * x.q > 1e-7;
    if (!(loss->family->traits & ASL_SINGLE)) return 0;
    return 1e-5 + (probability ? 2e-7 / (x.p * x.q) : 0);
}

/* Within a stretch, the gradient is monotone and between the values at its ends. */
static void check_stretch(const asl_loss *loss, int y, const asl_stretch *s)
{
    enum { POINTS = 400 };
    double from = fmax(s->from, -40), to = fmin(s->to, 40), last = s->start.grad;
    if (isnan(s->start.grad) || isnan(s->end.grad)) return;
    double largest = fmax(isinf(s->start.grad) ? 0 : fabs(s->start.grad), isinf(s->end.grad) ? 0 : fabs(s->end.grad));
    for (int i = -40; i <= POINTS && from < to; i++) {
        double z = i < 1 ? from + ldexp(to - from, i - 1 - 9) : from + (to - from) * i / (POINTS + 1);
        if (z <= from + rounding_at(loss, from) || z >= to - rounding_at(loss, to)) continue;
        double grad = grad_of(loss, y, z), off = slack(loss, fmax(largest, isinf(last) ? 0 : fabs(last)));
        bool right = s->slope == 0 ? fabs(grad - last) <= off : s->slope > 0 ? grad >= last - off : grad <= last + off;
        bool inside = grad >= fmin(s->start.grad, s->end.grad) - off && grad <= fmax(s->start.grad, s->end.grad) + off;
        ck_assert_msg(right && inside,
                      "%s, label %d: gradient %.17g at %.17g, before %.17g; slope %d from %.17g to %.17g",
                      text_of(loss), y, grad, z, last, s->slope, s->from, s->to);
        last = grad;
    }
}

START_TEST(stretches_are_monotone)
{
    dice d = {15};
    for (size_t f = 0; f < asl_family_count(); f++) {
        if (asl_family_at(f)->kind == ASL_BATCHWISE) continue;
        for (int i = 0; i < 150; i++) {
            asl_loss loss = any_loss(&d, asl_family_at(f));
            for (int y = 0; y <= 1; y++) {
                asl_stretch s[ASL_MAX_STRETCHES];
                size_t n = asl_loss_stretches(&loss, y, s);
                ck_assert(n > 0 && s[0].from == -ASL_INF && s[n - 1].to == ASL_INF);
                for (size_t k = 0; k < n; k++) {
                    ck_assert(k == 0 || s[k].from == s[k - 1].to);
                    check_stretch(&loss, y, &s[k]);
                }
            }
        }
    }
}
END_TEST

/* Whether e0 u^gamma is smaller than the other terms at the distances that the test uses. */
static bool weak_singularity(const asl_loss *loss)
{
    int e0 = asl_family_param(loss->family, "e0", NULL), gamma = asl_family_param(loss->family, "gamma_neg", NULL);
    int lambda = asl_family_param(loss->family, "lambda", NULL);
    double factor = lambda < 0 || loss->theta[lambda] == 1 ? 1 : loss->theta[lambda] - 1;
    return e0 >= 0 && loss->theta[e0] != 0 && fabs(loss->theta[e0]) * loss->theta[gamma] * factor < 1e-7;
}

/* Next to a kink, the loss equals its limits, or approaches them with the stated power. */
static void check_kink(const asl_loss *loss, int y, const asl_kink *kink)
{
    bool single = loss->family->traits & ASL_SINGLE;
    double t = single ? rounding_at(loss, kink->z) : 0x1p-40, far = single ? 1e-3 : 1e-6;
    asl_loss_value below = asl_loss_at(loss, asl_sigmoid_of_logit(kink->z - t), y),
                   above = asl_loss_at(loss, asl_sigmoid_of_logit(kink->z + t), y);
    double near = far * (1 + fabs(kink->below.grad) + (isinf(kink->above.grad) ? 0 : fabs(kink->above.grad)));
    ck_assert_msg((isnan(below.grad) && isnan(kink->below.grad)) || fabs(below.grad - kink->below.grad) <= near,
                  "%s: below %.17g, limit %.17g", text_of(loss), below.grad, kink->below.grad);
    ck_assert_msg(fabs(below.value - kink->below.value) <= far * (1 + fabs(below.value)),
                  "%s: value %.17g, limit %.17g", text_of(loss), below.value, kink->below.value);
    if (kink->power == 0) {
        ck_assert_msg(fabs(above.grad - kink->above.grad) <= near, "%s: above %.17g, limit %.17g", text_of(loss),
                      above.grad, kink->above.grad);
    } else if (!single) {
        ck_assert_double_eq(kink->above.grad, kink->power > 0 ? 0 : copysign(ASL_INF, above.grad));
        double z = kink->z + t, z2 = kink->z + t / 16, nearer = grad_of(loss, y, z2);
        double closer = ((z - kink->z) - kink->z_lo) / ((z2 - kink->z) - kink->z_lo);
        double ratio = log(above.grad / nearer) / log(closer);
        if (fabs(nearer) > 1e-290 && !weak_singularity(loss))
            ck_assert_msg(fabs(ratio - kink->power) < 1e-3, "%s: power %g, measured %g", text_of(loss), kink->power,
                          ratio);
    }
}

START_TEST(kinks_are_where_their_limits_say)
{
    dice d = {16};
    size_t checked = 0;
    for (size_t f = 0; f < asl_family_count(); f++) {
        for (int i = 0; i < 400; i++) {
            asl_loss loss = any_loss(&d, asl_family_at(f));
            for (int y = 0; y <= 1; y++) {
                asl_kink kink[ASL_MAX_KINKS];
                size_t n = asl_loss_kinks(&loss, y, kink);
                for (size_t k = 0; k < n; k++) check_kink(&loss, y, &kink[k]);
                checked += n;
            }
        }
    }
    ck_assert_uint_gt(checked, 1000);
}
END_TEST

/* Compares the four properties, p* and the jump with the gradient on a grid. */
static void check_properties(const asl_loss *loss)
{
    asl_gradient_shape s = asl_loss_gradient_shape(loss);
    double margin = asl_loss_margin(loss), most = -ASL_INF;
    bool dropped = true;
    for (double z = -30; z <= 30; z += 0.01) {
        double grad = grad_of(loss, 0, z);
        if (asl_sigmoid_of_logit(z).p <= margin - (loss->family->traits & ASL_SINGLE ? 2e-7 : 0))
            dropped = dropped && grad == 0;
        if (!isnan(grad)) most = fmax(most, grad);
    }
    ck_assert_msg(s.hard_threshold == (margin > 0) && dropped, "%s: hard threshold", text_of(loss));
    double start = grad_of(loss, 0, -ASL_INF), end = fmax(start, s.grad_end), top = s.peak.found ? s.peak.grad : end;
    ck_assert_msg(most <= fmax(top, end) + slack(loss, fabs(most)), "%s: gradient %.17g, p* has %.17g, the ends %.17g",
                  text_of(loss), most, top, end);
    ck_assert_msg(s.discards_mislabelled == (grad_of(loss, 0, ASL_INF) == 0), "%s: p = 1", text_of(loss));
    ck_assert_msg(s.soft_threshold == (s.order > 0) && s.continuous_gradient == (s.jump == 0), "%s", text_of(loss));
}

START_TEST(properties_follow_from_the_gradient)
{
    dice d = {17};
    for (size_t f = 0; f < asl_family_count(); f++) {
        if (asl_family_at(f)->kind == ASL_BATCHWISE) continue;
        for (int i = 0; i < 60; i++) {
            asl_loss loss = any_loss(&d, asl_family_at(f));
            check_properties(&loss);
        }
    }
}
END_TEST

/* Jumps of the gradient at the margin of cross-entropy and at every tau of SPLC, compared with the values on both
 * sides. */
START_TEST(jumps_at_every_margin_and_tau)
{
    for (int i = 1; i <= 500; i++) {
        const double theta[] = {0, 0, 0.001 * i};
        asl_loss loss;
        asl_loss_set(&loss, asl_family_find("asl", NULL), theta, NULL);
        asl_gradient_shape s = asl_loss_gradient_shape(&loss);
        ck_assert_double_eq_tol(s.jump, theta[2] * (1 - theta[2]), 1e-15);
        ck_assert(!s.continuous_gradient);
    }
    for (int i = 1; i <= 99; i++) {
        const double theta[] = {0.01 * i, 1, 2};
        asl_loss loss;
        asl_loss_set(&loss, asl_family_find("splc", NULL), theta, NULL);
        double z = asl_sigmoid_of_prob(theta[0]).z, step = grad_of(&loss, 0, z + 1e-7) - grad_of(&loss, 0, z - 1e-7);
        ck_assert_double_eq_tol(asl_loss_gradient_shape(&loss).jump, step, 1e-6);
        ck_assert(!asl_loss_gradient_shape(&loss).continuous_gradient && step < 0);
    }
    asl_loss splc = loss_of("splc");
    ck_assert_double_eq_tol(asl_loss_gradient_shape(&splc).jump, -0.642, 5e-4);
}
END_TEST

/* The minimiser has the least risk on a grid for any parameters and any share of positives, and the expected gradient
 * changes sign at the logit where training settles. */
static void check_minimiser(const asl_loss *loss, double eta)
{
    double best = asl_loss_minimiser_logit(loss, eta), least = risk(loss, eta, best),
           z = asl_loss_settling_logit(loss, eta);
    double tolerance = loss->family->traits & ASL_SINGLE ? 1e-6 : 1e-13;
    for (double at = -2000; at < 2000; at += fabs(at) < 30 ? 0.11 : 50) {
        double other = risk(loss, eta, at);
        ck_assert_msg(isnan(other) || least <= other + tolerance * (1 + fabs(other)),
                      "%s, eta %g: %.17g at %.17g, %.17g at %g", text_of(loss), eta, least, best, other, at);
    }
    if (!isfinite(z) || loss->family->traits & ASL_SINGLE) return;
    double d = 1e-10 * (1 + fabs(z)), before = eta * grad_of(loss, 1, z - d) + (1 - eta) * grad_of(loss, 0, z - d);
    double after = eta * grad_of(loss, 1, z + d) + (1 - eta) * grad_of(loss, 0, z + d);
    ck_assert_msg(before <= 1e-14 && after >= -1e-14, "%s, eta %g: settles at %.17g, from %g to %g", text_of(loss), eta,
                  z, before, after);
}

START_TEST(minimisers_of_every_loss)
{
    dice d = {18};
    for (size_t f = 0; f < asl_family_count(); f++) {
        if (asl_family_at(f)->kind == ASL_BATCHWISE) continue;
        for (int i = 0; i < 60; i++) {
            asl_loss loss = any_loss(&d, asl_family_at(f));
            check_minimiser(&loss, i % 3 == 0 ? pow(10, roll(&d, -8, 0)) : roll(&d, 0.01, 0.99));
        }
    }
}
END_TEST

START_TEST(flat_and_detached_losses)
{
    asl_loss spa = loss_of("spa:k_pos=0.01,k_neg=0.01,b_neg=0,z_neg=1");
    ck_assert_double_eq_tol(asl_loss_minimiser(&spa, 5e-4), 5e-4, 1e-12);
    ck_assert_double_eq_tol(asl_loss_minimiser(&spa, 1 - 1e-9), 1 - 1e-9, 1e-12);
    asl_loss detached = loss_of("asl_detached"), attached = loss_of("asl");
    ck_assert_double_eq_tol(asl_loss_settling(&detached, 0.1), 0.592, 5e-4);
    ck_assert_double_eq_tol(asl_loss_minimiser(&detached, 0.1), 0.478, 5e-4);
    ck_assert_double_eq(asl_loss_minimiser(&detached, 0.1), asl_loss_minimiser(&attached, 0.1));
    ck_assert_double_eq(asl_loss_settling(&attached, 0.1), asl_loss_minimiser(&attached, 0.1));
    asl_loss em = loss_of("em"), alibaba = loss_of("alibaba:margin=0");
    ck_assert_double_eq(asl_loss_gradient_shape(&em).order, 0);
    ck_assert_double_eq_tol(asl_loss_peak(&alibaba, 0).logit, 24 * log(2), 1e-9);
    ck_assert_double_eq_tol(asl_loss_gradient_shape(&alibaba).order, 4, 1e-3);
}
END_TEST

SUITE(shape, stretches_are_monotone, kinks_are_where_their_limits_say, properties_follow_from_the_gradient,
      jumps_at_every_margin_and_tau, minimisers_of_every_loss, flat_and_detached_losses,
      no_logit_is_better_than_the_best, peaks_of_losses_that_turn, peaks_of_the_reference_table,
      closed_form_of_p_star_without_focusing, p_star_is_a_logit_where_p_rounds_to_1,
      nothing_is_steeper_than_the_supremum, the_supremum_of_dialects, table_1, orders_are_the_focusing,
      cross_entropy_is_proper, minimisers_are_least, minimisers_at_the_ends)
