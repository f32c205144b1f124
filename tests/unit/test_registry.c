/* The rows of the registry: parameters, ranges, and the defaults of the papers and the public code. */
#include <math.h>
#include <string.h>

#include "support.h"

/* The meaning of a LOSS without parameters is part of its name, so ranges and defaults are written here a second time.
 * (A new loss does not have to be added.) */
static const struct {
    const char *loss, *params;
} published[] = {
    {"ce", ""},
    {"focal", "gamma [0, 30] 2"},
    {"asl", "gamma_pos [0, 30] 0; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"asl_detached", "gamma_pos [0, 30] 0; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"hill", "lambda [1, 10] 1.5; logit_margin [-10, 10] 1; gamma [0, 30] 2"},
    {"splc", "tau [0.01, 0.99] 0.6; logit_margin [-10, 10] 1; gamma [0, 30] 2"},
    {"apl", "e1 [-10, 10] 1; e2 [-10, 10] -2.5; e0 [-10, 10] 0; gamma_pos [0, 30] 0; gamma_neg [0, 30] 4; margin [0, "
            "0.5] 0.05"},
    {"ral", "lambda [1, 10] 1.5; e1 [-10, 10] 1; e2 [-10, 10] -2.5; e0 [-10, 10] 0; gamma_pos [0, 30] 0; gamma_neg [0, "
            "30] 4; margin [0, 0.5] 0.05"},
    {"poly1", "epsilon [-1, 10] 1"},
    {"gce", "q0 [0.001, 1] 0.7"},
    {"sce", "alpha [0, 10] 0.1; beta [0, 10] 1; clip [0, 100] 9.210340371976184"},
    {"an_ls", "smoothing [0, 0.5] 0.1"},
    {"wan", "classes [2, 1e+06] 80"},
    {"em", "alpha [0, 1] 0.1"},
    {"fl_star", "gamma [0.01, 30] 1; beta [-10, 10] 0"},
    {"focal_alpha", "alpha [0, 1] 0.25; gamma [0, 30] 2"},
    {"spa", "z_pos [0.01, 100] 1; k_pos [0.01, 10] 1; b_pos [-10, 10] 0; z_neg [0.01, 100] 5; k_neg [0.01, 10] 3; "
            "b_neg [-10, 10] 1"},
    {"alibaba", "gamma_pos [0, 30] 1; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"alibaba_optimized", "gamma_pos [0, 30] 1; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"timm", "gamma_pos [0, 30] 1; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"mmpretrain", "gamma_pos [0, 30] 0; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"paddleclas", "gamma_pos [0, 30] 1; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"torch_ecg", "gamma_pos [0, 30] 1; gamma_neg [0, 30] 4; margin [0, 0.5] 0.05"},
    {"ll_r", "delta_rel [0, 100] 0.2"},
    {"ll_ct", "delta_rel [0, 100] 0.2"},
    {"ll_cp", "delta_rel [0, 100] 0.2"},
    {"zlpr", ""},
    {"two_way", "temperature_pos [0.01, 100] 4; temperature_neg [0.01, 100] 1"},
    {"class_balanced", "beta [0, 1] 0.9999; gamma [0, 30] 0"},
    {"distribution_balanced", "map_alpha [0, 10] 0.1; map_beta [0, 100] 10; map_mu [0, 1] 0.2; neg_scale [0.1, 100] 2; "
                              "init_bias [0, 10] 0.05; gamma [0, 30] 2; balance [0, 100] 2"},
    {"ghm_c", "bins [1, 100] 30"},
    {"asl_softmax", "gamma_pos [0, 30] 0; gamma_neg [0, 30] 4; smoothing [0, 1] 0.1"},
};
enum { PUBLISHED = sizeof published / sizeof published[0] };

static void describe(const asl_family *f, asl_strbuf *t)
{
    for (size_t i = 0; i < asl_family_params(f); i++) {
        asl_strbuf_format(t, "%s%s [", i > 0 ? "; " : "", f->params[i].name);
        asl_strbuf_real(t, f->params[i].lo);
        asl_strbuf_add(t, ", ");
        asl_strbuf_real(t, f->params[i].hi);
        asl_strbuf_add(t, "] ");
        asl_strbuf_real(t, f->params[i].def);
    }
}

START_TEST(ranges_and_defaults)
{
    for (size_t i = 0; i < PUBLISHED; i++) {
        const asl_family *f = asl_family_find(published[i].loss, NULL);
        ck_assert_ptr_nonnull(f);
        asl_strbuf t = {0};
        asl_strbuf_add(&t, "");
        describe(f, &t);
        ck_assert_str_eq(t.data, published[i].params);
        asl_strbuf_free(&t);
    }
}
END_TEST

/* Indices refer to the intended parameters, and no text is missing. */
START_TEST(rows_are_in_order)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *f = asl_family_at(i);
        int margin = -1;
        for (size_t k = 0; k < asl_family_params(f); k++) {
            const asl_param *p = &f->params[k];
            ck_assert_msg(p->lo <= p->def && p->def <= p->hi && p->lo < p->hi, "%s: %s", f->name, p->name);
            ck_assert_msg(p->meaning != NULL && p->meaning[0] != '\0', "%s: %s", f->name, p->name);
            if (strcmp(p->name, "margin") == 0) margin = (int)k;
        }
        ck_assert_msg(f->margin == margin, "%s: margin is parameter %d, not %d", f->name, margin, f->margin);
        ck_assert_msg(f->attached == NULL || f->attached->attached == NULL, "%s: attached", f->name);
        ck_assert_msg((f->kind == ASL_BATCHWISE) == (f->batch != NULL), "%s: kind", f->name);
        ck_assert_msg((f->kind == ASL_BATCHWISE) == (f->pos == NULL && f->neg == NULL), "%s: kind", f->name);
    }
}
END_TEST

