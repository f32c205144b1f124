/* Logit distributions, expectations and sweeps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "study/expectation.h"
#include "study/sweep.h"
#include "support.h"
#include "sweep_oracle.h"

static asl_dist dist_of(const char *spec)
{
    asl_dist d;
    bool known;
    asl_error err;
    if (asl_dist_read(&d, spec, &known, &err) != ASL_OK) ck_abort_msg("%s", err.text);
    return d;
}

START_TEST(distributions_are_read)
{
    asl_dist d = dist_of("late");
    ck_assert(d.mixture[0].part[0].mean == -5 && d.mixture[1].part[0].mean == 1.5 && d.mixture[1].part[0].sd == 1.5);
    d = dist_of("gauss:pos_mean=2,neg_sd=0.5");
    ck_assert(d.mixture[1].part[0].mean == 2 && d.mixture[0].part[0].sd == 0.5 && d.mixture[0].part[0].mean == -5);
    d = dist_of("pos=N(2,1);neg=3*N(-6,1)+1*N(-1,0.5)");
    ck_assert(d.mixture[0].n == 2 && d.mixture[0].part[0].weight == 0.75 && d.mixture[0].part[1].mean == -1);
    ck_assert(d.mixture[1].n == 1 && d.mixture[1].part[0].weight == 1);
}
END_TEST

START_TEST(bad_distributions)
{
    const char *bad[] = {"gauss:",
                         "gauss:mean=1",
                         "gauss:neg_sd=0",
                         "gauss:neg_sd=-1",
                         "gauss:neg_mean=nan",
                         "gauss:neg_mean=1,",
                         "neg=N(0,1)",
                         "neg=N(0,1);neg=N(0,1)",
                         "neg=N(0,0);pos=N(0,1)",
                         "neg=0*N(0,1);pos=N(0,1)",
                         "neg=1e-300*N(0,1)+2*N(1,1);pos=N(0,1)",
                         "neg=N(0;pos=N(0,1)",
                         "neg=N(0,1)+;pos=N(0,1)",
                         "neg=M(0,1);pos=N(0,1)",
                         "neg=2N(0,1);pos=N(0,1)",
                         "neg=N(0,1);pos=N(0,1)x",
                         "laet"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        asl_dist d;
        bool known;
        asl_error err;
        ck_assert_msg(asl_dist_read(&d, bad[i], &known, &err) == ASL_BAD, "%s", bad[i]);
        ck_assert_int_eq(known, strcmp(bad[i], "laet") != 0);
    }
}
END_TEST

/* --- comparison with the oracle */

static asl_mixture random_mixture(dice *d, double centre)
{
    asl_mixture m = {.n = roll(d, 0, 1) < 0.3 ? 2 : 1};
    double first = m.n == 2 ? roll(d, 0.05, 0.95) : 1;
    for (size_t i = 0; i < m.n; i++) {
        m.part[i] =
            (asl_normal){i == 0 ? first : 1 - first, centre + roll(d, -7, 5), exp(roll(d, log(0.01), log(100)))};
    }
    return m;
}

static double now_and_then(dice *d, double rare, double lo, double hi)
{
    return roll(d, 0, 1) < 0.12 ? rare : roll(d, lo, hi);
}

/* Returns a value for a parameter: a bound, the default, or a random number in its range, often log-uniform. */
static double random_param(dice *d, const asl_param *p)
{
    double kind = roll(d, 0, 1), least = p->lo > 0 ? p->lo : 1e-4 * p->hi;
    if (kind < 0.08) return p->def;
    if (kind < 0.16) return p->lo;
    if (kind < 0.2) return p->hi;
    if (p->lo < 0 || kind < 0.6) return roll(d, p->lo, p->hi);
    return fmin(fmax(exp(roll(d, log(least), log(p->hi))), p->lo), p->hi);
}

/* Makes the gradient behave like offset^(gamma - 1) next to the margin, for apl and ral. */
static void make_singular(dice *d, oracle_point *o)
{
    const asl_family *f = asl_family_find(o->family, NULL);
    int e0 = asl_family_param(f, "e0", NULL), gamma = asl_family_param(f, "gamma_neg", NULL),
        margin = asl_family_param(f, "margin", NULL);
    o->theta[e0] = (roll(d, 0, 1) < 0.5 ? -1 : 1) * exp(roll(d, log(0.01), log(10)));
    o->theta[gamma] = exp(roll(d, log(1e-9), 0));
    o->theta[margin] = roll(d, 0, 1) < 0.1 ? 0.5 : exp(roll(d, log(1e-3), log(0.5)));
}

/* Chooses bands with random edges, also at the kink and just above or below it. */
static void random_bands(dice *d, oracle_point *o, double kink)
{
    double a = roll(d, 0.001, 0.999), near = exp(roll(d, log(1e-13), log(0.1)));
    if (kink > 0 && roll(d, 0, 1) < 0.8) a = kink * (1 + (roll(d, 0, 1) < 0.7 ? near : -near));
    if (kink > 0 && roll(d, 0, 1) < 0.1) a = kink;
    double b = roll(d, 0, 1) < 0.3 ? a * (1 + near) : roll(d, a, 1);
    if (!(a > 0 && a < b && b < 1)) return;
    o->bands = 3;
    o->band[0] = a;
    o->band[1] = b;
}

