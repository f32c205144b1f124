/* Losses of a whole batch, compared with automatic differentiation of their published definitions and with central
 * differences, and used in training. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch_definitions.h"
#include "data/noise.h"
#include "data/synthetic.h"
#include "loss/batch.h"
#include "support.h"
#include "train/evaluate.h"

enum { MOST = 640 };

/* A batch with the arrays that it points to. */
typedef struct trial {
    asl_batch b;
    float z[MOST], value[MOST], grad[MOST];
    signed char y[MOST];
    double positives[MOST], scratch[MOST];
} trial;

static void point(trial *t, size_t n, size_t labels, size_t epoch, double samples)
{
    t->b = (asl_batch){n, labels, t->z, t->y, t->positives, samples, epoch, t->scratch};
}

/* Random logits in [-reach, reach], all different. A third of the labels are positive, and a share left_out is
 * unknown. */
static trial random_trial(size_t n, size_t labels, double reach, double left_out, unsigned long long seed)
{
    dice d = {seed};
    trial t = {0};
    for (size_t i = 0; i < n * labels; i++) {
        t.z[i] = (float)roll(&d, -reach, reach);
        t.y[i] = (signed char)(roll(&d, 0, 1) < left_out ? -1 : roll(&d, 0, 1) < .33);
        t.scratch[i] = roll(&d, -1e9, 1e9);
    }
    for (size_t k = 0; k < labels; k++) t.positives[k] = floor(roll(&d, 0, 90));
    return t;
}

static double total(trial *t, const asl_loss *loss)
{
    double sum = 0;
    size_t n = t->b.n * t->b.labels;
    asl_loss_on_batch(loss, &t->b, t->value, t->grad);
    for (size_t i = 0; i < n; i++) sum += (double)t->value[i];
    return sum;
}

/* Runs `body` with the default parameters of every family that is a function of a batch. */
#define FOR_BATCHWISE(loss)                                                                                            \
    for (size_t f_ = 0; f_ < asl_family_count(); f_++)                                                                 \
        if (asl_family_at(f_)->kind == ASL_BATCHWISE)                                                                  \
            for (asl_loss loss = loss_of(asl_family_at(f_)->name), *once_ = &loss; once_ != NULL; once_ = NULL)

/* --- definitions */

/* Value and gradient are floats, which agree with the automatic derivative in double precision to 6e-8. The value of
 * two_way is a sum of two floats. */
static void same_as_automatic(const batch_definition *d, const asl_loss *loss, trial *t)
{
    int n = (int)(t->b.n * t->b.labels);
    ad z[MOST];
    double grad[MOST], sum = total(t, loss);
    ad_begin(false);
    for (int i = 0; i < n; i++) z[i] = ad_number((double)t->z[i]);
    ad exact = d->sum(&t->b, z, loss->theta);
    ad_grad(exact, n, z, grad);
    double size = ad_value(exact);
    ck_assert_msg(fabs(sum - size) <= 1.2e-7 * fabs(size) + 1e-13, "%s: sum %.9g, not %.9g", d->loss, sum, size);
    for (int i = 0; i < n; i++) {
        double off = fabs((double)t->grad[i] - grad[i]);
        ck_assert_msg(off <= 6e-8 * fabs(grad[i]) + 1e-13, "%s, entry %d: %.9g, not %.9g", d->loss, i,
                      (double)t->grad[i], grad[i]);
    }
}

/* Returns the family with default parameters in every fourth round, and with random parameters otherwise. */
static asl_loss with_parameters(const batch_definition *d, unsigned long long seed)
{
    asl_loss loss = loss_of(d->loss);
    dice rolled = {seed};
    double theta[ASL_MAX_PARAMS];
    for (int i = 0; i < ASL_MAX_PARAMS; i++) theta[i] = roll(&rolled, d->lo[i], d->hi[i]);
    if (strcmp(d->loss, "ghm_c") == 0) theta[0] = floor(theta[0]);
    if (seed % 4 > 0) ck_assert_int_eq(asl_loss_set(&loss, loss.family, theta, NULL), ASL_OK);
    return loss;
}

