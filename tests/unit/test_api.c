/* The public library returns the same numbers as the internal functions, and rejects invalid arguments. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/aslab.h"
#include "base/numbers.h"
#include "base/parallel.h"
#include "loss/gradient_shape.h"
#include "loss/kernel.h"
#include "loss/minimiser.h"
#include "math/sum.h"
#include "metrics/calibration.h"
#include "metrics/ranking.h"
#include "metrics/samples.h"
#include "support.h"

enum { N = 400 };

static char error[ASLAB_ERROR_CHARS];

static aslab_loss *made(const char *text)
{
    aslab_loss *loss;
    ck_assert_msg(aslab_loss_new(&loss, text, error) == ASLAB_OK, "%s: %s", text, error);
    return loss;
}

static bool same(const double *a, const double *b, size_t n) { return memcmp(a, b, n * sizeof *a) == 0; }

START_TEST(the_version_is_one)
{
    char said[80], path[512];
    ck_assert_str_eq(aslab_version(), ASLAB_VERSION);
    result r = shell("$aslab --version");
    snprintf(said, sizeof said, "aslab %s\n", aslab_version());
    ck_assert_str_eq(r.out, said);
    result_free(&r);
    const char *const says[][2] = {{"CHANGELOG.md", "\n## " ASLAB_VERSION "\n"},
                                   {"CITATION.cff", "\nversion: " ASLAB_VERSION "\ndate-released: " ASLAB_DATE "\n"}};
    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, says[i][0]);
        char *text = read_file(path);
        ck_assert_ptr_nonnull(text);
        ck_assert_msg(strstr(text, says[i][1]) != NULL, "%s does not have%s", says[i][0], says[i][1]);
        free(text);
    }
}
END_TEST

START_TEST(it_lists_the_registry)
{
    ck_assert_uint_eq(aslab_count(), asl_family_count());
    for (size_t i = 0; i < aslab_count(); i++) {
        const asl_family *f = asl_family_at(i);
        aslab_info info;
        ck_assert_int_eq(aslab_info_at(i, &info, error), ASLAB_OK);
        ck_assert_str_eq(info.name, f->name);
        ck_assert_str_eq(info.title, f->title);
        ck_assert_str_eq(info.formula_pos, f->formula_pos);
        ck_assert_str_eq(info.formula_neg, f->formula_neg);
        ck_assert_str_eq(info.source, f->source);
        ck_assert_ptr_eq(info.note, f->note);
        ck_assert_int_eq(info.kind, (int)f->kind);
        ck_assert_uint_eq(info.params, asl_family_params(f));
        aslab_param p;
        for (size_t k = 0; k < info.params; k++) {
            ck_assert_int_eq(aslab_param_at(i, k, &p, NULL), ASLAB_OK);
            ck_assert_str_eq(p.name, f->params[k].name);
            ck_assert_str_eq(p.meaning, f->params[k].meaning);
            ck_assert(p.lo == f->params[k].lo && p.hi == f->params[k].hi && p.def == f->params[k].def);
        }
        ck_assert_int_eq(aslab_param_at(i, info.params, &p, error), ASLAB_BAD);
        ck_assert_ptr_nonnull(strstr(error, info.name));
    }
}
END_TEST

/* Returns a LOSS of the family with random parameters in their ranges. */
static asl_loss some_loss(const asl_family *f, dice *d, asl_strbuf *text)
{
    double theta[ASL_MAX_PARAMS] = {0};
    for (size_t k = 0; k < asl_family_params(f); k++) theta[k] = roll(d, f->params[k].lo, f->params[k].hi);
    asl_loss loss;
    ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
    asl_loss_write(&loss, text);
    return loss;
}

/* Logits over a wide range, with infinite ones, and positive, negative and unknown labels. */
static void any_labels(dice *d, double *z, signed char *y)
{
    for (size_t i = 0; i < N; i++) {
        double wide = i % 2 == 0 ? 5 : 700;
        z[i] = i == 7 ? ASL_INF : i == 8 ? -ASL_INF : roll(d, -wide, wide);
        y[i] = (signed char)(i == 9 ? 0 : floor(roll(d, -1, 2)));
    }
}