static oracle_point random_point(dice *d)
{
    size_t family = 0;
    do {
        family = (size_t)roll(d, 0, (double)asl_family_count());
    } while (asl_family_at(family)->kind != ASL_POINTWISE);
    const asl_family *f = asl_family_at(family);
    oracle_point o = {.family = f->name,
                      .positive_rate = now_and_then(d, 0.5, 1e-4, 0.3),
                      .missing = now_and_then(d, 0, 0, 1),
                      .spurious = now_and_then(d, 0, 0, 0.2),
                      .low_logit = roll(d, 0, 1) < 0.4};
    for (size_t i = 0; i < asl_family_params(f); i++) o.theta[i] = random_param(d, &f->params[i]);
    if (asl_family_param(f, "e0", NULL) >= 0 && roll(d, 0, 1) < 0.7) make_singular(d, &o);
    o.neg = random_mixture(d, -4);
    o.pos = random_mixture(d, 1);
    int kink = asl_family_param(f, strcmp(f->name, "splc") == 0 ? "tau" : "margin", NULL);
    if (roll(d, 0, 1) < 0.4) random_bands(d, &o, kink >= 0 ? o.theta[kink] : 0);
    return o;
}

/* The point as arguments of `aslab sweep`, for the message of a failure. */
static const char *describe(const oracle_point *o)
{
    static char text[1024];
    const asl_family *f = asl_family_find(o->family, NULL);
    int n = snprintf(text, sizeof text, "--loss %s", o->family);
    for (size_t i = 0; i < asl_family_params(f); i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%c%s=%.17g", i > 0 ? ',' : ':', f->params[i].name,
                      o->theta[i]);
    n += snprintf(text + n, sizeof text - (size_t)n, " --positive-rate %.17g --missing %.17g --spurious %.17g%s",
                  o->positive_rate, o->missing, o->spurious, o->low_logit ? " --missing-law low-logit" : "");
    for (int side = 0; side < 2; side++) {
        const asl_mixture *m = side == 0 ? &o->neg : &o->pos;
        n += snprintf(text + n, sizeof text - (size_t)n, side == 0 ? " --dist 'neg=" : ";pos=");
        for (size_t i = 0; i < m->n; i++)
            n += snprintf(text + n, sizeof text - (size_t)n, "%s%.17g*N(%.17g,%.17g)", i > 0 ? "+" : "",
                          m->part[i].weight, m->part[i].mean, m->part[i].sd);
    }
    n += snprintf(text + n, sizeof text - (size_t)n, "'");
    if (o->bands > 0) snprintf(text + n, sizeof text - (size_t)n, " --bands %.17g,%.17g", o->band[0], o->band[1]);
    return text;
}

/* The statistics and bands that the program computes for one point. */
static void sweep_point(const oracle_point *o, double *out, double *band)
{
    asl_dist dist = {.mixture = {o->neg, o->pos}};
    const double rate[] = {o->positive_rate, o->missing, o->spurious};
    asl_sweep_spec spec = {.family = asl_family_find(o->family, NULL),
                           .low_logit = o->low_logit,
                           .dist = &dist,
                           .nbands = (size_t)o->bands,
                           .threads = 1};
    for (size_t i = 0; i < asl_family_params(spec.family); i++) {
        spec.params[i] = (asl_axis_values){.n = 1, .from = o->theta[i], .to = o->theta[i]};
    }
    for (int i = 0; i < 3; i++) spec.rates[i] = (asl_axis_values){.n = 1, .from = rate[i], .to = rate[i]};
    for (int i = 0; i + 1 < o->bands; i++) spec.band[i] = o->band[i];
    asl_sweep *s;
    asl_error err = {.text = ""};
    table t = {0};
    ck_assert_int_eq(asl_sweep_new(&s, &spec, NULL), ASL_OK);
    ck_assert_uint_eq(asl_sweep_rows(s), 1);
    asl_sweep_need(s, 0, 1);
    asl_sweep_prepare(s);
    ck_assert_int_eq(asl_sweep_columns(s, table_visitor(&t), NULL), ASL_OK);
    ck_assert_msg(asl_sweep_range(s, 0, 1, table_visitor(&t), &err) == ASL_OK, "%s, at %s", err.text, describe(o));
    for (size_t i = 0; i < ASL_SWEEP_STATISTICS; i++) out[i] = table_number(&t, 0, asl_statistics[i].name);
    for (int i = 0; i < o->bands; i++) {
        char name[16];
        snprintf(name, sizeof name, "band_%d", i + 1);
        band[i] = table_number(&t, 0, name);
    }
    table_free(&t);
    asl_sweep_free(s);
}

_Static_assert((int)ORACLE_STATISTICS == (int)ASL_SWEEP_STATISTICS, "the oracle has all statistics");
enum { GRAD_POS = 3, GRAD_NEG, GRAD_RATIO, MISSING_SHARE, MISSING_OVER_POS, P_STAR = 9, REJECTED, REJECTED_CLEAN };

/* Whether the oracle knows p*: only for asl, and only if the peak of the gradient is higher than rounding errors. */
static bool has_known_peak(const oracle_point *o)
{
    return strcmp(o->family, "asl") == 0 && (o->theta[1] == 0 || o->theta[1] >= 0.1);
}

/* Whether statistic k is a quotient whose denominator underflows. */
static bool by_nothing(const double *exact, int k)
{
    double missing = exact[MISSING_SHARE] * exact[GRAD_NEG];
    return (exact[GRAD_NEG] < 1e-290 && (k == GRAD_RATIO || k == MISSING_SHARE)) ||
           (exact[GRAD_POS] < 1e-290 && k == MISSING_OVER_POS) ||
           (missing < 1e-290 && (k == MISSING_SHARE || k == MISSING_OVER_POS));
}

