/* The losses: properties of every family in the registry, and the LOSS notation. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "loss/gradient_shape.h"
#include "loss/minimiser.h"
#include "support.h"

static size_t pointwise_families(void)
{
    size_t n = 0;
    /* families of this kind come first */
    while (n < asl_family_count() && asl_family_at(n)->kind == ASL_POINTWISE) n++;
    return n;
}

/* Runs `body` several times for every family of one logit, with random parameters in their ranges. */
#define FOR_LOSSES(loss, times)                                                                                        \
    for (size_t f_ = 0, t_ = 0; f_ < pointwise_families(); f_ += ++t_ % (times) == 0)                                  \
        for (asl_loss loss = random_loss(asl_family_at(f_), t_), *once_ = &loss; once_ != NULL; once_ = NULL)

static asl_loss random_loss(const asl_family *f, size_t seed)
{
    dice d = {seed + 17};
    double theta[ASL_MAX_PARAMS] = {0};
    asl_loss loss;
    for (size_t i = 0; i < asl_family_params(f); i++) {
        double top = f->params[i].hi > 6 ? 6 : f->params[i].hi;
        theta[i] = seed % 4 == 0 ? f->params[i].def : roll(&d, f->params[i].lo, top);
    }
    ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
    return loss;
}

static asl_loss_value jet(const asl_loss *loss, double z, int label)
{
    return asl_loss_at(loss, asl_sigmoid_of_logit(z), label);
}

static bool near_kink(const asl_loss *loss, int label, double z, double reach)
{
    asl_kink kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(loss, label, kink);
    for (size_t i = 0; i < n; i++) {
        if (fabs(kink[i].z - z) < reach) return true;
    }
    return false;
}

START_TEST(gradient_is_the_slope_of_the_value)
{
    dice d = {1};
    FOR_LOSSES(loss, 20)
    {
        if (loss.family->attached != NULL) continue;
        for (int i = 0; i < 40; i++) {
            double z = roll(&d, -8, 8), h = 1e-5;
            for (int y = 0; y <= 1; y++) {
                if (near_kink(&loss, y, z, 10 * h)) continue;
                double slope = (jet(&loss, z + h, y).value - jet(&loss, z - h, y).value) / (2 * h);
                /* truncation error h^2, rounding error 1e-16 / h */
                ck_assert_double_eq_tol(jet(&loss, z, y).grad, slope,
                                        2e-9 * fmax(1, fabs(slope) + fabs(jet(&loss, z, y).hess)));
            }
        }
    }
}
END_TEST

START_TEST(hess_is_the_slope_of_the_gradient)
{
    dice d = {2};
    FOR_LOSSES(loss, 20)
    {
        for (int i = 0; i < 40; i++) {
            double z = roll(&d, -8, 8), h = 1e-5;
            for (int y = 0; y <= 1; y++) {
                if (near_kink(&loss, y, z, 0.05)) continue;
                double slope = (jet(&loss, z + h, y).grad - jet(&loss, z - h, y).grad) / (2 * h);
                ck_assert_double_eq_tol(jet(&loss, z, y).hess, slope, 2e-8 * fmax(1, fabs(slope)));
            }
        }
    }
}
END_TEST

START_TEST(nothing_is_nan_at_any_logit)
{
    const double far[] = {-ASL_INF, -1e308, -1e5, -746, -700, -37,   -1e-300, 0,
                          1e-300,   37,     700,  746,  1e5,  1e308, ASL_INF};
    FOR_LOSSES(loss, 40)
    {
        for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
            for (int y = 0; y <= 1; y++) {
                asl_loss_value j = jet(&loss, far[i], y);
                ck_assert_msg(!isnan(j.value) && !isnan(j.grad) && !isnan(j.hess), "%s at %g", loss.family->name,
                              far[i]);
                ck_assert(isfinite(j.grad) && isfinite(j.hess));
            }
        }
    }
}
END_TEST

