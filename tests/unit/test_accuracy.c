/* Checks the accuracy that src/loss/loss.h promises for every loss of one logit, over all parameters: compares each
 * loss with its formula in 256 bits. Prints the largest error. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/numbers.h"
#include "math/dd.h"
#include "reference.h"
#include "reference/reference.h"
#include "support.h"

#define UNDER       1e-290 /* smaller results can underflow in an intermediate step */
#define UNDER_ERROR 1e-300

static const double gammas[] = {0, 0.5, 1, 2, 4, 10};
static const double margins[] = {0, 0.05, 0.2, 0.5};
enum { GAMMAS = 6, MARGINS = 4 };

typedef struct worst {
    double value, grad, hess;
} worst;

static bool is_named(const asl_param *p, const char *word) { return strncmp(p->name, word, strlen(word)) == 0; }

static bool has_gamma(const asl_family *f)
{
    for (size_t i = 0; i < asl_family_params(f); i++) {
        if (is_named(&f->params[i], "gamma")) return true;
    }
    return false;
}

static double largest_gamma(const asl_loss *loss)
{
    double most = 0;
    for (size_t i = 0; i < asl_family_params(loss->family); i++) {
        if (is_named(&loss->family->params[i], "gamma")) most = fmax(most, loss->theta[i]);
    }
    return most;
}

/* Returns the magnitude that the error of each number is relative to. A number without zeros is compared with itself.
 * hess has zeros, so its error is relative to |hess| + |grad|. If value or grad have zeros too, they are sums of terms
 * that cancel. For example, -log p + e q + ... is q + e q + ... for large z. These terms are as large as p q, or as
 * large as 1 in a value on the wrong side. A rounded sum cannot be more accurate than its terms. */
static asl_loss_value scale_of(const asl_loss *loss, const asl_sigmoid_point *x, int label, const asl_loss_value *exact)
{
    bool rooted = loss->family->traits & (ASL_SIGNED | ASL_NOT_MONOTONE);
    double value = fabs(exact->value), grad = fabs(exact->grad), hess = fabs(exact->hess);
    double all = value + grad + hess + x->p * x->q;
    bool wrong_side = loss->family->traits & ASL_SIGNED && (label ? x->p : x->q) < 0.5;
    return rooted ? (asl_loss_value){all + wrong_side, all, all} : (asl_loss_value){value, grad, hess + grad};
}

static double relative(double x, double exact, double scale)
{
    if (x == exact) return 0;
    if (scale < UNDER) {
        ck_assert_double_le(fabs(x - exact), UNDER_ERROR);
        return 0;
    }
    return fabs(x - exact) / scale;
}

/* Returns the distance of a logit from the logit of the margin; infinite if the loss has no margin. */
static double from_margin(const asl_loss *loss, double z, int label)
{
    double m = asl_loss_margin(loss);
    return label == 0 && m > 0 ? fabs(reference_logit_gap(m, z)) : ASL_INF;
}

static void compare(const asl_loss *loss, double x, bool is_prob, int label, worst *w)
{
    double distance = is_prob ? ASL_INF : from_margin(loss, x, label);
    if (distance < 1e-290) return; /* 1e-300 is a logit at margin 0.5, where u is limited to 1e-300 */
    asl_sigmoid_point at = is_prob ? asl_sigmoid_of_prob(x) : asl_sigmoid_of_logit(x);
    asl_loss_value exact = {0}, j = asl_loss_at(loss, at, label);
    ck_assert_int_eq(asl_reference_jet(loss, x, is_prob, label, &exact, NULL), ASL_OK);
    asl_loss_value scale = scale_of(loss, &at, label, &exact);
    bool numbers = !isnan(j.value + j.grad + j.hess + exact.value + exact.grad + exact.hess);
    ck_assert_msg(numbers, "%s(%g, %g, %g), label %d, at %g: nan", loss->family->name, loss->theta[0], loss->theta[1],
                  loss->theta[2], label, x);
    worst e = {relative(j.value, exact.value, scale.value), relative(j.grad, exact.grad, scale.grad),
               relative(j.hess, exact.hess, scale.hess)};
    if (distance < 1e-12) { /* neighbouring doubles: the distance is known only to 5e-32 (1 + |z|) */
        double bound = (largest_gamma(loss) + 1) * (1e-15 + 5e-32 * (1 + fabs(x)) / distance);
        ck_assert_double_le(fmax(fmax(e.value, e.grad), e.hess / 2), bound);
        return;
    }
    *w = (worst){fmax(w->value, e.value), fmax(w->grad, e.grad), fmax(w->hess, e.hess)};
}

