/* Synthetic data and label noise: each against its law. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/noise.h"
#include "data/synthetic.h"
#include "support.h"

static const asl_synthetic small = {.labels = 20,
                                    .features = 16,
                                    .train = 6000,
                                    .validation = 500,
                                    .test = 500,
                                    .positives = 1.5,
                                    .correlation = .5,
                                    .size_sd = .3,
                                    .noise = 1,
                                    .groups = 5};

static asl_dataset drawn(const asl_synthetic *spec, uint64_t seed)
{
    asl_dataset d;
    asl_error err;
    ck_assert_msg(asl_synthetic_draw(&d, spec, seed, &err) == ASL_OK, "%s", err.text);
    return d;
}

/* Five standard deviations of a mean of n zeros and ones, a little more where they are correlated. */
static double far(double p, double n) { return 5 * sqrt(p * (1 - p) / n); }

START_TEST(prevalences_fall_as_stated)
{
    asl_dataset d = drawn(&small, 7);
    double pi[20], harmonic = 0;
    for (int k = 1; k <= 20; k++) harmonic += 1.0 / k;
    asl_dataset_prevalence(&d, pi);
    for (int k = 0; k < 20; k++) {
        double expected = 1.5 / harmonic / (k + 1);
        ck_assert_double_eq_tol(pi[k], expected, far(expected, 6000));
    }
    asl_dataset_free(&d);
}
END_TEST

START_TEST(a_split_does_not_depend_on_the_others)
{
    asl_synthetic fewer = small;
    fewer.train = 100;
    asl_dataset a = drawn(&small, 3), b = drawn(&fewer, 3), c = drawn(&fewer, 4);
    ck_assert_mem_eq(a.test.x, b.test.x, 500 * 16 * sizeof(float));
    ck_assert_mem_eq(a.train.x, b.train.x, 100 * 16 * sizeof(float));
    ck_assert_mem_eq(a.train.truth, b.train.truth, 100 * 20);
    ck_assert_mem_ne(b.test.x, c.test.x, 500 * 16 * sizeof(float));
    ck_assert_mem_ne(b.train.x, b.test.x, 100 * 16 * sizeof(float));
    asl_dataset_free(&a);
    asl_dataset_free(&b);
    asl_dataset_free(&c);
}
END_TEST

/* Mean feature vector of the samples with label k, times that of label j. */
static double likeness(const asl_dataset *d, size_t k, size_t j)
{
    double a[16] = {0}, b[16] = {0}, dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d->train.n; i++) {
        for (size_t f = 0; f < 16; f++) {
            double x = (double)d->train.x[i * 16 + f];
            if (d->train.truth[i * 20 + k]) a[f] += x;
            if (d->train.truth[i * 20 + j]) b[f] += x;
        }
    }
    for (size_t f = 0; f < 16; f++) dot += a[f] * b[f], aa += a[f] * a[f], bb += b[f] * b[f];
    return dot / sqrt(aa * bb);
}