START_TEST(limits_are_those_of_far_logits)
{
    FOR_LOSSES(loss, 40)
    {
        for (int y = 0; y <= 1; y++) {
            for (int side = 0; side <= 1; side++) {
                asl_loss_value far = jet(&loss, side ? 700 : -700, y),
                               end = asl_loss_at(&loss, asl_sigmoid_of_prob(side), y);
                if (isfinite(end.value)) {
                    ck_assert_double_eq_tol(end.value, far.value, 1e-12 * fmax(1, fabs(end.value)));
                } else {
                    /* the loss is unbounded */
                    ck_assert_double_gt(far.value, 1.5 * jet(&loss, side ? 350 : -350, y).value);
                }
                ck_assert_double_eq_tol(end.grad, far.grad, 1e-12);
                ck_assert_double_eq_tol(end.hess, far.hess, 1e-12);
            }
        }
    }
}
END_TEST

START_TEST(losses_are_non_negative_and_monotone)
{
    FOR_LOSSES(loss, 40)
    {
        for (double z = -40; z <= 40; z += 0.37) {
            asl_loss_value pos = jet(&loss, z, 1), neg = jet(&loss, z, 0);
            int traits = loss.family->traits;
            ck_assert(traits & ASL_SIGNED || (pos.value >= 0 && neg.value >= 0));
            ck_assert(traits & ASL_NOT_MONOTONE || (pos.grad <= 0 && neg.grad >= 0));
        }
    }
}
END_TEST

/* If a family has a flag that says a property fails, the property fails for some of its parameters. */
START_TEST(traits_are_needed)
{
    for (size_t f = 0; f < pointwise_families(); f++) {
        int wanted = asl_family_at(f)->traits & (ASL_SIGNED | ASL_NOT_MONOTONE), seen = 0;
        for (size_t t = 1; t < 200 && (seen & wanted) != wanted; t++) {
            asl_loss loss = random_loss(asl_family_at(f), t);
            for (double z = -12; z <= 12; z += 0.23) {
                asl_loss_value pos = jet(&loss, z, 1), neg = jet(&loss, z, 0);
                if (pos.value < 0 || neg.value < 0) seen |= ASL_SIGNED;
                if (pos.grad > 0 || neg.grad < 0) seen |= ASL_NOT_MONOTONE;
            }
        }
        ck_assert_msg((seen & wanted) == wanted, "%s keeps what its traits say it breaks", asl_family_at(f)->name);
    }
}
END_TEST

START_TEST(turns_of_the_gradient)
{
    double z[ASL_MAX_GRAD_ZEROS];
    asl_loss em = loss_of("em"), smooth = loss_of("an_ls:smoothing=0.2"), hill = loss_of("hill:lambda=1.2"),
             asl = loss_of("asl");
    ck_assert_uint_eq(asl_loss_grad_zeros(&asl, 0, z), 0);
    ck_assert_uint_eq(asl_loss_grad_zeros(&em, 0, z), 1);
    ck_assert_double_eq_tol(z[0], 0, 1e-15);
    ck_assert_uint_eq(asl_loss_grad_zeros(&smooth, 0, z), 1);
    ck_assert_double_eq_tol(z[0], log(0.25), 1e-14);
    ck_assert_uint_eq(asl_loss_grad_zeros(&smooth, 1, z), 1);
    ck_assert_double_eq_tol(z[0], log(4), 1e-14);
    ck_assert_uint_eq(asl_loss_grad_zeros(&hill, 0, z), 1);
    ck_assert_double_eq_tol(z[0], log(4), 1e-14); /* p = 2 lambda / 3 */
}
END_TEST

/* Values are never NaN at infinite logits or where intermediate results underflow. (Implementations in single precision
 * do produce NaN; their rows in the registry say so.) */
START_TEST(no_nan_far_out)
{
    const double far[] = {(double)INFINITY, 1e300, 1e6, 800, 745, 710, 40};
    dice d = {3};
    for (size_t f = 0; f < 100 * asl_family_count(); f++) {
        const asl_family *family = asl_family_at(f % asl_family_count());
        if (family->kind != ASL_POINTWISE) continue;
        asl_loss loss = any_loss(&d, family);
        for (size_t i = 0; i < 2 * (sizeof far / sizeof far[0]); i++) {
            for (int y = 0; y <= 1; y++) {
                double z = i % 2 == 0 ? far[i / 2] : -far[i / 2];
                asl_loss_value j = jet(&loss, z, y);
                ck_assert_msg(!isnan(j.value) && !isnan(j.grad) && !isnan(j.hess), "%s at %g, label %d: %g %g %g",
                              loss.family->name, z, y, j.value, j.grad, j.hess);
            }
        }
    }
}
END_TEST