START_TEST(gradient_is_the_automatic_derivative_of_the_definition)
{
    for (int i = 0; i < batch_definition_count; i++) {
        for (unsigned long long seed = 1; seed <= 200; seed++) {
            asl_loss loss = with_parameters(&batch_definitions[i], seed);
            trial t = random_trial(1 + seed % 6, 1 + seed * 5 % 7, 6, seed % 3 == 0 ? .2 : 0, seed);
            point(&t, 1 + seed % 6, 1 + seed * 5 % 7, seed % 9, 100);
            for (size_t k = 0; k < MOST && seed % 10 == 9; k++) t.y[k] = 0; /* no positives */
            same_as_automatic(&batch_definitions[i], &loss, &t);
        }
    }
}
END_TEST

START_TEST(no_loss_is_left_out)
{
    FOR_BATCHWISE(loss)
    {
        int found = 0;
        for (int i = 0; i < batch_definition_count; i++)
            found += strcmp(batch_definitions[i].loss, loss.family->name) == 0;
        ck_assert_msg(found == 1, "%s", loss.family->name);
    }
}
END_TEST

/* Whether moving logit z by 1/128 can change its bin among the 30 of ghm_c. */
static bool near_a_bin(double z)
{
    double place = 30 * asl_sigmoid_of_logit(z).p;
    return fabs(place - round(place)) < .08; /* the change is 30 p q / 128, at most 0.06 */
}

START_TEST(gradient_is_the_slope_of_the_sum)
{
    const float h = 1.0f / 128;
    size_t compared = 0;
    FOR_BATCHWISE(loss)
    {
        for (unsigned long long seed = 1; seed <= 10; seed++) {
            trial t = random_trial(4, 3, .08, .1, seed), at;
            /* the order of the logits does not change */
            for (size_t i = 0; i < 12; i++) t.z[i] += -2.5f + .41f * (float)((i * 5 + seed) % 12);
            point(&t, 4, 3, 40, 100);
            total(&t, &loss);
            at = t;
            point(&at, 4, 3, 40, 100);
            for (size_t i = 0; i < 12; i++) {
                if (strcmp(loss.family->name, "ghm_c") == 0 && near_a_bin((double)t.z[i])) continue;
                double up, down, step;
                at.z[i] = t.z[i] + h;
                up = total(&at, &loss), step = (double)at.z[i];
                at.z[i] = t.z[i] - h;
                down = total(&at, &loss), step -= (double)at.z[i];
                at.z[i] = t.z[i];
                /* error: 12 values up to 8, rounded to 6e-8, over 2 h; and h^2 / 6 times the third derivative */
                double off = fabs((up - down) / step - (double)t.grad[i]);
                ck_assert_msg(off < 1e-3, "%s, seed %llu, entry %zu: %g off", loss.family->name, seed, i, off);
                compared++;
            }
        }
    }
    ck_assert_uint_gt(compared, 1000);
}
END_TEST

/* --- properties */

START_TEST(samples_in_another_order)
{
    enum { N = 9, L = 6 };
    FOR_BATCHWISE(loss)
    {
        trial t = random_trial(N, L, 4, .1, 5), turned = t;
        point(&t, N, L, 20, 100);
        point(&turned, N, L, 20, 100);
        for (size_t i = 0; i < N; i++) {
            memcpy(turned.z + i * L, t.z + (N - 1 - i) * L, L * sizeof *t.z);
            memcpy(turned.y + i * L, t.y + (N - 1 - i) * L, L);
        }
        ck_assert_double_eq_tol(total(&t, &loss), total(&turned, &loss), 1e-4);
        for (size_t i = 0; i < N * L; i++) {
            size_t there = (N - 1 - i / L) * L + i % L;
            ck_assert_double_eq_tol((double)t.grad[i], (double)turned.grad[there],
                                    1e-6 * fmax(1, fabs((double)t.grad[i])));
        }
    }
}
END_TEST