START_TEST(labels_of_a_group_look_alike)
{
    asl_synthetic s = small;
    s.correlation = 0;
    s.noise = 0;
    asl_dataset d = drawn(&s, 5);
    asl_dataset_standardise(&d);
    double same = 0, other = 0;
    for (size_t k = 5; k < 10; k++) {
        same += likeness(&d, k, k + 5) / 5; /* 5 groups: k and k + 5 share one */
        other += likeness(&d, k, k + 6) / 5;
    }
    ck_assert_double_gt(same, other + 0.2);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(a_teacher_is_linear)
{
    asl_synthetic s = small;
    s.teacher = true;
    asl_dataset d = drawn(&s, 5);
    double pi[20], sum = 0, squares = 0;
    asl_dataset_prevalence(&d, pi);
    ck_assert_double_eq_tol(pi[3], 1.5 / 3.597739657143682 / 4, far(.1, 6000));
    for (size_t i = 0; i < d.train.n * 16; i++) {
        sum += (double)d.train.x[i];
        squares += (double)(d.train.x[i] * d.train.x[i]);
    }
    ck_assert_double_eq_tol(sum / 96000, 0, 0.02);
    ck_assert_double_eq_tol(squares / 96000, 1, 0.03);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(too_many_positives)
{
    asl_synthetic s = small;
    s.positives = 4;
    asl_dataset d;
    asl_error err;
    ck_assert_int_eq(asl_synthetic_draw(&d, &s, 1, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "4 positives"));
}
END_TEST

START_TEST(standardised)
{
    asl_dataset d = drawn(&small, 2);
    for (size_t i = 0; i < d.train.n; i++) d.train.x[i * 16 + 3] = 4.25f;
    float before = d.test.x[5];
    double mean = 0, squares = 0;
    for (size_t i = 0; i < d.train.n; i++) mean += (double)d.train.x[i * 16 + 5] / 6000;
    for (size_t i = 0; i < d.train.n; i++) squares += pow((double)d.train.x[i * 16 + 5] - mean, 2) / 6000;
    ck_assert_uint_eq(asl_dataset_warnings(&d).constant, 1);
    asl_dataset_standardise(&d);
    ck_assert_double_eq_tol((double)d.test.x[5], ((double)before - mean) / sqrt(squares), 1e-5);
    for (size_t i = 0; i < d.train.n; i++) ck_assert(d.train.x[i * 16 + 3] == 0);
    for (size_t i = 0; i < d.test.n; i++) ck_assert(d.test.x[i * 16 + 3] == 0);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(held_out_samples_are_of_train_and_no_longer_in_it)
{
    asl_dataset tables = drawn(&small, 2), d;
    asl_error err;
    for (size_t i = 0; i < tables.train.n; i++) tables.train.x[i * 16] = (float)i;
    ck_assert_int_eq(asl_dataset_hold_out(&d, &tables, 0.25, 9, &err), ASL_OK);
    ck_assert_uint_eq(d.train.n, 4500);
    ck_assert_uint_eq(d.validation.n, 1500);
    bool seen[6000] = {false};
    for (size_t i = 0; i < 6000; i++) {
        const asl_split *s = i < 4500 ? &d.train : &d.validation;
        size_t at = i < 4500 ? i : i - 4500, from = (size_t)s->x[at * 16];
        ck_assert(!seen[from]);
        seen[from] = true;
        ck_assert_mem_eq(s->truth + at * 20, tables.train.given + from * 20, 20);
    }
    asl_dataset_free(&d);
    ck_assert_int_eq(asl_dataset_hold_out(&d, &tables, 0.99999, 9, &err), ASL_BAD);
    asl_dataset_free(&tables);
}
END_TEST

/* --- noise */

static const asl_noise_model *model(const char *name)
{
    const asl_noise_model *m = asl_noise_models;
    while (strcmp(m->name, name) != 0) m++;
    return m;
}

typedef struct noise_rates {
    size_t positives, missing, negatives, spurious;
} noise_rates;

static noise_rates apply(asl_dataset *d, const char *name, double missing, double spurious)
{
    asl_error err;
    asl_noise n = {model(name), missing, spurious, NULL};
    ck_assert_msg(asl_noise_apply(&n, &d->train, d->labels, 1, 0, &err) == ASL_OK, "%s", err.text);
    noise_rates r = {0};
    for (size_t i = 0; i < d->train.n * d->labels; i++) {
        bool truth = d->train.truth[i], given = d->train.given[i];
        r.positives += truth;
        r.missing += truth && !given;
        r.negatives += !truth;
        r.spurious += !truth && given;
    }
    return r;
}

START_TEST(random_noise)
{
    asl_dataset d = drawn(&small, 2);
    noise_rates r = apply(&d, "random", 0.3, 0.02);
    ck_assert_double_eq_tol((double)r.missing / (double)r.positives, 0.3, far(.3, (double)r.positives));
    ck_assert_double_eq_tol((double)r.spurious / (double)r.negatives, 0.02, far(.02, (double)r.negatives));
    signed char *at_30 = malloc(6000 * 20);
    memcpy(at_30, d.train.given, 6000 * 20);
    apply(&d, "random", 0.5, 0.02);
    for (size_t i = 0; i < 6000 * 20; i++) { /* what is missing at 30 % is missing at 50 % */
        if (d.train.truth[i] && !at_30[i]) ck_assert_int_eq(d.train.given[i], 0);
    }
    free(at_30);
    r = apply(&d, "random", 0, 0);
    ck_assert_uint_eq(r.missing + r.spurious, 0);
    r = apply(&d, "random", 1, 1);
    ck_assert_uint_eq(r.missing, r.positives);
    ck_assert_uint_eq(r.spurious, r.negatives);
    asl_dataset_free(&d);
}
END_TEST

static double missing_of_label(const asl_dataset *d, size_t k)
{
    double missing = 0, positives = 0;
    for (size_t i = 0; i < d->train.n; i++) {
        positives += d->train.truth[i * d->labels + k];
        missing += d->train.truth[i * d->labels + k] && !d->train.given[i * d->labels + k];
    }
    return missing / positives;
}

START_TEST(class_noise)
{
    asl_dataset d = drawn(&small, 2);
    apply(&d, "class", 0.3, 0);
    ck_assert_double_eq(missing_of_label(&d, 0), 0); /* the most frequent one */
    ck_assert_double_eq_tol(missing_of_label(&d, 4), 0.3 * 2 * 4 / 19, 0.06);
    ck_assert_double_eq_tol(missing_of_label(&d, 19), 0.6, 0.2); /* the rarest */
    double turned[20];
    for (int k = 0; k < 20; k++) turned[k] = k;
    asl_noise n = {model("class"), 0.3, 0, turned}; /* another order */
    ck_assert_int_eq(asl_noise_apply(&n, &d.train, 20, 1, 0, NULL), ASL_OK);
    ck_assert_double_eq(missing_of_label(&d, 19), 0);
    ck_assert_double_eq_tol(missing_of_label(&d, 0), 0.6, 0.06);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(instance_noise)
{
    asl_dataset d = drawn(&small, 2);
    noise_rates r = apply(&d, "instance", 0.3, 0);
    ck_assert_double_eq_tol((double)r.missing / (double)r.positives, 0.3, far(.3, (double)r.positives));
    double low[2] = {0}, high[2] = {0}; /* missing, all: of label 0, the quarter that shows least and most */
    for (size_t i = 0; i < d.train.n; i++) {
        if (!d.train.truth[i * 20]) continue;
        double size = log((double)d.train.object_size[i * 20]) / .3; /* standard normal */
        double *to = size < -0.6744897 ? low : size > 0.6744897 ? high : NULL;
        if (to == NULL) continue;
        to[0] += !d.train.given[i * 20];
        to[1]++;
    }
    /* rho (rho + (1 - rho) 2 (1 - F)), F = 1/8 and 7/8 on average */
    ck_assert_double_eq_tol(low[0] / low[1], .3 * (.3 + .7 * 1.75), 0.07);
    ck_assert_double_eq_tol(high[0] / high[1], .3 * (.3 + .7 * .25), 0.07);
    for (size_t i = 0; i < 6000 * 20; i++) d.train.object_size[i] = 1; /* all alike: each is missed at the mean rate */
    apply(&d, "instance", 0.3, 0);
    double first = 0, last = 0, half = 0;
    for (size_t i = 0; i < 3000 * 20; i++) {
        half += d.train.truth[i];
        first += d.train.truth[i] && !d.train.given[i];
        last += d.train.truth[i + 60000] && !d.train.given[i + 60000];
    }
    ck_assert_double_eq_tol(first / half, .3, far(.3, half));
    ck_assert_double_eq_tol(last / half, .3, 1.5 * far(.3, half));
    free(d.train.object_size);
    d.train.object_size = NULL;
    asl_error err;
    asl_noise n = {model("instance"), .3, 0, NULL};
    ck_assert_int_eq(asl_noise_apply(&n, &d.train, 20, 1, 0, &err), ASL_BAD);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(single_and_pair_noise)
{
    asl_dataset d = drawn(&small, 2);
    apply(&d, "single", 0, 0);
    for (size_t i = 0; i < d.train.n; i++) {
        int marks = 0, positives = 0;
        for (size_t k = 0; k < 20; k++) {
            marks += d.train.given[i * 20 + k];
            positives += d.train.truth[i * 20 + k];
        }
        ck_assert_int_eq(marks, positives > 0);
    }
    noise_rates r = apply(&d, "pair", 0.4, 0);
    ck_assert_uint_eq(r.missing, r.spurious);
    ck_assert_double_eq_tol((double)r.missing / (double)r.positives, 0.4, far(.4, (double)r.positives));
    asl_dataset_free(&d);
}
END_TEST

SUITE(data, prevalences_fall_as_stated, a_split_does_not_depend_on_the_others, labels_of_a_group_look_alike,
      a_teacher_is_linear, too_many_positives, standardised, held_out_samples_are_of_train_and_no_longer_in_it,
      random_noise, class_noise, instance_noise, single_and_pair_noise)