/* SPA defines its own probability, which is calibrated: its minimiser is the share of positives for any parameters. */
START_TEST(a_read_out_is_calibrated)
{
    const char *specs[] = {"spa", "spa:z_pos=2,k_pos=0.5,b_pos=1,z_neg=3,k_neg=2,b_neg=-1"};
    for (int i = 0; i < 2; i++) {
        asl_loss spa = loss_of(specs[i]);
        for (double eta = 0.05; eta < 1; eta += 0.1) {
            ck_assert_double_eq_tol(asl_loss_minimiser(&spa, eta), eta, 1e-12);
            double z = asl_loss_settling_logit(&spa, eta);
            /* sigmoid of the logit is not calibrated */
            ck_assert_double_gt(fabs(asl_sigmoid_of_logit(z).p - eta), 1e-3);
        }
    }
}
END_TEST

START_TEST(batch_equals_one_by_one)
{
    enum { N = 257 };
    double z[N], value[N], grad[N], hess[N];
    signed char y[N];
    dice d = {6};
    for (int i = 0; i < N; i++) z[i] = roll(&d, -20, 20), y[i] = roll(&d, 0, 1) < 0.3;
    FOR_LOSSES(loss, 3)
    {
        asl_loss_eval(&loss, N, z, y, value, grad, hess);
        for (int i = 0; i < N; i++) {
            asl_loss_value j = jet(&loss, z[i], y[i]);
            ck_assert(value[i] == j.value && grad[i] == j.grad && hess[i] == j.hess);
        }
        asl_loss_eval(&loss, N, z, y, NULL, grad, NULL);
        asl_loss_eval(&loss, 0, NULL, NULL, NULL, NULL, NULL);
    }
}
END_TEST

static void same(const char *a, const char *b, double z, int y, double tolerance)
{
    asl_loss la = loss_of(a), lb = loss_of(b);
    asl_loss_value ja = jet(&la, z, y), jb = jet(&lb, z, y);
    ck_assert_double_eq_tol(ja.value, jb.value, tolerance * fmax(1e-300, fabs(jb.value)));
    ck_assert_double_eq_tol(ja.grad, jb.grad, tolerance * fmax(1e-300, fabs(jb.grad)));
    ck_assert_double_eq_tol(ja.hess, jb.hess, tolerance * fmax(1e-300, fabs(jb.hess) + fabs(jb.grad)));
}

START_TEST(simpler_losses_inside)
{
    for (double z = -30; z <= 30; z += 0.7) {
        for (int y = 0; y <= 1; y++) {
            same("focal:gamma=0", "ce", z, y, 1e-14);
            same("asl:gamma_pos=0,gamma_neg=0,margin=0", "ce", z, y, 1e-14);
            same("asl:gamma_pos=3,gamma_neg=3,margin=0", "focal:gamma=3", z, y, 1e-15);
            same("asl_detached:gamma_pos=0,gamma_neg=0,margin=0.1", "asl:gamma_pos=0,gamma_neg=0,margin=0.1", z, y,
                 1e-14);
        }
    }
}
END_TEST

START_TEST(detached_has_the_value_of_the_full_one)
{
    asl_loss full = loss_of("asl:gamma_pos=1,gamma_neg=4"), detached = loss_of("asl_detached:gamma_pos=1,gamma_neg=4");
    for (double z = -9; z <= 9; z += 0.3) {
        for (int y = 0; y <= 1; y++) {
            ck_assert(jet(&full, z, y).value == jet(&detached, z, y).value);
            ck_assert(fabs(jet(&full, z, y).grad) >= fabs(jet(&detached, z, y).grad));
        }
    }
    ck_assert(jet(&full, 1, 0).grad > 1.5 * jet(&detached, 1, 0).grad);
}
END_TEST