START_TEST(labels_left_out_count_nowhere)
{
    enum { N = 6, L = 5 };
    FOR_BATCHWISE(loss)
    {
        trial t = random_trial(N, L, 4, .3, 8);
        point(&t, N, L, 20, 100);
        total(&t, &loss);
        trial other = t;
        point(&other, N, L, 20, 100);
        for (size_t i = 0; i < N * L; i++) {
            if (t.y[i] < 0) other.z[i] = 55;
        }
        total(&other, &loss);
        for (size_t i = 0; i < N * L; i++) {
            if (t.y[i] < 0) ck_assert(t.value[i] == 0 && t.grad[i] == 0);
            ck_assert(t.value[i] == other.value[i] && t.grad[i] == other.grad[i]);
        }
        memset(t.y, -1, sizeof t.y);
        ck_assert_double_eq(total(&t, &loss), 0);
    }
}
END_TEST

static void all_finite(const trial *t, const asl_loss *loss, const char *what)
{
    for (size_t i = 0; i < t->b.n * t->b.labels; i++) {
        bool good = isfinite(t->value[i]) && isfinite(t->grad[i]) && t->value[i] >= 0;
        ck_assert_msg(good, "%s, %s: value %g, gradient %g at logit %g, label %d", loss->family->name, what,
                      (double)t->value[i], (double)t->grad[i], (double)t->z[i], t->y[i]);
    }
}

START_TEST(odd_batches)
{
    const size_t shapes[][2] = {{1, 1}, {1, 7}, {7, 1}, {5, 4}};
    const double reaches[] = {0, 1e-30, 80, 1e4, 1e30};
    FOR_BATCHWISE(loss)
    {
        for (size_t s = 0; s < 4; s++) {
            for (size_t r = 0; r < 5; r++) {
                for (int label = -1; label <= 2; label++) { /* 2: random labels */
                    trial t = random_trial(shapes[s][0], shapes[s][1], reaches[r], .2, r + 3);
                    if (label < 2) memset(t.y, label, sizeof t.y);
                    /* after 500 epochs at 0.2 % each, all negatives count as large */
                    point(&t, shapes[s][0], shapes[s][1], 500, 90);
                    total(&t, &loss);
                    all_finite(&t, &loss, "an odd batch");
                }
            }
        }
        trial none = {0};
        point(&none, 0, 3, 0, 1);
        ck_assert_double_eq(total(&none, &loss), 0);
    }
}
END_TEST

/* Every parameter at both ends of its range. */
START_TEST(ends_of_the_ranges)
{
    FOR_BATCHWISE(loss)
    {
        size_t n = asl_family_params(loss.family);
        for (size_t i = 0; i < 2 * n; i++) {
            double theta[ASL_MAX_PARAMS];
            asl_loss at;
            memcpy(theta, loss.theta, sizeof theta);
            theta[i / 2] = i % 2 ? loss.family->params[i / 2].hi : loss.family->params[i / 2].lo;
            ck_assert_int_eq(asl_loss_set(&at, loss.family, theta, NULL), ASL_OK);
            trial t = random_trial(6, 5, 9, .1, i + 1);
            point(&t, 6, 5, 3, 100);
            total(&t, &at);
            all_finite(&t, &at, loss.family->params[i / 2].name);
        }
        asl_strbuf text = {0};
        asl_loss_write(&loss, &text);
        asl_loss again = loss_of(text.data);
        ck_assert_int_eq(memcmp(again.theta, loss.theta, sizeof loss.theta), 0);
        asl_strbuf_free(&text);
    }
}
END_TEST

static void same_as(const char *a, const char *b, size_t epoch)
{
    asl_loss la = loss_of(a), lb = loss_of(b);
    trial ta = random_trial(8, 6, 6, .1, 4), tb;
    for (size_t i = 0; i < 8; i++) ta.y[i * 6 + i % 6] = 1; /* every sample has a positive */
    tb = ta;
    point(&ta, 8, 6, epoch, 100);
    point(&tb, 8, 6, epoch, 100);
    total(&ta, &la);
    total(&tb, &lb);
    for (size_t i = 0; i < 48; i++) { /* ce comes from a kernel in single precision */
        ck_assert_double_eq_tol((double)ta.value[i], (double)tb.value[i], 2e-6);
        ck_assert_double_eq_tol((double)ta.grad[i], (double)tb.grad[i], 2e-6);
    }
}