/* Compares logits around a kink at z. If the loss itself jumps, the nearest doubles are left out, because the logit of
 * the jump is known only to a few doubles. */
static void try_kink(const asl_loss *loss, double z, bool jump, worst *w)
{
    if (!jump) compare(loss, z, false, 0, w);
    for (int side = -1; side <= 1; side += 2) {
        if (!jump) compare(loss, nextafter(z, side * ASL_INF), false, 0, w);
        for (int i = 1; i <= (jump ? 13 : 15); i += 2) compare(loss, z + side * pow(10, -i), false, 0, w);
    }
}

/* Tests one loss at random and extreme logits, and at and near its kinks. */
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
    asl_kink kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(loss, 0, kink), margined = asl_loss_margin(loss) > 0;
    for (size_t i = 0; i < n; i++) try_kink(loss, kink[i].z, i >= margined, w);
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
    asl_loss_value at_margin = asl_loss_at(loss, asl_sigmoid_of_prob(m), 0);
    /* for these losses u^0 is 1 at the margin, and its factor can be any number */
    bool silent = (loss->family->traits & ASL_SIGNED) == 0;
    ck_assert(!silent || (at_margin.value == 0 && at_margin.grad == 0 && at_margin.hess == 0));
    compare(loss, m, true, 0, w);
    compare(loss, nextafter(m, 1), true, 0, w);
    compare(loss, m * 1.000001, true, 0, w);
}

/* Returns configuration c. The first ones combine every gamma of `gammas` (the same for all gammas of the loss) with
 * every margin; each other parameter is its default, an end of its range or -1 (where e0 cancels). After these
 * combinations, every parameter is random. */
static asl_loss configure(const asl_family *f, size_t c, double gamma, dice *d)
{
    double theta[ASL_MAX_PARAMS] = {0};
    bool corner = c < GAMMAS * MARGINS;
    for (size_t i = 0; i < asl_family_params(f); i++) {
        const asl_param *p = &f->params[i];
        double choice = roll(d, 0, 4), x = choice < 1 ? p->lo : choice < 2 ? p->def : choice < 3 ? p->hi : -1;
        if (is_named(p, "gamma")) {
            x = gamma;
        } else if (is_named(p, "margin")) {
            x = margins[c / GAMMAS % MARGINS];
        }
        if (!corner && !is_named(p, "gamma")) x = roll(d, p->lo, p->hi);
        theta[i] = fmin(fmax(x, p->lo), p->hi);
    }
    asl_loss loss;
    ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
    return loss;
}

static void try_family(const asl_family *f, double gamma_least, double gamma_most, worst *w)
{
    enum { CORNERS = GAMMAS * MARGINS, BETWEEN = 60 };
    dice d = {2009};
    bool plain = asl_family_params(f) == 0;
    for (size_t c = 0; c < CORNERS + BETWEEN && !(plain && c > 0); c++) {
        double g = c < CORNERS ? gammas[c % GAMMAS] : roll(&d, gamma_least, gamma_most);
        if (g < gamma_least || g > gamma_most) continue;
        asl_loss loss = configure(f, c, g, &d);
        try_logits(&loss, &d, w);
        if (c < CORNERS) try_probabilities(&loss, &d, w);
    }
}

static void check_up_to(double gamma_least, double gamma_most, double bound)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *f = asl_family_at(i);
        worst w = {0};
        if (!asl_reference_has(f) || (gamma_least > 0 && !has_gamma(f))) continue;
        try_family(f, gamma_least, gamma_most, &w);
        printf("accuracy: %-12s gamma %g to %-2g  value %.1e  grad %.1e  hess %.1e\n", f->name, gamma_least, gamma_most,
               w.value, w.grad, w.hess);
        fflush(stdout);
        ck_assert_msg(fmax(w.value, w.grad) <= bound && w.hess <= 3e-14, "%s: value %g, grad %g, hess %g", f->name,
                      w.value, w.grad, w.hess);
    }
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
        double m = i < 100 ? roll(&d, 0, 1) : pow(10, roll(&d, -8, -0.31)); /* margins, and tau of SPLC */
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