/* A parameter that belongs to one side changes only that side. */
START_TEST(sides_are_true)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *f = asl_family_at(i);
        for (size_t k = 0; f->kind != ASL_BATCHWISE && k < asl_family_params(f); k++) {
            bool moves[2] = {false, false};
            for (double share = 0; share <= 1; share += 0.25) {
                asl_loss a, b;
                double theta[ASL_MAX_PARAMS];
                for (size_t m = 0; m < ASL_MAX_PARAMS; m++) theta[m] = f->params[m].def;
                ck_assert_int_eq(asl_loss_set(&a, f, theta, NULL), ASL_OK);
                theta[k] = f->params[k].lo + share * (f->params[k].hi - f->params[k].lo);
                ck_assert_int_eq(asl_loss_set(&b, f, theta, NULL), ASL_OK);
                for (int y = 0; y < 2; y++) {
                    for (double z = -9; z < 9; z += 0.7) {
                        asl_sigmoid_point x = asl_sigmoid_of_logit(z);
                        moves[y] = moves[y] || asl_loss_at(&a, x, y).value != asl_loss_at(&b, x, y).value;
                    }
                }
            }
            ck_assert_msg(moves[1] == (f->params[k].sides != ASL_NEG_SIDE), "%s: %s", f->name, f->params[k].name);
            ck_assert_msg(moves[0] == (f->params[k].sides != ASL_POS_SIDE), "%s: %s", f->name, f->params[k].name);
        }
    }
}
END_TEST

/* A value or gradient of zero is +0, never -0. */
START_TEST(zeros_have_no_sign)
{
    /* default parameters, and the smallest values of all parameters */
    for (size_t i = 0; i < 2 * asl_family_count(); i++) {
        asl_loss loss = loss_of(asl_family_at(i / 2)->name);
        double least[ASL_MAX_PARAMS];
        for (size_t k = 0; k < ASL_MAX_PARAMS; k++) least[k] = loss.family->params[k].lo;
        if (i % 2) ck_assert_int_eq(asl_loss_set(&loss, loss.family, least, NULL), ASL_OK);
        for (double z = -900; loss.family->kind != ASL_BATCHWISE && z < 900; z += fabs(z) < 40 ? 0.5 : 20) {
            for (int label = 0; label < 2; label++) {
                asl_loss_value j = asl_loss_at(&loss, asl_sigmoid_of_logit(z), label);
                bool grad = loss.family->kind != ASL_IMPLEMENTATION || j.grad != 0 || !signbit(j.grad);
                ck_assert_msg(grad && (j.value != 0 || !signbit(j.value)), "%s at %g, label %d", loss.family->name, z,
                              label);
            }
        }
    }
}
END_TEST

SUITE(registry, ranges_and_defaults, rows_are_in_order, sides_are_true, zeros_have_no_sign)