START_TEST(simpler_losses_inside)
{
    same_as("ll_r:delta_rel=0", "ce", 7);
    same_as("ll_ct:delta_rel=0", "ce", 7);
    same_as("ll_r:delta_rel=5", "ce", 0); /* no correction in the first epoch */
    same_as("ll_ct:delta_rel=5", "ce", 0);
    same_as("ll_cp", "ce", 7);
    same_as("class_balanced:beta=0", "ce", 7);
    same_as("class_balanced:beta=0,gamma=2", "focal", 7);
    same_as("ghm_c:bins=1", "ce", 7);
    same_as("distribution_balanced:map_beta=0,map_alpha=0.5,neg_scale=1,init_bias=0,balance=1", "focal", 7);
}
END_TEST

/* --- worked examples */

START_TEST(large_losses_are_the_highest_negatives)
{
    const float z[] = {3, 1, -1, 2, 5, 0, 4, -2};
    const signed char y[] = {0, 0, 0, 1, 0, -1, 1, 0}; /* 7 are known */
    asl_loss r = loss_of("ll_r:delta_rel=10"), ct = loss_of("ll_ct:delta_rel=10"), cp = loss_of("ll_cp:delta_rel=20");
    trial t = {0};
    memcpy(t.z, z, sizeof z);
    memcpy(t.y, y, sizeof y);
    point(&t, 2, 4, 2, 10); /* ceil(7 * 0.2) = 2 negatives are rejected: logits 5 and 3 */
    total(&t, &r);
    for (size_t i = 0; i < 8; i++) ck_assert_int_eq(t.grad[i] == 0, i == 0 || i == 4 || i == 5);
    total(&t, &ct);
    ck_assert(t.grad[0] < 0 && t.grad[4] < 0 && t.grad[1] > 0 && t.grad[3] < 0 && t.grad[5] == 0);
    signed char mended[8];
    memcpy(mended, y, sizeof y);
    asl_loss_relabel(&cp, &t.b, mended);
    const signed char expected[] = {1, 0, 0, 1, 1, -1, 1, 0};
    ck_assert_mem_eq(mended, expected, 8);
    memcpy(mended, y, sizeof y);
    t.b.epoch = 0;
    asl_loss_relabel(&cp, &t.b, mended);
    ck_assert_mem_eq(mended, y, 8);
    ck_assert(!asl_loss_relabels(&r) && asl_loss_relabels(&cp));
}
END_TEST

static int descending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x < y) - (x > y);
}

START_TEST(any_rank_among_any_logits)
{
    asl_loss loss = loss_of("ll_r:delta_rel=1");
    for (unsigned long long seed = 1; seed <= 300; seed++) {
        size_t n = 1 + seed % 20, k = 1 + seed * 7 % 30;
        trial t = random_trial(n, k, 5, 0, seed);
        float sorted[MOST];
        for (size_t i = 0; i < n * k; i++) { /* ties in every third round */
            t.y[i] = 0;
            if (seed % 3 == 0) t.z[i] = (float)round((double)t.z[i]);
        }
        memcpy(sorted, t.z, sizeof sorted);
        qsort(sorted, n * k, sizeof *sorted, descending);
        point(&t, n, k, seed % 101, 100);
        size_t large = (size_t)ceil((double)(n * k) * (.01 * (double)t.b.epoch));
        total(&t, &loss);
        for (size_t i = 0; i < n * k; i++) ck_assert_int_eq(t.grad[i] == 0, large > 0 && t.z[i] >= sorted[large - 1]);
    }
}
END_TEST

/* The gradient lengths 0.5, 0.5, 0.5 and 0.9 fall in two of 4 bins. Three labels share one bin, so the labels of a bin
 * have a total weight of 4 / 2. */
START_TEST(ghm_by_hand)
{
    asl_loss loss = loss_of("ghm_c:bins=4");
    trial t = {.z = {0, 0, 0, (float)2.1972245773362196}, .y = {1, 0, 0, 0}};
    point(&t, 2, 2, 0, 10);
    double sum = total(&t, &loss);
    ck_assert_double_eq_tol(sum, 2 * log(2) + 2 * log(10), 1e-6);
    ck_assert_double_eq_tol((double)t.grad[0], -1. / 3, 1e-6);
    ck_assert_double_eq_tol((double)t.grad[1], 1. / 3, 1e-6);
    ck_assert_double_eq_tol((double)t.grad[3], 1.8, 1e-6);
}
END_TEST