/* Returns the error of a number relative to its scale; fails the test if it exceeds 1e-9. */
static double relative_error(const oracle_point *o, const char *name, double here, double exact, double scale)
{
    if (isnan(exact) || scale == 0) {
        ck_assert_msg(isnan(exact) ? isnan(here) : fabs(here) < 1e-290, "%s: %g, not %g, at %s", name, here, exact,
                      describe(o));
        return 0;
    }
    if (scale < 1e-290 || scale > 1e290) return 0; /* underflow, or a quotient with an underflowing denominator */
    double error = fabs(here - exact) / scale;
    ck_assert_msg(error <= 1e-9, "%s: %.15g, not %.15g, at %s", name, here, exact, describe(o));
    return error;
}

typedef struct worst_errors {
    double statistic, band;
} worst_errors;

/* Compares one point with the oracle. */
static void compare_point(const oracle_point *o, worst_errors *worst)
{
    double exact[ORACLE_STATISTICS], scale[ORACLE_STATISTICS], band[ORACLE_BANDS], here[ORACLE_STATISTICS],
        here_band[ORACLE_BANDS];
    oracle_statistics(o, exact, scale, band);
    sweep_point(o, here, here_band);
    for (int k = 0; k < ORACLE_STATISTICS; k++) {
        if (by_nothing(exact, k) || (k >= P_STAR && k <= REJECTED_CLEAN && !has_known_peak(o))) continue;
        worst->statistic =
            fmax(worst->statistic, relative_error(o, asl_statistics[k].name, here[k], exact[k], scale[k]));
    }
    for (int k = 0; k < o->bands; k++) {
        if (!(band[k] * exact[GRAD_NEG] > 1e-280)) continue; /* underflow */
        worst->band = fmax(worst->band, relative_error(o, "a band", here_band[k], band[k], band[k]));
    }
}

START_TEST(every_statistic_is_right_to_1e_9)
{
    const char *wanted = getenv("ASLAB_ORACLE_POINTS"), *seed = getenv("ASLAB_ORACLE_SEED");
    int points = wanted != NULL ? atoi(wanted) : 60;
    dice d = {seed != NULL ? (unsigned long long)atoi(seed) : 2021};
    worst_errors worst = {0, 0};
    for (int i = 0; i < points; i++) {
        oracle_point o = random_point(&d);
        compare_point(&o, &worst);
    }
    printf("accuracy: sweep, %d random points against long double: worst relative error %.1e, of bands %.1e\n", points,
           worst.statistic, worst.band);
    fflush(stdout);
}
END_TEST

/* Returns a loss with the named parameters, and normal distributions of the negatives and the positives. */
static oracle_point point_of(const char *spec, asl_normal neg, asl_normal pos)
{
    asl_loss loss = loss_of(spec);
    oracle_point o = {.family = loss.family->name,
                      .positive_rate = 0.1,
                      .missing = 0.3,
                      .spurious = 0.02,
                      .neg = {1, {neg}},
                      .pos = {1, {pos}}};
    memcpy(o.theta, loss.theta, sizeof o.theta);
    return o;
}

/* Steep losses, unbounded gradients next to the margin, and narrow or wide distributions around them. */
START_TEST(steep_and_singular_losses)
{
    const char *specs[] = {"fl_star:gamma=30",
                           "fl_star:gamma=10,beta=7",
                           "spa:k_pos=10,k_neg=10",
                           "asl:gamma_pos=30,gamma_neg=30,margin=0.2",
                           "apl:e0=1,gamma_neg=0.1,margin=0.05",
                           "apl:e0=-1,gamma_neg=0.01,margin=0.2",
                           "apl:e0=1,gamma_neg=1e-6,margin=0.5",
                           "ral:e0=-10,gamma_neg=1e-300,margin=0.5",
                           "ral:lambda=1.2,e0=2,gamma_neg=0.4,margin=0.3",
                           "asl:gamma_neg=0.01,margin=0.5",
                           "splc:tau=0.3"};
    const double sds[] = {0.01, 0.3, 1.5, 20, 100};
    worst_errors worst = {0, 0};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        for (size_t k = 0; k < sizeof sds / sizeof sds[0]; k++) {
            oracle_point o = point_of(specs[i], (asl_normal){1, -1, sds[k]}, (asl_normal){1, 0.8, sds[4 - k]});
            o.low_logit = k % 2 == 1;
            compare_point(&o, &worst);
        }
    }
}
END_TEST

/* Bands that begin or end at the kink, within its last digit, or just above it. */
START_TEST(bands_next_to_a_kink)
{
    const char *specs[] = {"asl:gamma_neg=0.3,margin=0.3",       "asl:gamma_neg=0,margin=0.3",
                           "asl:gamma_neg=4,margin=0.3",         "apl:e0=-1,gamma_neg=0.01,margin=0.3",
                           "ral:e0=1,gamma_neg=1e-5,margin=0.3", "splc:tau=0.3"};
    const double edges[] = {0.3 - 1e-9, 0.3, 0.3 + 1e-16, 0.3 + 1e-12, 0.300000001, 0.3001, 0.31};
    worst_errors worst = {0, 0};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        for (size_t k = 0; k < sizeof edges / sizeof edges[0]; k++) {
            oracle_point o = point_of(specs[i], (asl_normal){1, -5, 1.5}, (asl_normal){1, 1.5, 1.5});
            o.bands = 3;
            o.band[0] = edges[k];
            o.band[1] = k % 2 == 0 ? 0.6 : edges[k] + 1e-10;
            compare_point(&o, &worst);
        }
    }
}
END_TEST

