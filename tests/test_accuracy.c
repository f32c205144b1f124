/* The accuracy that src/loss/loss.h promises, measured against 256-bit references; prints the worst error seen. */
#include <math.h>
#include <stdio.h>

#include "math/dd.h"
#include "reference.h"
#include "support.h"

#define UNDER       1e-290 /* below it results run into underflow on the way */
#define UNDER_ERROR 1e-300

static const double gammas[] = {0, 0.5, 1, 2, 4, 10};
static const double margins[] = {0, 0.05, 0.2, 0.5};
enum { GAMMAS = 6, MARGINS = 4 };

typedef struct worst {
    double value, grad, hess;
} worst;

static double relative(double x, double exact)
{
    if (x == exact) return 0;
    if (fabs(exact) < UNDER) {
        ck_assert_double_le(fabs(x - exact), UNDER_ERROR);
        return 0;
    }
    return fabs(x - exact) / fabs(exact);
}

/* Distance of a logit from the margin's; infinite without one. */
static double from_margin(const asl_loss *loss, double z, int label)
{
    double m = asl_loss_margin(loss);
    return label == 0 && m > 0 ? fabs(reference_logit_gap(m, z)) : (double)INFINITY;
}

/* Within 1e-12 of the margin, where the next doubles are: the distance itself is known to 5e-32 (1 + |z|). */
static void compare_at_margin(const asl_loss *loss, double z, double distance, const asl_jet *j, const asl_jet *exact)
{
    double g = fmax(loss->theta[0], loss->theta[1]);
    double bound = (g + 1) * (1e-15 + 5e-32 * (1 + fabs(z)) / distance);
    ck_assert_double_le(relative(j->value, exact->value), bound);
    ck_assert_double_le(relative(j->grad, exact->grad), bound);
    ck_assert_double_le(relative(j->hess, exact->hess), 2 * bound);
}

static void compare(const asl_loss *loss, double x, bool is_prob, int label, worst *w)
{
    double distance = is_prob ? (double)INFINITY : from_margin(loss, x, label);
    if (distance < 1e-90) return; /* logit 1e-300 at margin .5: nearer to the kink than the reference's step */
    asl_jet exact, j = asl_loss_at(loss, is_prob ? asl_prob_of_prob(x) : asl_prob_of_logit(x), label);
    reference_jet(loss, x, is_prob, label, &exact);
    double scale = fabs(exact.hess) + fabs(exact.grad);
    bool numbers = !isnan(j.value + j.grad + j.hess + exact.value + exact.grad + exact.hess);
    ck_assert_msg(numbers, "%s(%g, %g, %g), label %d, at %g: nan", loss->family->name, loss->theta[0], loss->theta[1],
                  loss->theta[2], label, x);
    if (distance < 1e-12) {
        compare_at_margin(loss, x, distance, &j, &exact);
        return;
    }
    w->value = fmax(w->value, relative(j.value, exact.value));
    w->grad = fmax(w->grad, relative(j.grad, exact.grad));
    if (scale < UNDER) {
        ck_assert_double_le(fabs(j.hess - exact.hess), UNDER_ERROR);
    } else {
        w->hess = fmax(w->hess, fabs(j.hess - exact.hess) / scale);
    }
}

/* Random and corner logits of one loss, on both sides of the margin and next to it. */
static void try_logits(const asl_loss *loss, dice *d, worst *w)
{
    static const double corners[] = {0, 1e-300, -1e-300, 1e-9, 36.7, -36.7, 700, -700, 16.636, -18.42};
    for (size_t i = 0; i < sizeof corners / sizeof corners[0]; i++) {
        for (int label = 0; label <= 1; label++) compare(loss, corners[i], false, label, w);
    }
    for (int i = 0; i < 12; i++) {
        double far = i % 3 == 0 ? 700 : i % 3 == 1 ? 40 : 6;
        for (int label = 0; label <= 1; label++) compare(loss, roll(d, -far, far), false, label, w);
    }
    double kink[ASL_MAX_KINKS];
    if (asl_loss_kinks(loss, 0, kink) == 0) return;
    double z = kink[0];
    compare(loss, z, false, 0, w);
    for (int side = -1; side <= 1; side += 2) {
        compare(loss, nextafter(z, side > 0 ? INFINITY : -INFINITY), false, 0, w);
        for (int i = 1; i <= 15; i += 2) compare(loss, z + side * pow(10, -i), false, 0, w);
    }
}