START_TEST(reference_values)
{
    /* ASL(4, 1, .05) at -2, 0, 2: values of the official implementation in double precision. */
    const double z[] = {-2, 0, 2}, pos[] = {1.8733919772, .3465735903, .0151301898},
                 neg[] = {.0000016448, .0245150535, .8464149507};
    asl_loss loss = loss_of("asl:gamma_pos=1,gamma_neg=4,margin=0.05");
    for (int i = 0; i < 3; i++) {
        ck_assert_double_eq_tol(jet(&loss, z[i], 1).value, pos[i], 6e-11);
        ck_assert_double_eq_tol(jet(&loss, z[i], 0).value, neg[i], 6e-11);
    }
}
END_TEST

START_TEST(official_golden_sums)
{
    /* logits [[5,-5,0],[5,-5,0]], labels [[1,0,1],[0,1,0]], gamma_pos 1, gamma_neg 4: sums over all labels. */
    const double z[] = {5, -5, 0, 5, -5, 0};
    const signed char y[] = {1, 0, 1, 0, 1, 0};
    const struct {
        const char *spec;
        double sum;
    } cases[] = {{"asl:gamma_pos=1,gamma_neg=4,margin=0.05", 7.61687492191328},
                 {"asl:gamma_pos=1,gamma_neg=4,margin=0", 10.2371645720710}};
    for (int c = 0; c < 2; c++) {
        asl_loss loss = loss_of(cases[c].spec);
        double value[6], sum = 0;
        asl_loss_eval(&loss, 6, z, y, value, NULL, NULL);
        for (int i = 0; i < 6; i++) sum += value[i];
        ck_assert_double_eq_tol(sum, cases[c].sum,
                                2e-7); /* the reference sums come from float32 and a logarithm clamped at 1e-8 */
    }
}
END_TEST

START_TEST(the_margin_is_compared_with_p_as_read)
{
    const double margins[] = {0.05, 0.1, 0.2, 0.3};
    for (int i = 0; i < 4; i++) {
        char spec[64];
        double m = margins[i];
        sprintf(spec, "asl:gamma_neg=0,margin=%g", m);
        asl_loss loss = loss_of(spec);
        ck_assert(asl_loss_at(&loss, asl_sigmoid_of_prob(m), 0).grad == 0);
        ck_assert_double_eq_tol(asl_loss_at(&loss, asl_sigmoid_of_prob(nextafter(m, 1)), 0).grad, m * (1 - m), 1e-15);
        ck_assert(asl_loss_margin(&loss) == m);
    }
}
END_TEST

START_TEST(next_to_a_margin_at_logit_0)
{
    const double gammas[] = {0, 0.5, 1, 4};
    for (int i = 0; i < 4; i++) {
        const double theta[] = {0, gammas[i], 0.5};
        asl_loss loss;
        asl_loss_set(&loss, asl_family_find("asl", NULL), theta, NULL);
        asl_loss_value j = jet(&loss, 5e-324, 0);
        ck_assert(isfinite(j.value) && isfinite(j.grad) && isfinite(j.hess));
        ck_assert(jet(&loss, 0, 0).grad == 0 && jet(&loss, -5e-324, 0).grad == 0);
        ck_assert_double_eq_tol(j.grad, gammas[i] == 0 ? 0.25 : 0, 1e-15);
    }
}
END_TEST

START_TEST(registry_rows_are_complete)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *f = asl_family_at(i);
        ck_assert_ptr_eq(asl_family_find(f->name, NULL), f);
        ck_assert(f->title && f->formula_pos && f->formula_neg && f->source);
        bool batchwise = f->kind == ASL_BATCHWISE;
        ck_assert(i == 0 || f->kind >= asl_family_at(i - 1)->kind); /* families are sorted by kind */
        ck_assert(batchwise == (f->batch != NULL));
        ck_assert(batchwise == (f->pos == NULL) && batchwise == (f->neg == NULL));
        size_t n = asl_family_params(f);
        ck_assert_int_lt(f->margin, (int)n);
        for (size_t k = 0; k < n; k++) {
            const asl_param *p = &f->params[k];
            ck_assert(p->lo <= p->def && p->def <= p->hi && p->meaning != NULL);
            ck_assert_int_eq(asl_family_param(f, p->name, NULL), (int)k);
        }
    }
    ck_assert_ptr_nonnull(asl_family_find("asl", NULL));
}
END_TEST