/* Tests the oracle itself. */
START_TEST(the_oracle_agrees_with_closed_forms)
{
    double out[ORACLE_STATISTICS], scale[ORACLE_STATISTICS], more[ORACLE_STATISTICS];
    for (double sd = 0.01; sd < 200; sd *= 3) { /* distributions symmetric about 0 */
        const char *odd[] = {"ce", "fl_star:gamma=30", "spa:z_neg=1,k_neg=10,b_neg=0", "gce:q0=1", "wan:classes=2"};
        const double masses[] = {0.5, 0.5, 5, 0, 0.5};
        for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
            oracle_point o = point_of(odd[i], (asl_normal){1, 0, sd}, (asl_normal){1, 0, sd});
            o.positive_rate = o.spurious = 0;
            oracle_statistics(&o, out, scale, NULL);
            if (masses[i] > 0) ck_assert_double_eq_tol(out[GRAD_NEG], masses[i], 1e-13);
            if (masses[i] == 0) ck_assert_double_eq_tol(out[1], 0.5, 1e-13); /* the loss is p */
        }
    }
    /* at very low logits the negative loss is e^z, so its mean is that of a lognormal distribution */
    oracle_point far = point_of("ce", (asl_normal){1, -60, 3}, (asl_normal){1, 0, 1});
    far.spurious = 0;
    far.missing = 0;
    oracle_statistics(&far, out, scale, NULL);
    ck_assert_double_eq_tol(out[1] / exp(-60 + 4.5), 1, 1e-13);
    /* E[g'(Z)] is the derivative of E[g(Z)] with respect to the mean; these losses are monotone with an unbounded
     * gradient */
    const char *rising[] = {"apl:e0=-1,gamma_neg=0.01,margin=0.2", "apl:e0=-0.5,gamma_neg=0.6,margin=0.05",
                            "ral:e0=-1,gamma_neg=1e-6,margin=0.5", "ral:lambda=3,e0=-1,gamma_neg=0.3,margin=0.3"};
    for (size_t i = 0; i < sizeof rising / sizeof rising[0]; i++) {
        static const double weights[] = {0, 45, -9, 1};
        const double h = 0.02;
        double slope = 0;
        for (int k = -3; k <= 3; k++) {
            oracle_point o = point_of(rising[i], (asl_normal){1, -1 + k * h, 1.5}, (asl_normal){1, 0, 1});
            o.positive_rate = o.spurious = 0;
            oracle_statistics(&o, k == 0 ? out : more, scale, NULL);
            if (k != 0) slope += (k < 0 ? -1 : 1) * weights[abs(k)] * more[1] / (60 * h);
        }
        ck_assert_double_eq_tol(slope / out[GRAD_NEG], 1, 1e-11);
    }
}
END_TEST

/* In single precision a loss is a step function, so it is compared with a midpoint rule with many points. */
START_TEST(public_code_is_integrated_to_1e_3)
{
    enum { POINTS = 1 << 17 };
    dice d = {31};
    double worst = 0;
    for (int i = 0; i < 12; i++) {
        const char *names[] = {"alibaba", "alibaba_optimized", "timm", "mmpretrain", "paddleclas", "torch_ecg"};
        const asl_family *f = asl_family_find(names[i % 6], NULL);
        double theta[ASL_MAX_PARAMS] = {floor(roll(&d, 0, 6)), roll(&d, 1, 8),
                                        roll(&d, 0, 1) < 0.3 ? 0 : roll(&d, 0, 0.5)};
        double mean = roll(&d, -20, 20), sd = exp(roll(&d, log(0.05), log(10))), value = 0, grad = 0;
        asl_loss loss;
        ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
        asl_dist dist = {.mixture = {{1, {{1, mean, sd}}}, {1, {{1, mean, sd}}}}};
        asl_side_mean m = asl_expectation_loss(&dist, 0, &loss, i % 2, false);
        for (int k = 0; k < POINTS; k++) {
            double x = -9 + 18 * (k + 0.5) / (double)POINTS,
                   w = exp(-x * x / 2) * 18 / (double)POINTS / sqrt(2 * acos(-1));
            asl_loss_value j = asl_loss_at(&loss, asl_sigmoid_of_logit(mean + sd * x), i % 2);
            value += w * j.value;
            grad += w * fabs(j.grad);
        }
        if (value > 1e-12) worst = fmax(worst, fabs(m.value.plain / value - 1));
        if (grad > 1e-12) worst = fmax(worst, fabs(m.grad.plain / grad - 1));
        ck_assert_double_le(m.error, asl_expectation_limit(f));
    }
    ck_assert_double_le(worst, 1e-3);
}
END_TEST

/* --- closed forms and identities */