static void try_probabilities(const asl_loss *loss, dice *d, worst *w)
{
    for (int i = 0; i < 6; i++) {
        double p = i % 2 == 0 ? roll(d, 0, 1) : pow(10, roll(d, -12, 0));
        for (int label = 0; label <= 1; label++) compare(loss, p, true, label, w);
        compare(loss, 1 - ldexp(roll(d, 1, 2), -10 - 7 * i), true, i % 2, w);
    }
    double m = asl_loss_margin(loss);
    if (m == 0) return;
    asl_jet at_margin = asl_loss_at(loss, asl_prob_of_prob(m), 0);
    ck_assert(at_margin.value == 0 && at_margin.grad == 0 && at_margin.hess == 0);
    compare(loss, nextafter(m, 1), true, 0, w);
    compare(loss, m * 1.000001, true, 0, w);
}

/* All combinations of the corner gammas up to gamma_most, and margins, that a family has parameters for. */
static void try_family(const asl_family *f, double gamma_least, double gamma_most, worst *w)
{
    dice d = {2009};
    size_t n = asl_family_params(f), combinations = n == 0 ? 1 : n == 1 ? GAMMAS : GAMMAS * MARGINS;
    for (size_t c = 0; c < combinations; c++) {
        double g = gammas[c % GAMMAS], theta[ASL_MAX_PARAMS] = {g, g, margins[c / GAMMAS % MARGINS]};
        asl_loss loss;
        if (g < gamma_least || g > gamma_most) continue;
        ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
        try_logits(&loss, &d, w);
        try_probabilities(&loss, &d, w);
    }
    for (int i = 0; i < 12 && n > 0; i++) { /* and some that are no corner */
        double g = roll(&d, gamma_least, gamma_most), theta[ASL_MAX_PARAMS] = {g, g, roll(&d, 0, 0.5)};
        asl_loss loss;
        ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
        try_logits(&loss, &d, w);
    }
}

static void check_up_to(double gamma_least, double gamma_most, double bound)
{
    worst all = {0};
    for (size_t i = 0; i < asl_family_count(); i++) {
        worst w = {0};
        if (asl_family_at(i)->kind == ASL_BATCHWISE) continue;
        if (gamma_least > 0 && asl_family_params(asl_family_at(i)) == 0) continue;
        try_family(asl_family_at(i), gamma_least, gamma_most, &w);
        printf("accuracy: %-12s gamma %g to %-2g  value %.1e  grad %.1e  hess %.1e\n", asl_family_at(i)->name,
               gamma_least, gamma_most, w.value, w.grad, w.hess);
        all = (worst){fmax(all.value, w.value), fmax(all.grad, w.grad), fmax(all.hess, w.hess)};
    }
    fflush(stdout);
    ck_assert_double_le(all.value, bound);
    ck_assert_double_le(all.grad, bound);
    ck_assert_double_le(all.hess, 3e-14); /* of |hess| + |grad|: hess has roots */
}

START_TEST(gammas_up_to_4) { check_up_to(0, 4, 5e-15); }
END_TEST

START_TEST(gammas_up_to_10) { check_up_to(4, 10, 2e-14); }
END_TEST

START_TEST(margin_logit_in_two_doubles)
{
    dice d = {7};
    double most = 0;
    for (int i = 0; i < 300; i++) {
        double m = i < 100 ? roll(&d, 0, 0.5) : pow(10, roll(&d, -8, -0.31));
        asl_dd z = asl_dd_logit(m);
        double gap = reference_logit_gap(m, z.hi);
        most = fmax(most, fabs(z.lo - gap) / (1 + fabs(z.hi)));
    }
    printf("accuracy: logit(margin) as hi + lo: error %.1e of 1 + |logit|\n", most);
    ck_assert_double_le(most, 4e-32);
    ck_assert_double_eq(asl_dd_logit(0).hi, -INFINITY);
}
END_TEST

SUITE(accuracy, gammas_up_to_4, gammas_up_to_10, margin_logit_in_two_doubles)