START_TEST(a_loss_written_reads_back)
{
    FOR_LOSSES(loss, 30)
    {
        asl_strbuf t = {0};
        asl_loss_write(&loss, &t);
        asl_loss again = loss_of(t.data);
        ck_assert_ptr_eq(again.family, loss.family);
        ck_assert_int_eq(memcmp(again.theta, loss.theta, sizeof loss.theta), 0);
        asl_strbuf_free(&t);
    }
    asl_strbuf t = {0};
    asl_loss asl = loss_of("asl:margin=0.1");
    asl_loss_write(&asl, &t);
    ck_assert_str_eq(t.data, "asl:gamma_pos=0,gamma_neg=4,margin=0.1");
    asl_strbuf_free(&t);
}
END_TEST

/* A loss has one spelling for commands and one for CSV files. Both name the same loss and differ only in the separator,
 * and the spelling in CSV files needs no quotes. */
START_TEST(a_loss_has_two_spellings)
{
    FOR_LOSSES(loss, 30)
    {
        asl_strbuf command = {0}, data = {0};
        asl_loss_write(&loss, &command);
        asl_loss_write_data(&loss, &data);
        ck_assert_ptr_null(strpbrk(data.data, ",\" \t\r\n"));
        asl_loss again = loss_of(data.data);
        ck_assert_ptr_eq(again.family, loss.family);
        ck_assert_int_eq(memcmp(again.theta, loss.theta, sizeof loss.theta), 0);
        ck_assert_uint_eq(command.length, data.length);
        for (size_t i = 0; i < data.length; i++) {
            char c = command.data[i];
            ck_assert_int_eq(data.data[i], c == ',' ? ':' : c);
        }
        asl_strbuf_free(&command);
        asl_strbuf_free(&data);
    }
}
END_TEST

START_TEST(bad_losses)
{
    const struct {
        const char *spec, *message;
    } cases[] = {
        {"asll", "unknown loss 'asll' (did you mean asl?); 'aslab losses' lists them"},
        {"", "unknown loss ''; 'aslab losses' lists them"},
        {"asl:gama_neg=4", "asl has no parameter 'gama_neg' (did you mean gamma_neg?); 'aslab losses asl' lists them"},
        {"ce:gamma=1", "ce has no parameter 'gamma'"},
        {"asl:margin=0.9", "asl: margin = 0.9 is outside [0, 0.5]"},
        {"asl:margin=-1", "asl: margin = -1 is outside [0, 0.5]"},
        {"asl:margin=nan", "asl: margin = 'nan' is not a number"},
        {"asl:margin=", "asl: margin = '' is not a number"},
        {"asl:margin", "asl: 'margin' is not param=value"},
        {"asl:", "asl: '' is not param=value"},
        {"asl:margin=0,", "asl: '' is not param=value"},
        {"asl:margin=0,margin=0", "asl: margin is given twice"},
        {"asl:gamma_neg=31", "asl: gamma_neg = 31 is outside [0, 30]"},
        {"asl:gamma_neg=4;margin=0", "asl: gamma_neg = '4;margin=0' is not a number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        asl_loss loss;
        asl_error err;
        ck_assert_int_eq(asl_loss_read(&loss, cases[i].spec, &err), ASL_BAD);
        ck_assert_msg(strstr(err.text, cases[i].message) == err.text, "%s", err.text);
    }
    ck_assert_double_eq(loss_of("asl:gamma-neg=2").theta[1], 2); /* - is accepted instead of _ */
}
END_TEST

SUITE(loss, no_nan_far_out, gradient_is_the_slope_of_the_value, hess_is_the_slope_of_the_gradient,
      nothing_is_nan_at_any_logit, limits_are_those_of_far_logits, losses_are_non_negative_and_monotone,
      traits_are_needed, turns_of_the_gradient, a_read_out_is_calibrated, batch_equals_one_by_one,
      simpler_losses_inside, detached_has_the_value_of_the_full_one, reference_values, official_golden_sums,
      the_margin_is_compared_with_p_as_read, next_to_a_margin_at_logit_0, registry_rows_are_complete,
      a_loss_written_reads_back, a_loss_has_two_spellings, bad_losses)