START_TEST(moments_with_closed_forms)
{
    /* E[p] = 1/2 for N(0, s), and E[|dl-|] = E[p] without focusing and margin. */
    for (double sd = 0.05; sd < 30; sd *= 1.7) {
        asl_dist d = {.mixture = {{1, {{1, 0, sd}}}, {1, {{1, 0, sd}}}}};
        asl_mean p, q;
        asl_expectation_prob(&d, 0, false, &p, &q);
        ck_assert_double_eq_tol(p.plain, 0.5, 1e-13);
        ck_assert_double_eq_tol(q.plain, 0.5, 1e-13);
        asl_loss ce = loss_of("ce");
        asl_side_mean m = asl_expectation_loss(&d, 0, &ce, 0, false);
        ck_assert_double_eq_tol(m.grad.plain, 0.5, 1e-13);
    }
    /* at very low logits the negative loss is p = e^z up to e^2z, so its mean is that of a lognormal distribution */
    asl_dist far = {.mixture = {{1, {{1, -40, 2}}}, {1, {{1, -40, 2}}}}};
    asl_loss ce = loss_of("ce");
    ck_assert_double_eq_tol(asl_expectation_loss(&far, 0, &ce, 0, false).value.plain / exp(-38), 1, 1e-12);
}
END_TEST

START_TEST(narrow_parts_of_the_ranks_are_seen)
{
    /* the weight of a wide part of the positives changes within a narrow part, because it depends on ranks */
    oracle_point o = {.family = "asl",
                      .theta = {0, 2, 0.05},
                      .positive_rate = 0.1,
                      .missing = 0.4,
                      .low_logit = 1,
                      .neg = {1, {{1, -4, 1}}},
                      .pos = {2, {{0.5, 1, 3}, {0.5, 1.3, 0.02}}}};
    double exact[ORACLE_STATISTICS], scale[ORACLE_STATISTICS], here[ORACLE_STATISTICS];
    oracle_statistics(&o, exact, scale, NULL);
    sweep_point(&o, here, NULL);
    for (int k = 0; k < ASL_SWEEP_STATISTICS; k++) {
        if (!isnan(exact[k])) ck_assert_double_eq_tol(here[k], exact[k], 1e-10 * fmax(fabs(exact[k]), 1e-300));
    }
}
END_TEST

START_TEST(low_and_high_share_out_the_whole)
{
    asl_dist d = dist_of("pos=0.3*N(-1,0.5)+0.7*N(2,1);neg=N(-5,1)");
    asl_loss loss = loss_of("asl:gamma_neg=1.5,margin=0.1");
    asl_side_mean m = asl_expectation_loss(&d, 1, &loss, 0, true);
    ck_assert_double_eq_tol(m.value.low + m.value.high, 2 * m.value.plain, 1e-14);
    ck_assert_double_lt(m.value.low, m.value.high); /* the negative loss is larger at higher logits */
    asl_mean below = asl_expectation_dropped(&d, 1, 0.1, true), past = asl_expectation_past(&d, 1, 0.4, true);
    ck_assert_double_eq_tol(below.low + below.high, 2 * below.plain, 1e-15);
    ck_assert_double_eq_tol(past.low + past.high, 2 * past.plain, 1e-15);
}
END_TEST

START_TEST(samples_agree_with_integrals)
{
    asl_dist exact = dist_of("pos=0.5*N(0,1)+0.5*N(3,0.5);neg=N(-4,1.5)"), drawn, parts[32];
    const double params[] = {1, 2.5, 0.05}, rates[] = {0.05, 0.2, 0.01};
    enum { N = 200000 };
    ck_assert_int_eq(asl_dist_draw(&drawn, &exact, 5, N, 0, 1, NULL), ASL_OK);
    for (size_t i = 0; i < 32; i++) ck_assert_int_eq(asl_dist_draw(&parts[i], &exact, 5, N, i, 32, NULL), ASL_OK);
    ck_assert(parts[3].sample[1].score[2] == drawn.sample[1].score[3 + 2 * 32]);
    asl_sweep_spec spec = {.family = asl_family_find("asl", NULL), .low_logit = true, .dist = &exact, .threads = 2};
    for (int i = 0; i < 3; i++) {
        spec.params[i] = (asl_axis_values){.n = 1, .from = params[i], .to = params[i]};
        spec.rates[i] = (asl_axis_values){.n = 1, .from = rates[i], .to = rates[i]};
    }
    table a = {0}, b = {0};
    for (int k = 0; k < 2; k++) {
        asl_sweep *s;
        if (k == 1) spec.dist = &drawn, spec.batches = parts, spec.nbatches = 32;
        ck_assert_int_eq(asl_sweep_new(&s, &spec, NULL), ASL_OK);
        asl_sweep_need(s, 0, 1);
        asl_sweep_prepare(s);
        ck_assert_int_eq(asl_sweep_columns(s, table_visitor(k ? &b : &a), NULL), ASL_OK);
        ck_assert_int_eq(asl_sweep_range(s, 0, 1, table_visitor(k ? &b : &a), NULL), ASL_OK);
        asl_sweep_free(s);
    }
    for (size_t i = 0; i < ASL_SWEEP_STATISTICS; i++) {
        char error[80];
        snprintf(error, sizeof error, "%s_se", asl_statistics[i].name);
        double x = table_number(&a, 0, asl_statistics[i].name), y = table_number(&b, 0, asl_statistics[i].name),
               se = table_number(&b, 0, error);
        ck_assert_msg(fabs(x - y) <= 4 * se + 1e-15, "%s: %g and %g, standard error %g", asl_statistics[i].name, x, y,
                      se);
        ck_assert_double_le(se, 0.5 * fabs(x) + 1e-15);
    }
    table_free(&a);
    table_free(&b);
    asl_dist_free(&drawn);
    for (size_t i = 0; i < 32; i++) asl_dist_free(&parts[i]);
}
END_TEST