START_TEST(rare_labels_weigh_more)
{
    asl_loss by_number = loss_of("class_balanced:beta=0.9999"), inverse = loss_of("class_balanced:beta=1"),
             rebalanced = loss_of("distribution_balanced:init_bias=0");
    trial t = {.z = {1, 1}, .y = {1, 1}, .positives = {10, 1000}};
    point(&t, 1, 2, 0, 10000);
    total(&t, &by_number);
    double ratio = -expm1(1000 * log(.9999)) / -expm1(10 * log(.9999));
    ck_assert_double_eq_tol((double)t.grad[0] / (double)t.grad[1], ratio, 1e-5);
    total(&t, &inverse);
    ck_assert_double_eq_tol((double)t.grad[0] / (double)t.grad[1], 100, 1e-4);
    total(&t, &rebalanced);
    ck_assert(t.grad[0] < 1.5f * t.grad[1]);
}
END_TEST

/* A label that is never or always positive counts as if half a sample were positive or negative, so the shift is log(2
 * n - 1) in magnitude. */
START_TEST(shifts_stay_finite)
{
    asl_loss loss = loss_of("distribution_balanced:init_bias=1,neg_scale=1,map_beta=0,map_alpha=0.5,balance=1,gamma=0");
    trial t = {.z = {0, 0}, .y = {1, 1}, .positives = {0, 50}};
    point(&t, 1, 2, 0, 50);
    total(&t, &loss);
    ck_assert_double_eq_tol((double)t.value[0], log1p(exp(log(99.0))), 1e-5);
    ck_assert_double_eq_tol((double)t.value[1], log1p(exp(-log(99.0))), 1e-6);
}
END_TEST

/* The class ASLSingleLabel multiplies by the targets. Without smoothing the targets of negatives are 0, so gamma_neg
 * has no effect. */
START_TEST(without_smoothing_gamma_neg_has_no_effect)
{
    asl_loss plain = loss_of("asl_softmax:gamma_neg=0,smoothing=0"), focused = loss_of("asl_softmax:smoothing=0"),
             smooth_plain = loss_of("asl_softmax:gamma_neg=0"), smooth = loss_of("asl_softmax");
    trial a = random_trial(7, 5, 4, 0, 9), b, c, d;
    for (size_t i = 0; i < 35; i++) a.y[i] = i % 5 == i / 5 % 5;
    b = c = d = a;
    trial *all[] = {&a, &b, &c, &d};
    const asl_loss *losses[] = {&plain, &focused, &smooth_plain, &smooth};
    for (size_t i = 0; i < 4; i++) {
        point(all[i], 7, 5, 0, 100);
        total(all[i], losses[i]);
    }
    size_t different = 0;
    for (size_t i = 0; i < 35; i++) {
        ck_assert(a.grad[i] == b.grad[i] && a.value[i] == b.value[i]);
        different += c.grad[i] != d.grad[i];
    }
    ck_assert_uint_eq(different, 35);
}
END_TEST

/* --- in training */

static asl_dataset make_data(double missing)
{
    asl_dataset d;
    asl_synthetic s = {.labels = 10,
                       .features = 12,
                       .train = 600,
                       .test = 300,
                       .positives = 1.5,
                       .correlation = .5,
                       .size_sd = .3,
                       .noise = .5,
                       .groups = 4};
    asl_noise noise = {asl_noise_models, missing, 0, NULL};
    ck_assert_int_eq(asl_synthetic_draw(&d, &s, 1, NULL), ASL_OK);
    ck_assert_int_eq(asl_noise_apply(&noise, &d.train, 10, 1, 0, NULL), ASL_OK);
    asl_dataset_standardise(&d);
    return d;
}

static const asl_train_config train_config = {
    .seed = 1, .batch = 40, .epochs = 12, .warmup = .2, .records = 6, .optimiser = &asl_optimiser_adam};