static void compare(const asl_loss *inner, const aslab_loss *loss, const double *z, const signed char *y)
{
    static double ours[3][N], theirs[3][N], p[N];
    asl_sum sum = {0};
    size_t known = 0;
    asl_loss_eval(inner, N, z, y, theirs[0], theirs[1], theirs[2]);
    for (size_t i = 0; i < N; i++) {
        if (y[i] < 0) theirs[0][i] = theirs[1][i] = theirs[2][i] = 0;
        asl_sum_add(&sum, theirs[0][i]);
        known += y[i] >= 0;
    }
    ck_assert_int_eq(aslab_eval(loss, N, z, y, ours[0], ours[1], ours[2], error), ASLAB_OK);
    for (int k = 0; k < 3; k++) ck_assert_msg(same(ours[k], theirs[k], N), "%s", aslab_loss_text(loss));

    double total;
    size_t counted;
    ck_assert_int_eq(aslab_sum(loss, N, z, y, &total, &counted, ours[1], error), ASLAB_OK);
    ck_assert(total == asl_sum_value(&sum) || (isnan(total) && isnan(asl_sum_value(&sum))));
    ck_assert_uint_eq(counted, known);
    ck_assert(same(ours[1], theirs[1], N));

    for (size_t i = 0; i < N; i++) {
        p[i] = asl_sigmoid_of_logit(z[i]).p;
        asl_loss_value j = y[i] < 0 ? (asl_loss_value){0, 0, 0} : asl_loss_at(inner, asl_sigmoid_of_prob(p[i]), y[i]);
        theirs[0][i] = j.value;
        theirs[1][i] = j.grad;
        theirs[2][i] = j.hess;
    }
    ck_assert_int_eq(aslab_eval_prob(loss, N, p, y, ours[0], ours[1], ours[2], error), ASLAB_OK);
    for (int k = 0; k < 3; k++) ck_assert_msg(same(ours[k], theirs[k], N), "%s", aslab_loss_text(loss));
}

START_TEST(every_loss_is_the_inner_one)
{
    dice d = {1};
    for (size_t f = 0; f < asl_family_count(); f++) {
        if (asl_family_at(f)->kind == ASL_BATCHWISE) continue;
        for (int again = 0; again < 5; again++) {
            double z[N], value;
            signed char y[N];
            asl_strbuf text = {0};
            asl_loss inner = some_loss(asl_family_at(f), &d, &text);
            aslab_loss *loss = made(text.data);
            ck_assert_str_eq(aslab_loss_text(loss), text.data);
            for (size_t k = 0; k < asl_family_params(inner.family); k++) {
                ck_assert_int_eq(aslab_loss_get(loss, inner.family->params[k].name, &value, error), ASLAB_OK);
                ck_assert(value == inner.theta[k]);
            }
            any_labels(&d, z, y);
            compare(&inner, loss, z, y);
            aslab_loss_free(loss);
            asl_strbuf_free(&text);
        }
    }
}
END_TEST

START_TEST(the_fast_ones_are_the_kernels)
{
    dice d = {2};
    const char *const specs[] = {"asl:gamma_neg=3.5,margin=0.1", "focal", "hill", "timm"};
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        double z[N], a[N], b[N], c[N], e[N];
        float zf[N], af[N], bf[N], cf[N], ef[N];
        signed char y[N], given[N];
        aslab_loss *loss = made(specs[s]);
        asl_loss inner = loss_of(specs[s]);
        any_labels(&d, z, y);
        for (size_t i = 0; i < N; i++) {
            z[i] = isinf(z[i]) ? 0 : z[i] / 10;
            zf[i] = (float)z[i];
            given[i] = y[i] < 0 ? 0 : y[i];
        }
        ck_assert_int_eq(aslab_fast_f64(loss, N, z, y, a, b, error), ASLAB_OK);
        ck_assert_int_eq(aslab_fast_f32(loss, N, zf, y, af, bf, error), ASLAB_OK);
        asl_kernel_f64(&inner, N, z, given, c, e);
        asl_kernel_f32(&inner, N, zf, given, cf, ef);
        for (size_t i = 0; i < N; i++) {
            ck_assert(a[i] == (y[i] < 0 ? 0 : c[i]) && b[i] == (y[i] < 0 ? 0 : e[i]));
            ck_assert(af[i] == (y[i] < 0 ? 0 : cf[i]) && bf[i] == (y[i] < 0 ? 0 : ef[i]));
        }
        aslab_loss_free(loss);
    }
}
END_TEST