/* --- the command */

START_TEST(reference_ratios)
{
    /* Missing-to-positive gradient ratio for `late` with 30 % missing labels: CE 1.257, ASL .715 (computed by a
     * prototype). */
    result r = shell("$aslab sweep --loss ce --missing 0.3 | tail -n 1 | cut -d, -f11; $aslab sweep --missing 0.3 | "
                     "tail -n 1 | cut -d, -f14");
    double ce, asl;
    ck_assert_int_eq(sscanf(r.out, "%lf\n%lf", &ce, &asl), 2);
    ck_assert_double_eq_tol(ce, 1.257, 5e-4);
    ck_assert_double_eq_tol(asl, .715, 5e-4);
    result_free(&r);
}
END_TEST

START_TEST(same_bytes_for_any_threads)
{
    result r = shell(
        "for t in 1 2 5; do $aslab sweep --gamma-pos 0,1 --gamma-neg 0:4:9 --margin 0:0.2:7 --positive-rate 0.01:0.1:5 "
        "--missing 0:1:6 --spurious 0,0.1 --missing-law low-logit --threads $t -o $t.csv; done; cmp 1.csv 2.csv && cmp "
        "1.csv 5.csv; wc -l < 1.csv");
    ck_assert_str_eq(r.err, "");
    ck_assert_int_eq(atoi(r.out), 2 * 9 * 7 * 5 * 6 * 2 + 1);
    result_free(&r);
}
END_TEST

START_TEST(a_row_is_its_own_sweep)
{
    /* each row of a grid equals the sweep of its point alone, also for a family with a parameter for both sides */
    result r = shell(
        "$aslab sweep --loss focal --gamma 0:3:4 --positive-rate 0.1,0.2 --missing 0,0.5 | sed -n '1p;12p' > a.csv; "
        "$aslab sweep --loss focal --gamma 2 --positive-rate 0.2 --missing 0 > b.csv; cmp a.csv b.csv");
    ck_assert_int_eq(r.status, 0);
    ck_assert_str_eq(r.out, "");
    result_free(&r);
}
END_TEST

/* The first and last rows of a grid equal the rows of separate sweeps. */
static void ends_stand_alone(const char *grid, size_t rows, const char *first, const char *last)
{
    result r = shell("$aslab sweep %s | sed -n '1p;2p;%zup' > a.csv; { $aslab sweep %s; $aslab sweep %s | tail -n 1; } "
                     "> b.csv; cmp a.csv b.csv",
                     grid, rows + 1, first, last);
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    result_free(&r);
}

START_TEST(past_the_cache_the_bytes_are_the_same) /* 501 x 501 combinations exceed the cache */
{
    ends_stand_alone("--gamma-neg 0:5:501 --margin 0:0.5:501", 251001, "--gamma-neg 0 --margin 0",
                     "--gamma-neg 5 --margin 0.5");
}
END_TEST

START_TEST(past_the_cache_of_positives_too)
{
    ends_stand_alone("--loss asl --gamma-pos 0:5:30001 --samples 200", 30001, "--loss asl --gamma-pos 0 --samples 200",
                     "--loss asl --gamma-pos 5 --samples 200");
}
END_TEST

/* Integrals for every loss of one logit, including losses whose gradient changes sign or jumps, compared with a
 * midpoint rule. A jump adds an error of up to its height times the step times the density. */
START_TEST(every_loss_is_integrated)
{
    enum { STEPS = 40000 };
    const double width = 30.0 / (double)STEPS, sd = 1.5, rate = 0.03625, missing = 0.3;
    for (size_t f = 0; f < asl_family_count(); f++) {
        if (asl_family_at(f)->kind != ASL_POINTWISE) continue;
        asl_loss loss = loss_of(asl_family_at(f)->name);
        double density = 1 / (sd * sqrt(2 * acos(-1.0))), grad_pos = 0, grad_neg = 0, value_neg = 0;
        for (int i = 0; i < STEPS; i++) {
            double z = -15 + (i + 0.5) * width;
            asl_loss_value pos = asl_loss_at(&loss, asl_sigmoid_of_logit(z), 1),
                           neg = asl_loss_at(&loss, asl_sigmoid_of_logit(z), 0);
            /* in `init` positives and negatives have the same distribution */
            double of_pos = density * exp(-z * z / (2 * sd * sd)) * width;
            grad_pos += of_pos * rate * (1 - missing) * fabs(pos.grad);
            grad_neg += of_pos * (1 - rate * (1 - missing)) * fabs(neg.grad);
            value_neg += of_pos * neg.value;
        }
        result r = shell("$aslab sweep --loss %s --dist init --missing 0.3", asl_family_at(f)->name);
        table t;
        table_parse(&t, r.out);
        double near = strcmp(loss.family->name, "splc") == 0 ? 1e-3 : asl_loss_margin(&loss) > 0 ? 1e-5 : 1e-6;
        ck_assert_double_eq_tol(table_number(&t, 0, "grad_pos"), grad_pos, 1e-6 * grad_pos);
        ck_assert_double_eq_tol(table_number(&t, 0, "grad_neg"), grad_neg, near * grad_neg);
        ck_assert_double_eq_tol(table_number(&t, 0, "loss_neg"), value_neg, near * fabs(value_neg));
        table_free(&t);
        result_free(&r);
    }
}
END_TEST