/* Training all losses in one group and each loss alone gives the same weights, and the models have learnt something. */
START_TEST(trained_alone_or_in_company)
{
    enum { MOST_RUNS = 32 };
    asl_dataset d = make_data(.2);
    asl_run runs[MOST_RUNS] = {{.loss = loss_of("asl"), .hidden = 8, .lr = .02}};
    asl_trained group[MOST_RUNS];
    size_t n = 1;
    FOR_BATCHWISE(loss) runs[n++] = (asl_run){.loss = loss, .hidden = 8, .lr = .02};
    ck_assert_int_eq(asl_train(&train_config, &d, runs, n, group, NULL), ASL_OK);
    for (size_t i = 0; i < n; i++) {
        asl_trained one;
        double m[ASL_MEASURE_COUNT];
        const char *name = runs[i].loss.family->name;
        ck_assert_int_eq(asl_train(&train_config, &d, &runs[i], 1, &one, NULL), ASL_OK);
        ck_assert_mem_eq(one.model.w, group[i].model.w, one.model.n * sizeof(float));
        ck_assert_int_eq(asl_evaluate(&one, &d, .5, m, NULL), ASL_OK);
        /* a random ranking has about 0.15, the share of positives */
        ck_assert_msg(m[ASL_MEASURE_map] > .45, "%s: map %g", name, m[ASL_MEASURE_map]);
        ck_assert_msg(isfinite(m[ASL_MEASURE_train_loss]) && m[ASL_MEASURE_train_loss] > 0, "%s", name);
        ck_assert_int_eq(isnan(m[ASL_MEASURE_past_missing]), i > 0);
        ck_assert_int_eq(isnan(one.records[5].past_missing), i > 0);
        ck_assert(one.records[5].loss < one.records[0].loss || i == 0 || strcmp(name, "ghm_c") == 0);
        asl_trained_free(&one);
        asl_trained_free(&group[i]);
    }
    asl_dataset_free(&d);
}
END_TEST

/* In the first step over the whole training set, the loss is that of the initial model with the label counts of the
 * training set. */
START_TEST(training_hands_on_the_counts)
{
    asl_dataset d = make_data(.2);
    asl_train_config p = train_config;
    p.batch = 600;
    p.epochs = p.records = 1;
    static float value[6000], grad[6000];
    static double scratch[6000];
    FOR_BATCHWISE(loss)
    {
        asl_run run = {.loss = loss, .lr = .02};
        asl_trained t;
        asl_model s;
        asl_pass pass;
        double bias[10], count[10] = {0}, sum = 0;
        for (size_t i = 0; i < 6000; i++) count[i % 10] += d.train.given[i];
        asl_train_bias(&run, &d, bias);
        ck_assert_int_eq(asl_model_make(&s, 12, 0, 10, NULL), ASL_OK);
        ck_assert_int_eq(asl_pass_make(&pass, &s, 600, NULL), ASL_OK);
        asl_model_init(&s, 1, bias);
        asl_model_forward(&s, 600, d.train.x, &pass);
        asl_batch b = {600, 10, pass.z, d.train.given, count, 600, 0, scratch};
        asl_loss_on_batch(&loss, &b, value, grad);
        for (size_t i = 0; i < 6000; i++) sum += (double)value[i] / 600;
        ck_assert_int_eq(asl_train(&p, &d, &run, 1, &t, NULL), ASL_OK);
        ck_assert_msg(fabs(t.records[0].loss - sum) < 1e-5 * sum, "%s: %g, not %g", loss.family->name,
                      t.records[0].loss, sum);
        asl_trained_free(&t);
        asl_pass_free(&pass);
        asl_model_free(&s);
    }
    asl_dataset_free(&d);
}
END_TEST