static void check_peak(aslab_peak ours, asl_peak theirs)
{
    ck_assert_int_eq(ours.found, theirs.found);
    ck_assert(memcmp(&ours.logit, &theirs.logit, sizeof ours.logit) == 0);
    ck_assert(memcmp(&ours.p, &theirs.p, sizeof ours.p) == 0);
    ck_assert(memcmp(&ours.grad, &theirs.grad, sizeof ours.grad) == 0);
}

START_TEST(shapes_are_the_inner_ones)
{
    const char *const specs[] = {"ce", "focal", "asl", "asl:gamma_neg=2,margin=0.2", "hill", "spa", "timm"};
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        aslab_loss *loss = made(specs[s]);
        asl_loss inner = loss_of(specs[s]);
        asl_gradient_shape theirs = asl_loss_gradient_shape(&inner);
        aslab_shape ours;
        aslab_peak peak;
        double p;
        ck_assert_int_eq(aslab_shape_of(loss, &ours, error), ASLAB_OK);
        check_peak(ours.peak, theirs.peak);
        ck_assert(ours.margin == asl_loss_margin(&inner) && ours.grad_sup_pos == asl_loss_grad_sup(&inner, 1) &&
                  ours.grad_sup_neg == asl_loss_grad_sup(&inner, 0) && ours.grad_end == theirs.grad_end &&
                  ours.jump == theirs.jump && ours.order == theirs.order &&
                  ours.hard_threshold == theirs.hard_threshold && ours.soft_threshold == theirs.soft_threshold &&
                  ours.discards_mislabelled == theirs.discards_mislabelled &&
                  ours.continuous_gradient == theirs.continuous_gradient);
        for (int label = 0; label < 2; label++) {
            ck_assert_int_eq(aslab_peak_of(loss, label, &peak, error), ASLAB_OK);
            check_peak(peak, asl_loss_peak(&inner, label));
        }
        ck_assert_int_eq(aslab_minimiser(loss, 0.3, &p, error), ASLAB_OK);
        ck_assert(p == asl_loss_minimiser(&inner, 0.3));
        ck_assert_int_eq(aslab_settling(loss, 0.3, &p, error), ASLAB_OK);
        ck_assert(p == asl_loss_settling(&inner, 0.3));
        aslab_loss_free(loss);
    }
    aslab_loss *asl = made("asl:gamma_neg=4,margin=0.05");
    aslab_peak peak;
    ck_assert_int_eq(aslab_peak_of(asl, 0, &peak, NULL), ASLAB_OK);
    ck_assert_double_eq_tol(peak.p, 0.90007, 5e-6);
    aslab_loss_free(asl);
}
END_TEST

START_TEST(losses_of_a_batch_are_refused)
{
    size_t refused = 0;
    for (size_t f = 0; f < asl_family_count(); f++) {
        aslab_loss *loss = (aslab_loss *)&refused;
        const char *name = asl_family_at(f)->name;
        int code = aslab_loss_new(&loss, name, error);
        if (asl_family_at(f)->kind == ASL_BATCHWISE) {
            ck_assert_int_eq(code, ASLAB_BAD);
            ck_assert_ptr_null(loss);
            ck_assert_msg(strncmp(error, name, strlen(name)) == 0 && strstr(error, "a whole batch") != NULL, "%s",
                          error);
            refused++;
        } else {
            ck_assert_int_eq(code, ASLAB_OK);
            ck_assert_str_eq(error, "");
        }
        aslab_loss_free(loss);
    }
    ck_assert_uint_ge(refused, 9);
}
END_TEST