/* A sweep over several distributions prints the rows of the single sweeps in order, with a column for the name, also if
 * it computes them in blocks. */
START_TEST(several_distributions)
{
    const char *axes = "--gamma-neg 0:5:51 --margin 0:0.4:41 --missing 0,0.3";
    result r = shell("for d in late init; do $aslab sweep --dist $d %s | awk -v d=$d 'NR > 1 || d == \"late\" "
                     "{ print (NR == 1 ? \"dist\" : d) \",\" $0 }'; done > one && "
                     "$aslab sweep --dist late --dist init %s > both && cmp one both && wc -l < both",
                     axes, axes);
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    ck_assert_str_eq(r.out, "8365\n");
    result_free(&r);
}
END_TEST

START_TEST(bands_share_out_the_gradient)
{
    result r = shell("printf 'prob,given\\n0.05,0\\n0.3,0\\n0.9,0\\n0.6,1\\n' > p.csv; "
                     "$aslab sweep --gamma-neg 0,2.5 --margin 0,0.07 --missing 0.2 --bands 0.02,0.1,0.5,0.9; "
                     "$aslab sweep --dist p.csv --loss ce --bands 0.1,0.5 | tail -n 1 | cut -d, -f 19-21");
    char *last = strrchr(r.out, '\n');
    *last = '\0';
    last = strrchr(r.out, '\n');
    double a, b, c;
    ck_assert_int_eq(sscanf(last, "%lf,%lf,%lf", &a, &b, &c), 3);
    ck_assert_double_eq_tol(a, 0.05 / 1.25, 1e-15);
    ck_assert_double_eq_tol(b, 0.3 / 1.25, 1e-15);
    ck_assert_double_eq_tol(c, 0.9 / 1.25, 1e-15);
    last[1] = '\0';
    table t;
    table_parse(&t, r.out);
    for (size_t i = 0; i < t.rows; i++) {
        double sum = table_number(&t, i, "missing_share");
        for (int k = 1; k <= 5; k++) {
            char name[16];
            snprintf(name, sizeof name, "band_%d", k);
            sum += table_number(&t, i, name);
        }
        ck_assert_double_eq_tol(sum, 1, 1e-12);
    }
    ck_assert_str_eq(table_cell(&t, 1, "band_1"), "0"); /* below the margin */
    table_free(&t);
    result_free(&r);
}
END_TEST

/* An integral that cannot be computed accurately is rejected: here the logits are so high that 1 - p has lost its
 * digits, and the margin is so small that they matter. */
START_TEST(what_cannot_be_integrated_is_refused)
{
    result r = shell("$aslab sweep --loss asl:gamma_neg=0,margin=1e-197 --dist 'neg=N(736.5,2.9);pos=N(0,1)' -o x.csv");
    ck_assert_int_eq(r.status, 1);
    ck_assert_msg(strstr(r.err, "margin=1e-197") != NULL && strstr(r.err, "--samples") != NULL, "%s", r.err);
    ck_assert_ptr_eq(strchr(r.err, '\n'), r.err + strlen(r.err) - 1); /* one line */
    ck_assert(!file_exists(in_workdir("x.csv")));
    result_free(&r);
    r = shell("$aslab sweep --loss asl:gamma_neg=0,margin=1e-197 --dist 'neg=N(736.5,2.9);pos=N(0,1)' --samples 100");
    ck_assert_int_eq(r.status, 0);
    result_free(&r);
}
END_TEST

START_TEST(empty_groups)
{
    result r = shell("$aslab sweep --positive-rate 0,1 --missing 0,1 --spurious 0 --loss ce");
    table t;
    table_parse(&t, r.out);
    ck_assert_uint_eq(t.rows, 4);
    ck_assert_str_eq(table_cell(&t, 0, "loss_pos"), "nan"); /* no positives */
    ck_assert_str_eq(table_cell(&t, 0, "grad_pos"), "0");
    ck_assert_str_eq(table_cell(&t, 0, "rejected_missing"), "nan");
    ck_assert_str_eq(table_cell(&t, 2, "loss_neg"), "nan"); /* all positive, all observed */
    ck_assert_str_eq(table_cell(&t, 2, "missing_share"), "nan");
    ck_assert_str_eq(table_cell(&t, 3, "loss_pos"), "nan"); /* all positives are missing */
    ck_assert_str_eq(table_cell(&t, 3, "missing_share"), "1");
    ck_assert_str_eq(table_cell(&t, 3, "rejected_missing"), "0"); /* CE has no p* */
    table_free(&t);
    result_free(&r);
    r = shell("$aslab sweep --positive-rate 0 --loss ce --samples 1000");
    table_parse(&t, r.out);
    ck_assert_str_eq(table_cell(&t, 0, "loss_pos_se"), "nan"); /* an undefined number has no standard error */
    ck_assert_str_eq(table_cell(&t, 0, "p_star_se"), "nan");
    ck_assert(table_number(&t, 0, "loss_neg_se") > 0);
    table_free(&t);
    result_free(&r);
}
END_TEST