START_TEST(corrected_for_good)
{
    asl_dataset d = make_data(.4);
    asl_train_config p = train_config;
    asl_run run = {.loss = loss_of("ll_cp:delta_rel=0.5"), .hidden = 8, .lr = .02}, plain = run;
    asl_trained t, same;
    plain.loss = loss_of("ce");
    signed char *before = malloc(6000);
    memcpy(before, d.train.given, 6000);
    ck_assert_int_eq(asl_train(&p, &d, &run, 1, &t, NULL), ASL_OK);
    ck_assert_mem_eq(d.train.given, before, 6000);
    size_t changed = 0, right = 0;
    for (size_t i = 0; i < 6000; i++) {
        ck_assert(t.labels[i] == before[i] || (before[i] == 0 && t.labels[i] == 1));
        changed += t.labels[i] != before[i];
        right += t.labels[i] != before[i] && d.train.truth[i];
    }
    ck_assert_uint_eq(changed, 11 * 15 * 2); /* 11 epochs with correction, 15 batches, ceil(400 * 0.5 %) labels */
    ck_assert_uint_gt(right, changed / 2);
    asl_trained_free(&t);
    p.epochs = 1; /* no label is corrected in the first epoch, so the loss is cross-entropy */
    ck_assert_int_eq(asl_train(&p, &d, &run, 1, &t, NULL), ASL_OK);
    ck_assert_int_eq(asl_train(&p, &d, &plain, 1, &same, NULL), ASL_OK);
    ck_assert_mem_eq(t.labels, before, 6000);
    for (size_t i = 0; i < t.model.n; i++) ck_assert_double_eq_tol((double)t.model.w[i], (double)same.model.w[i], 1e-4);
    asl_trained_free(&t);
    asl_trained_free(&same);
    asl_dataset_free(&d);
    free(before);
}
END_TEST

START_TEST(the_bias_starts_at_the_prevalence)
{
    asl_dataset d = make_data(0);
    double pi[10], bias[10];
    asl_dataset_prevalence(&d, pi);
    FOR_BATCHWISE(loss)
    {
        asl_run run = {.loss = loss};
        asl_train_bias(&run, &d, bias);
        for (int k = 0; k < 10; k++) ck_assert_double_eq_tol(bias[k], log(pi[k] / (1 - pi[k])), 1e-12);
    }
    asl_dataset_free(&d);
}
END_TEST

#define SMALL                                                                                                          \
    "--positives 1.5 --labels 8 --features 10 --train 128 --test 60 --groups 3 --epochs 3 --batch 32 --hidden 4 --lr " \
    "0.02 "

START_TEST(the_command)
{
    result r = shell("$aslab train --quiet " SMALL "--loss ll_r --delta-rel 0,1,5 --seeds 1 && "
                     "$aslab train --quiet " SMALL "--loss ll_cp --loss zlpr --loss asl_softmax --loss asl:gamma_neg=2 "
                     "--adapt-target 0,0.2 --rescue none,discard,relabel --bias neutral,zero --seeds 2 --threads 1 "
                     "-o 1.csv && $aslab train --quiet " SMALL "--loss ll_cp --loss zlpr --loss asl_softmax "
                     "--loss asl:gamma_neg=2 --adapt-target 0,0.2 --rescue none,discard,relabel --bias neutral,zero "
                     "--seeds 2 --threads 3 -o 3.csv && cmp 1.csv 3.csv && wc -l < 1.csv");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_ptr_nonnull(strstr(r.out, "\nll_r:delta_rel=5,5,0,0,4,"));
    const char *last =
        r.out + strlen(r.out) - strlen("\n121\n"); /* 5 losses, 2 bias starts, 3 corrections, 2 targets, 2 seeds */
    ck_assert_str_eq(last, "\n121\n");
    result_free(&r);
    r = shell("$aslab train --quiet " SMALL "--loss asl_softmax --adapt-target 0.1 --seeds 1");
    ck_assert_int_eq(r.status, 2);
    ck_assert_ptr_nonnull(strstr(r.err, "gamma_neg"));
    result_free(&r);
    r = shell("$aslab train --quiet " SMALL "--loss ghm_c --trajectory --records 3 --seeds 1 --reference ll_ct");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
}
END_TEST

SUITE(batch, gradient_is_the_automatic_derivative_of_the_definition, no_loss_is_left_out,
      gradient_is_the_slope_of_the_sum, samples_in_another_order, labels_left_out_count_nowhere, odd_batches,
      ends_of_the_ranges, simpler_losses_inside, large_losses_are_the_highest_negatives, any_rank_among_any_logits,
      ghm_by_hand, rare_labels_weigh_more, shifts_stay_finite, without_smoothing_gamma_neg_has_no_effect,
      trained_alone_or_in_company, training_hands_on_the_counts, corrected_for_good, the_bias_starts_at_the_prevalence,
      the_command)