#define REFUSES(call, part)                                                                                            \
    do {                                                                                                               \
        error[0] = '\0';                                                                                               \
        int code_ = (call);                                                                                            \
        ck_assert_msg(code_ == ASLAB_BAD, #call " gives %d", code_);                                                   \
        ck_assert_msg(strstr(error, part) != NULL, #call " says '%s'", error);                                         \
    } while (0)

START_TEST(bad_losses_and_nulls_are_refused)
{
    aslab_loss *loss = made("asl"), *none;
    double x;
    aslab_peak peak;
    aslab_shape shape;
    REFUSES(aslab_loss_new(&none, "asll", error), "did you mean asl?");
    REFUSES(aslab_loss_new(&none, "asl:margin=0.9", error), "is outside [0, 0.5]");
    REFUSES(aslab_loss_new(&none, "asl:marge=0.1", error), "did you mean margin?");
    REFUSES(aslab_loss_new(&none, "", error), "unknown loss");
    REFUSES(aslab_loss_new(&none, NULL, error), "text is NULL");
    REFUSES(aslab_loss_new(NULL, "asl", error), "loss is NULL");
    ck_assert_int_eq(aslab_loss_new(&none, "asll", NULL), ASLAB_BAD);
    ck_assert_ptr_null(none);
    aslab_loss_free(NULL);
    ck_assert_ptr_null(aslab_loss_text(NULL));
    REFUSES(aslab_info_at(aslab_count(), &(aslab_info){0}, error), "no loss");
    REFUSES(aslab_info_at(0, NULL, error), "info is NULL");
    REFUSES(aslab_param_at(0, 0, NULL, error), "param is NULL");
    REFUSES(aslab_loss_get(loss, "gamma", &x, error), "has no parameter 'gamma'");
    REFUSES(aslab_loss_get(loss, NULL, &x, error), "name is NULL");
    REFUSES(aslab_loss_get(loss, "margin", NULL, error), "value is NULL");
    REFUSES(aslab_loss_get(NULL, "margin", &x, error), "loss is NULL");
    REFUSES(aslab_peak_of(loss, 2, &peak, error), "label = 2 is not 0 or 1");
    REFUSES(aslab_peak_of(NULL, 0, &peak, error), "loss is NULL");
    REFUSES(aslab_peak_of(loss, 0, NULL, error), "peak is NULL");
    REFUSES(aslab_shape_of(NULL, &shape, error), "loss is NULL");
    REFUSES(aslab_shape_of(loss, NULL, error), "shape is NULL");
    REFUSES(aslab_minimiser(loss, 1.5, &x, error), "eta = 1.5 is outside [0, 1]");
    REFUSES(aslab_minimiser(loss, (double)NAN, &x, error), "eta");
    REFUSES(aslab_minimiser(loss, 0.5, NULL, error), "p is NULL");
    REFUSES(aslab_settling(loss, 1.5, &x, error), "eta = 1.5 is outside [0, 1]");
    aslab_loss_free(loss);
}
END_TEST

START_TEST(bad_arrays_are_refused_and_left_alone)
{
    aslab_loss *loss = made("asl");
    double z[] = {1, 2, (double)NAN}, out[] = {7, 7, 7}, sum = 7, p[] = {0.5, 1, 1.5};
    float zf[] = {1, INFINITY}, outf[] = {7, 7};
    signed char y[] = {1, 0, -1}, bad[] = {1, 0, 2};
    REFUSES(aslab_eval(loss, 3, z, y, out, out, out, error), "z[2] is nan");
    REFUSES(aslab_eval(loss, 2, NULL, y, out, NULL, NULL, error), "z is NULL");
    REFUSES(aslab_eval(loss, 2, z, NULL, out, NULL, NULL, error), "y is NULL");
    REFUSES(aslab_eval(NULL, 2, z, y, out, NULL, NULL, error), "loss is NULL");
    z[2] = 0;
    REFUSES(aslab_eval(loss, 3, z, bad, out, out, out, error), "y[2] = 2 is not 0, 1 or -1");
    REFUSES(aslab_eval_prob(loss, 3, p, y, out, out, out, error), "p[2] = 1.5 is outside [0, 1]");
    REFUSES(aslab_sum(loss, 3, z, bad, &sum, NULL, out, error), "y[2] = 2");
    REFUSES(aslab_sum(loss, 3, z, y, NULL, NULL, out, error), "sum is NULL");
    z[1] = ASL_INF;
    REFUSES(aslab_fast_f64(loss, 3, z, y, out, out, error), "z[1] = inf");
    REFUSES(aslab_fast_f32(loss, 2, zf, y, outf, outf, error), "z[1] = inf is outside [-3.40");
    REFUSES(aslab_fast_f32(loss, 1, zf, y, outf, NULL, error), "grad is NULL");
    REFUSES(aslab_fast_f64(loss, 1, z, y, NULL, out, error), "value is NULL");
    ck_assert(sum == 7 && out[0] == 7 && out[1] == 7 && out[2] == 7 && outf[0] == 7 && outf[1] == 7);

    aslab_ranking ranking;
    aslab_detection detection;
    aslab_multilabel many;
    REFUSES(aslab_ranking_of(3, z, bad, &ranking, error), "y[2] = 2");
    REFUSES(aslab_ranking_of(3, z, y, NULL, error), "ranking is NULL");
    REFUSES(aslab_detection_of(3, z, bad, &detection, error), "wrong[2] = 2");
    REFUSES(aslab_detection_of((size_t)1 << 33, z, y, &detection, error), "8589934592");
    REFUSES(aslab_calibration(3, p, y, &sum, NULL, error), "p[2] = 1.5");
    REFUSES(aslab_multilabel_of(1, 3, p, y, 0.5, NULL, &many, error), "p[2] = 1.5");
    REFUSES(aslab_multilabel_of(1, 2, p, y, 1.5, NULL, &many, error), "threshold = 1.5 is outside [0, 1]");
    REFUSES(aslab_multilabel_of(1, 2, p, y, 0.5, NULL, NULL, error), "metrics is NULL");
    REFUSES(aslab_multilabel_of((size_t)1 << 31, (size_t)1 << 40, p, y, 0.5, NULL, &many, error), "2147483648 samples");
    aslab_loss_free(loss);
}
END_TEST

/* Requesting a kernel that this machine cannot run is an error, and the output arrays are not written. */
START_TEST(a_wrong_kernel_is_refused)
{
    const double z[] = {1};
    const float zf[] = {1};
    const signed char y[] = {1};
    double out[2] = {77, 77};
    float outf[2] = {77, 77};
    aslab_loss *loss;
    ck_assert_int_eq(aslab_loss_new(&loss, "asl", NULL), ASLAB_OK);
    setenv("ASLAB_KERNEL", "bogus", 1);
    ck_assert_int_eq(aslab_fast_f64(loss, 1, z, y, out, out + 1, error), ASLAB_BAD);
    ck_assert(strstr(error, "bogus") != NULL && strstr(error, "scalar") != NULL && out[0] == 77 && out[1] == 77);
    ck_assert_int_eq(aslab_fast_f32(loss, 1, zf, y, outf, outf + 1, NULL), ASLAB_BAD);
    ck_assert(outf[0] == 77 && outf[1] == 77);
    setenv("ASLAB_KERNEL", "scalar", 1);
    ck_assert_int_eq(aslab_fast_f64(loss, 1, z, y, out, out + 1, error), ASLAB_OK);
    ck_assert(out[0] != 77 && error[0] == '\0');
    unsetenv("ASLAB_KERNEL");
    aslab_loss_free(loss);
}
END_TEST

START_TEST(nothing_is_allowed)
{
    aslab_loss *loss = made("asl");
    double sum = 7, ece, brier;
    size_t known = 7;
    aslab_ranking r;
    aslab_detection d;
    aslab_multilabel m;
    ck_assert_int_eq(aslab_eval(loss, 0, NULL, NULL, NULL, NULL, NULL, NULL), ASLAB_OK);
    ck_assert_int_eq(aslab_eval(loss, 1, &(double){1}, &(signed char){1}, NULL, NULL, NULL, NULL), ASLAB_OK);
    ck_assert_int_eq(aslab_fast_f64(loss, 0, NULL, NULL, NULL, NULL, NULL), ASLAB_OK);
    ck_assert_int_eq(aslab_fast_f32(loss, 0, NULL, NULL, NULL, NULL, NULL), ASLAB_OK);
    ck_assert_int_eq(aslab_sum(loss, 0, NULL, NULL, &sum, &known, NULL, NULL), ASLAB_OK);
    ck_assert(sum == 0 && known == 0);
    ck_assert_int_eq(aslab_ranking_of(0, NULL, NULL, &r, NULL), ASLAB_OK);
    ck_assert(r.positives == 0 && isnan(r.ap) && isnan(r.auroc) && r.ap_script == 0);
    ck_assert_int_eq(aslab_calibration(0, NULL, NULL, &ece, &brier, NULL), ASLAB_OK);
    ck_assert(isnan(ece) && isnan(brier));
    ck_assert_int_eq(aslab_detection_of(0, NULL, NULL, &d, NULL), ASLAB_OK);
    ck_assert(d.n == 0 && isnan(d.auroc));
    for (size_t labels = 0; labels < 3; labels += 2) {
        ck_assert_int_eq(aslab_multilabel_of(0, labels, NULL, NULL, 0.5, NULL, &m, NULL), ASLAB_OK);
        ck_assert(isnan(m.map) && m.map_labels == 0 && isnan(m.brier) && isnan(m.lrap));
    }
    aslab_loss_free(loss);
}
END_TEST

/* Copies the known labels and their probabilities. A plain loop for comparison with the library. */
static size_t known_of(const double *p, const signed char *y, double *q, signed char *x)
{
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        if (y[i] < 0) continue;
        q[n] = p[i];
        x[n++] = y[i];
    }
    return n;
}

START_TEST(metrics_leave_out_the_unknown)
{
    dice d = {3};
    double p[N], q[N], ece, brier;
    signed char y[N], x[N];
    for (size_t i = 0; i < N; i++) {
        p[i] = floor(roll(&d, 0, 50)) / 50; /* with ties */
        y[i] = (signed char)floor(roll(&d, -1, 2));
    }
    size_t n = known_of(p, y, q, x);
    ck_assert(n > 200 && n < N);
    asl_ranking theirs;
    aslab_ranking ours;
    ck_assert_int_eq(asl_ranking_compute(n, q, x, &theirs, NULL), ASL_OK);
    ck_assert_int_eq(aslab_ranking_of(N, p, y, &ours, error), ASLAB_OK);
    ck_assert_uint_eq(ours.positives, theirs.positives);
    ck_assert_uint_eq(ours.negatives, theirs.negatives);
    ck_assert(ours.ap == theirs.ap && ours.ap_script == theirs.ap_script && ours.auroc == theirs.auroc);
    asl_calibration c = {0};
    asl_calibration_add(&c, n, q, x);
    ck_assert_int_eq(aslab_calibration(N, p, y, &ece, &brier, error), ASLAB_OK);
    ck_assert(ece == asl_calibration_ece(&c) && brier == asl_calibration_brier(&c));
    aslab_detection found;
    ck_assert_int_eq(aslab_detection_of(N, p, y, &found, error), ASLAB_OK);
    ck_assert_uint_eq(found.n, n);
    ck_assert_uint_eq(found.wrong, theirs.positives);
    ck_assert(found.auroc == theirs.auroc && found.ap == theirs.ap);
    ck_assert(found.precision > 0.3 && found.precision < 0.7 && found.lift100 > 0.5 && found.lift100 < 1.5);
}
END_TEST

START_TEST(metrics_of_a_table_are_those_of_stats)
{
    enum { SAMPLES = N / 8, LABELS = 8 };
    dice d = {4};
    double p[N], ap[LABELS];
    signed char y[N];
    FILE *f = fopen(in_workdir("table.csv"), "w");
    ck_assert_ptr_nonnull(f);
    for (size_t l = 0; l < LABELS; l++) fprintf(f, "p_%zu,y_%zu%s", l, l, l + 1 < LABELS ? "," : "\n");
    for (size_t i = 0; i < N; i++) {
        p[i] = roll(&d, 0, 1);
        y[i] = (signed char)(i % LABELS == 0 ? 0 : floor(roll(&d, -1, 2))); /* one label without positives */
        fprintf(f, "%.17g,%d%s", p[i], y[i], i % LABELS + 1 < LABELS ? "," : "\n");
    }
    fclose(f);
    result r = shell("$aslab stats --quiet --threshold 0.4 table.csv");
    table t;
    table_parse(&t, r.out);
    aslab_multilabel m;
    ck_assert_int_eq(aslab_multilabel_of(SAMPLES, LABELS, p, y, 0.4, ap, &m, error), ASLAB_OK);
    const struct {
        const char *column;
        double ours;
    } same_as[] = {{"ap", m.map},      {"map_labels", (double)m.map_labels},
                   {"auroc", m.auroc}, {"ece", m.ece},
                   {"brier", m.brier}, {"cf1_mean", m.cf1_mean},
                   {"of1", m.of1},     {"cf1_ratio", m.cf1_ratio}};
    for (size_t i = 0; i < sizeof same_as / sizeof same_as[0]; i++)
        ck_assert_double_eq_tol(table_number(&t, LABELS, same_as[i].column), same_as[i].ours, 1e-15);
    for (size_t l = 0; l < LABELS; l++) {
        double theirs = table_number(&t, l, "ap");
        ck_assert(isnan(theirs) ? isnan(ap[l]) : fabs(theirs - ap[l]) < 1e-15);
    }
    ck_assert_uint_eq(m.map_labels, LABELS - 1);
    for (size_t i = 0; i < N; i++) y[i] = y[i] < 0 ? 0 : y[i];
    asl_sample_metrics s = asl_sample_metrics_of(SAMPLES, LABELS, p, y);
    ck_assert_int_eq(aslab_multilabel_of(SAMPLES, LABELS, p, y, 0.4, NULL, &m, error), ASLAB_OK);
    ck_assert_double_eq_tol(m.ranking_loss, s.ranking_loss, 1e-14);
    ck_assert_double_eq_tol(m.coverage, s.coverage, 1e-14);
    ck_assert_double_eq_tol(m.lrap, s.lrap, 1e-14);
    table_free(&t);
    result_free(&r);
}
END_TEST

typedef struct crowd {
    const aslab_loss *loss;
    double z[N], value[16][N];
    signed char y[N];
} crowd;

static void one_of_the_crowd(void *self, size_t i)
{
    crowd *c = self;
    for (int again = 0; again < 20; again++) aslab_eval(c->loss, N, c->z, c->y, c->value[i], NULL, NULL, NULL);
}

START_TEST(threads_may_share_a_loss)
{
    static crowd c;
    dice d = {5};
    aslab_loss *loss = made("asl");
    c.loss = loss;
    any_labels(&d, c.z, c.y);
    asl_parallel(4, 16, one_of_the_crowd, &c);
    for (size_t i = 1; i < 16; i++) ck_assert(same(c.value[0], c.value[i], N));
    aslab_loss_free(loss);
}
END_TEST

SUITE(api, the_version_is_one, it_lists_the_registry, every_loss_is_the_inner_one, the_fast_ones_are_the_kernels,
      shapes_are_the_inner_ones, losses_of_a_batch_are_refused, bad_losses_and_nulls_are_refused,
      bad_arrays_are_refused_and_left_alone, a_wrong_kernel_is_refused, nothing_is_allowed,
      metrics_leave_out_the_unknown, metrics_of_a_table_are_those_of_stats, threads_may_share_a_loss)