START_TEST(ranks_of_a_file)
{
    /* positives at .2, .6, .6, .9: mid-ranks from the top are .5, 2, 2, 3.5 of 4 */
    const double p[] = {.2, .6, .9, .6, .1};
    const signed char y[] = {1, 1, 1, 1, 0};
    const double low[] = {1.75, 1, 0.25, 1};
    asl_predictions d = {.probabilities = true};
    for (int i = 0; i < 5; i++) {
        asl_prediction one = {.score = p[i], .given = y[i]};
        ck_assert_int_eq(asl_predictions_add(&d, &one, NULL), ASL_OK);
    }
    asl_dist dist;
    ck_assert_int_eq(asl_dist_of_predictions(&dist, &d, NULL), ASL_OK);
    ck_assert_uint_eq(dist.sample[1].n, 4);
    for (int i = 0; i < 4; i++) ck_assert_double_eq(dist.sample[1].low[i], low[i]);
    asl_mean mean_p, mean_q;
    asl_expectation_prob(&dist, 1, true, &mean_p, &mean_q);
    ck_assert_double_eq_tol(mean_p.low, (.2 * 1.75 + .6 + .6 + .9 * .25) / 4, 1e-15);
    asl_dist_free(&dist);
    asl_predictions_free(&d);
}
END_TEST

START_TEST(a_file_is_a_distribution)
{
    result r = shell("printf 'sample,label,prob,given\\n1,a,0.9,1\\n1,b,0.2,0\\n2,a,0.05,0\\n2,b,0.6,1\\n3,a,0.5,0\\n' "
                     "> p.csv; $aslab sweep --dist p.csv");
    table s, t;
    table_parse(&s, r.out);
    result_free(&r);
    r = shell("$aslab stats p.csv");
    table_parse(&t, r.out);
    result_free(&r);
    const char *same[] = {"discarded_neg", "pt_pos",   "pt_neg",   "delta_p",   "loss_pos",
                          "loss_neg",      "grad_pos", "grad_neg", "grad_ratio"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        ck_assert_double_eq_tol(table_number(&s, 0, same[i]), table_number(&t, 2, same[i]), 1e-14);
    }
    ck_assert_double_eq(table_number(&s, 0, "positive_rate"), 0.4);
    table_free(&s);
    table_free(&t);
}
END_TEST

START_TEST(bad_sweeps)
{
    const struct {
        const char *command, *message;
    } cases[] = {
        {"sweep --missing 1.5", "missing = 1.5 is outside [0, 1]"},
        {"sweep --positive-rate 0.5:0.1:3", "0.5:0.1:3"},
        {"sweep --gamma-neg 0:4:0", "count = 0 is outside"},
        {"sweep --gamma-neg 0:4:100000 --margin 0:0.5:100000", "10000000000 rows; the limit is 1000000000"},
        {"sweep --gamma-neg 0:4:2000000000", "is outside [1, 1000000000]"},
        {"sweep --loss focal --gamma-neg 1", "focal has no parameter 'gamma-neg'"},
        {"sweep --dist laet", "'laet' is neither a distribution (did you mean late?)"},
        {"sweep --dist gauss:neg_sd=0", "--dist: gauss: neg_sd = 0 is outside"},
        {"sweep --dist one.csv", "one.csv: the file has no observed negatives"},
        {"sweep --dist one.csv --samples 100", "--samples draws from a distribution"},
        {"sweep --samples 3", "--samples = 3 is outside [32,"},
        {"sweep --seed 3", "--seed has no effect without --samples"},
        {"sweep --bands 0.5,0.1", "--bands = 0.5,0.1"},
        {"sweep --bands 0.1,0.2,0.3,0.4,0.5", "--bands takes at most 4 probabilities, not 5"},
        {"sweep --missing-law some", "is not one of random|low-logit"},
    };
    write_file(in_workdir("one.csv"), "prob,given\n0.5,1\n");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result r = shell("$aslab %s -o x.csv", cases[i].command);
        ck_assert_int_eq(r.status, 2);
        ck_assert_msg(strstr(r.err, cases[i].message) != NULL, "%s: %s", cases[i].command, r.err);
        ck_assert(!file_exists(in_workdir("x.csv")));
        result_free(&r);
    }
    result r = shell("$aslab sweep --gamma-neg 0:4:1000 --margin 0:0.5:1000 -o /dev/full");
    ck_assert_int_eq(r.status, 1);
    ck_assert_str_eq(r.err, "aslab: cannot write /dev/full: No space left on device\n");
    result_free(&r);
    r = shell("$aslab sweep --gamma-neg 0:4:300 --margin 0:0.3:300 --missing 0:1:1000 -o big.csv & sleep 0.7; kill "
              "-TERM $!; wait $!; echo $?; ls -A");
    ck_assert_ptr_nonnull(strstr(r.out, "143"));
    ck_assert(strstr(r.out, "big") == NULL && strstr(r.out, "tmp") == NULL);
    result_free(&r);
}
END_TEST

SUITE(sweep, distributions_are_read, bad_distributions, every_statistic_is_right_to_1e_9, steep_and_singular_losses,
      bands_next_to_a_kink, the_oracle_agrees_with_closed_forms, public_code_is_integrated_to_1e_3,
      what_cannot_be_integrated_is_refused, moments_with_closed_forms, narrow_parts_of_the_ranks_are_seen,
      low_and_high_share_out_the_whole, samples_agree_with_integrals, reference_ratios, same_bytes_for_any_threads,
      a_row_is_its_own_sweep, past_the_cache_the_bytes_are_the_same, past_the_cache_of_positives_too,
      bands_share_out_the_gradient, several_distributions, every_loss_is_integrated, empty_groups, ranks_of_a_file,
      a_file_is_a_distribution, bad_sweeps)
