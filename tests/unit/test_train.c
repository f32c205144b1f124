/* Students, optimisers and training in lock step. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "data/noise.h"
#include "data/synthetic.h"
#include "loss/kernel.h"
#include "metrics/ranking.h"
#include "support.h"
#include "train/evaluate.h"

/* --- the gradient of the whole network */

enum { N = 7, D = 4, K = 3, H = 5, MOST = (D + 1) * H + (H + 1) * K };

/* The logits by their definition, in double: out [N, K]. */
static void logits(const double *w, size_t hidden, const float *x, double *out)
{
    const double *w2 = hidden > 0 ? w + (D + 1) * hidden : w, *b1 = w + D * hidden;
    size_t inputs = hidden > 0 ? hidden : D;
    for (size_t i = 0; i < N; i++) {
        double in[H > D ? H : D];
        for (size_t j = 0; j < inputs; j++) {
            double a = hidden > 0 ? b1[j] : (double)x[i * D + j];
            for (size_t f = 0; hidden > 0 && f < D; f++) a += (double)x[i * D + f] * w[f * hidden + j];
            in[j] = hidden > 0 && a < 0 ? 0 : a;
        }
        for (size_t k = 0; k < K; k++) {
            out[i * K + k] = w2[inputs * K + k];
            for (size_t j = 0; j < inputs; j++) out[i * K + k] += in[j] * w2[j * K + k];
        }
    }
}

/* What is differentiated: the loss; or, where the weight counts as a constant, what has its gradient at `at`. */
static double objective(const asl_loss *loss, const double *z, const double *at, const signed char *y)
{
    double sum = 0;
    for (size_t i = 0; i < N * K; i++) {
        bool detached = loss->family->attached != NULL;
        sum += detached ? asl_loss_at(loss, asl_sigmoid_of_logit(at[i]), y[i]).grad * z[i]
                        : asl_loss_at(loss, asl_sigmoid_of_logit(z[i]), y[i]).value;
    }
    return sum / (double)N;
}

static void check_network(const asl_loss *loss, size_t hidden)
{
    asl_model s;
    asl_pass pass;
    float x[N * D], g[N * K], value[N * K], grad[MOST];
    double bias[K] = {-.4, .1, .3}, w[MOST], at[N * K], z[N * K], worst = 0, largest = 0;
    signed char y[N * K];
    dice d = {11};
    for (size_t i = 0; i < N * D; i++) x[i] = (float)roll(&d, -1.5, 1.5);
    for (size_t i = 0; i < N * K; i++) y[i] = roll(&d, 0, 1) < .4;
    ck_assert_int_eq(asl_model_make(&s, D, hidden, K, NULL), ASL_OK);
    ck_assert_int_eq(asl_pass_make(&pass, &s, N, NULL), ASL_OK);
    asl_model_init(&s, 5, bias);
    asl_model_forward(&s, N, x, &pass);
    asl_kernel_f32(loss, N * K, pass.z, y, value, g);
    asl_model_backward(&s, N, x, g, 1.0f / (float)N, &pass, grad);
    for (size_t i = 0; i < s.n; i++) w[i] = (double)s.w[i];
    logits(w, hidden, x, at);
    for (size_t i = 0; i < N * K; i++) ck_assert_double_eq_tol((double)pass.z[i], at[i], 1e-5);
    for (size_t i = 0; i < s.n; i++) {
        const double h = 1e-6, kept = w[i];
        w[i] = kept + h;
        logits(w, hidden, x, z);
        double up = objective(loss, z, at, y);
        w[i] = kept - h;
        logits(w, hidden, x, z);
        double here = (up - objective(loss, z, at, y)) / (2 * h);
        w[i] = kept;
        worst = fmax(worst, fabs((double)grad[i] - here));
        largest = fmax(largest, fabs(here));
    }
    ck_assert_double_gt(largest, 1e-3);
    ck_assert_msg(worst < 2e-5 * fmax(1, largest), "%s, hidden %zu: off by %g of %g", loss->family->name, hidden, worst,
                  largest); /* single precision: 6e-8 an operation */
    asl_pass_free(&pass);
    asl_model_free(&s);
}

START_TEST(gradients_of_the_network_for_every_loss)
{
    for (size_t f = 0; f < asl_family_count(); f++) {
        if (asl_family_at(f)->kind != ASL_POINTWISE) continue; /* dialects: their own steps in single precision */
        asl_loss loss = loss_of(asl_family_at(f)->name);
        check_network(&loss, 0);
        check_network(&loss, H);
    }
    asl_loss odd = loss_of("asl:gamma_pos=1.5,gamma_neg=2.5,margin=0.1");
    check_network(&odd, H);
}
END_TEST

/* --- optimisers */

START_TEST(adam_and_sgd_by_their_definitions)
{
    const asl_optimiser_kind *kinds[] = {&asl_optimiser_adam, &asl_optimiser_sgd};
    for (int kind = 0; kind < 2; kind++) {
        asl_optimiser o;
        float w[3] = {1, -2, .5f}, g[3];
        double r[3] = {1, -2, .5}, m[3] = {0}, v[3] = {0};
        ck_assert_int_eq(asl_optimiser_make(&o, kinds[kind], 3, NULL), ASL_OK);
        o.decay = .01;
        o.momentum = .9;
        for (int step = 1; step <= 20; step++) {
            double lr = .05 / step;
            for (int i = 0; i < 3; i++) {
                double gi = sin(step + i) * pow(10, -2 * i);
                g[i] = (float)gi;
                m[i] = kind == 0 ? .9 * m[i] + .1 * gi : .9 * m[i] + gi;
                v[i] = .999 * v[i] + .001 * gi * gi;
                double up = kind == 0 ? m[i] / (1 - pow(.9, step)) / (sqrt(v[i] / (1 - pow(.999, step))) + 1e-8) : m[i];
                r[i] -= lr * .01 * r[i] + lr * up;
            }
            asl_optimiser_step(&o, lr, g, w);
        }
        for (int i = 0; i < 3; i++) ck_assert_double_eq_tol((double)w[i], r[i], 2e-5);
        asl_optimiser_free(&o);
    }
}
END_TEST

START_TEST(one_cycle)
{
    ck_assert_double_eq_tol(asl_one_cycle(.1, .2, 0, 1000), .004, 1e-15);
    ck_assert_double_eq_tol(asl_one_cycle(.1, .2, 100, 1000), .052, 1e-15);
    ck_assert_double_eq_tol(asl_one_cycle(.1, .2, 200, 1000), .1, 1e-15);
    ck_assert_double_eq_tol(asl_one_cycle(.1, .2, 600, 1000), .050005, 1e-15);
    ck_assert_double_eq_tol(asl_one_cycle(.1, .2, 999, 1000), 1e-5, 1e-6);
    ck_assert_double_eq_tol(asl_one_cycle(.1, 0, 0, 1000), .1, 1e-15);
    ck_assert_double_eq_tol(asl_one_cycle(.1, 1, 500, 1000), .052, 1e-15);
}
END_TEST

/* --- training */

static asl_dataset make_data(double missing)
{
    asl_dataset d;
    asl_synthetic s = {.labels = 10,
                       .features = 12,
                       .train = 400,
                       .validation = 100,
                       .test = 300,
                       .positives = 1.5,
                       .correlation = .5,
                       .size_sd = .3,
                       .noise = .5,
                       .groups = 4};
    asl_noise noise = {asl_noise_models, missing, .01, NULL};
    ck_assert_int_eq(asl_synthetic_draw(&d, &s, 1, NULL), ASL_OK);
    ck_assert_int_eq(asl_noise_apply(&noise, &d.train, 10, 1, 0, NULL), ASL_OK);
    asl_dataset_standardise(&d);
    return d;
}

static const asl_train_config short_one = {
    .seed = 1, .batch = 32, .epochs = 4, .warmup = .2, .weight_decay = 1e-4, .optimiser = &asl_optimiser_adam};

static asl_run run_of(const char *loss, size_t hidden, double lr)
{
    return (asl_run){.loss = loss_of(loss), .hidden = hidden, .lr = lr};
}

static asl_trained trained_alone(const asl_train_config *p, const asl_dataset *d, asl_run run)
{
    asl_trained t;
    asl_error err;
    ck_assert_msg(asl_train(p, d, &run, 1, &t, &err) == ASL_OK, "%s", err.text);
    return t;
}

START_TEST(alone_or_in_a_group_to_the_last_bit)
{
    asl_dataset d = make_data(.2);
    asl_run runs[] = {run_of("ce", 8, .01), run_of("asl", 8, .01), run_of("focal:gamma=1.5", 0, .02),
                      run_of("asl_detached", 16, .005)};
    asl_trained group[4];
    ck_assert_int_eq(asl_train(&short_one, &d, runs, 4, group, NULL), ASL_OK);
    for (size_t i = 0; i < 4; i++) {
        asl_trained one = trained_alone(&short_one, &d, runs[i]);
        ck_assert_uint_eq(one.model.n, group[i].model.n);
        ck_assert_mem_eq(one.model.w, group[i].model.w, one.model.n * sizeof(float));
        asl_trained_free(&one);
        asl_trained_free(&group[i]);
    }
    asl_dataset_free(&d);
}
END_TEST

/* One step by hand: the same batch, the same update, in double. */
START_TEST(the_first_step_by_hand)
{
    asl_dataset d = make_data(0);
    asl_train_config p = short_one;
    asl_run run = run_of("ce", 0, .01);
    p.batch = 400; /* one step an epoch: the order does not matter */
    p.epochs = 1;
    p.warmup = 0;
    p.weight_decay = 0;
    p.optimiser = &asl_optimiser_sgd;
    asl_trained t = trained_alone(&p, &d, run);
    asl_model start;
    double bias[10];
    asl_train_bias(&run, &d, bias);
    ck_assert_int_eq(asl_model_make(&start, 12, 0, 10, NULL), ASL_OK);
    asl_model_init(&start, 1, bias);
    for (size_t f = 0; f < 12; f++) {
        for (size_t k = 0; k < 10; k++) {
            double g = 0;
            for (size_t i = 0; i < 400; i++) {
                double z = (double)start.w[120 + k];
                for (size_t j = 0; j < 12; j++) z += (double)d.train.x[i * 12 + j] * (double)start.w[j * 10 + k];
                g += (double)d.train.x[i * 12 + f] * (1 / (1 + exp(-z)) - d.train.given[i * 10 + k]) / 400;
            }
            double moved = (double)t.model.w[f * 10 + k] - (double)start.w[f * 10 + k];
            ck_assert_double_eq_tol(moved, -.01 * g, 1e-7);
        }
    }
    asl_model_free(&start);
    asl_trained_free(&t);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(neutral_bias_is_where_the_slope_is_zero)
{
    asl_dataset d = make_data(.2);
    double pi[10], bias[10];
    asl_dataset_prevalence(&d, pi);
    const char *const losses[] = {"ce", "focal:gamma=2", "asl", "asl:gamma_neg=0,margin=0.05", "asl_detached"};
    for (size_t l = 0; l < 5; l++) {
        asl_run run = run_of(losses[l], 8, .01);
        asl_train_bias(&run, &d, bias);
        for (int k = 0; k < 10; k++) {
            asl_sigmoid_point x = asl_sigmoid_of_logit(bias[k]);
            double up = pi[k] * asl_loss_at(&run.loss, x, 1).grad,
                   down = (1 - pi[k]) * asl_loss_at(&run.loss, x, 0).grad;
            bool at_margin = fabs(x.p - asl_loss_margin(&run.loss)) < 1e-9; /* its gradient steps over zero there */
            ck_assert_msg(at_margin || fabs(up + down) < 1e-9, "%s, label %d: %g", losses[l], k, up + down);
        }
    }
    asl_run zero = run_of("asl", 8, .01), shared = zero;
    zero.bias = ASL_BIAS_ZERO;
    shared.bias = ASL_BIAS_SHARED;
    asl_train_bias(&zero, &d, bias);
    ck_assert_double_eq(bias[3], 0);
    asl_train_bias(&shared, &d, bias);
    ck_assert_double_eq(bias[3], -4);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(learning_helps)
{
    asl_dataset d = make_data(0);
    double before[ASL_MEASURE_COUNT], after[ASL_MEASURE_COUNT];
    asl_train_config p = short_one;
    p.epochs = 30;
    asl_trained still = trained_alone(&p, &d, run_of("asl", 16, 1e-9)),
                t = trained_alone(&p, &d, run_of("asl", 16, .01));
    ck_assert_int_eq(asl_evaluate(&still, &d, .5, before, NULL), ASL_OK);
    ck_assert_int_eq(asl_evaluate(&t, &d, .5, after, NULL), ASL_OK);
    ck_assert_double_gt(after[ASL_MEASURE_map], before[ASL_MEASURE_map] + .3);
    ck_assert_double_lt(after[ASL_MEASURE_train_loss], before[ASL_MEASURE_train_loss] / 2);
    asl_trained_free(&still);
    asl_trained_free(&t);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(a_run_that_diverges_does_not_disturb_the_others)
{
    asl_dataset d = make_data(0);
    asl_train_config p = short_one;
    p.optimiser = &asl_optimiser_sgd;
    p.momentum = .9;
    p.records = 5;
    asl_run runs[] = {run_of("ce", 8, .05), run_of("ce", 8, 1e6)};
    asl_trained group[2];
    double m[ASL_MEASURE_COUNT];
    ck_assert_int_eq(asl_train(&p, &d, runs, 2, group, NULL), ASL_OK);
    ck_assert_uint_eq(group[0].diverged, 0);
    ck_assert_uint_gt(group[1].diverged, 0);
    ck_assert_int_eq(asl_evaluate(&group[1], &d, .5, m, NULL), ASL_OK);
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) ck_assert(isnan(m[i]));
    ck_assert(isnan(group[1].records[4].pt_pos));
    ck_assert_uint_eq(group[1].records[4].step, asl_train_steps(&p, &d));
    asl_trained one = trained_alone(&p, &d, runs[0]);
    ck_assert_mem_eq(one.model.w, group[0].model.w, one.model.n * sizeof(float));
    asl_trained_free(&one);
    asl_trained_free(&group[0]);
    asl_trained_free(&group[1]);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(logits_that_cannot_be_ranked)
{
    asl_dataset d = make_data(0);
    asl_trained t = trained_alone(&short_one, &d, run_of("ce", 8, .01));
    double m[ASL_MEASURE_COUNT];
    for (size_t i = 0; i < t.model.n; i++) t.model.w[i] = 3e38f; /* finite: the products are not */
    ck_assert_int_eq(asl_evaluate(&t, &d, .5, m, NULL), ASL_OK);
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) ck_assert(isnan(m[i]));
    asl_trained_free(&t);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(adaptive_gamma)
{
    asl_dataset d = make_data(0);
    asl_train_config p = short_one;
    p.epochs = 40;
    p.records = 20;
    asl_run up = run_of("asl:gamma_neg=2", 16, .01), down;
    up.adapt_target = .1;
    up.adapt_rate = .3;
    down = up;
    down.adapt_rate = -.3;
    asl_trained a = trained_alone(&p, &d, up), b = trained_alone(&p, &d, down);
    const asl_record *last = &a.records[19];
    ck_assert_double_eq_tol(last->pt_pos - last->pt_neg, .1, .05);
    ck_assert_double_gt(last->gamma_neg, 2);
    ck_assert_double_eq(a.loss.theta[1], last->gamma_neg);
    ck_assert(b.loss.theta[1] == 0 || b.loss.theta[1] == 30); /* the printed sign runs away */
    asl_run ce = run_of("ce", 16, .01);
    ce.adapt_rate = .1;
    asl_trained t;
    asl_error err;
    ck_assert_int_eq(asl_train(&p, &d, &ce, 1, &t, &err), ASL_BAD);
    ck_assert_str_eq(err.text, "ce has no gamma_neg to adapt");
    asl_trained_free(&a);
    asl_trained_free(&b);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(records_are_of_the_batches_before_them)
{
    asl_dataset d = make_data(.3);
    asl_train_config p = short_one;
    p.batch = 400;
    p.epochs = 2;
    p.records = 2;
    asl_run run = run_of("asl", 8, 1e-9); /* the weights hardly move: both records are of the start */
    asl_trained t = trained_alone(&p, &d, run);
    double m[ASL_MEASURE_COUNT];
    ck_assert_int_eq(asl_evaluate(&t, &d, .5, m, NULL), ASL_OK);
    for (int i = 0; i < 2; i++) {
        const asl_record *r = &t.records[i];
        ck_assert_uint_eq(r->step, (size_t)i + 1);
        ck_assert_double_eq_tol(r->pt_pos, m[ASL_MEASURE_train_pt_pos], 1e-5);
        ck_assert_double_eq_tol(r->pt_neg, m[ASL_MEASURE_train_pt_neg], 1e-5);
        ck_assert_double_eq_tol(r->p_missing, m[ASL_MEASURE_p_missing], 1e-5);
        ck_assert_double_eq_tol(r->loss, m[ASL_MEASURE_train_loss], 1e-4);
        ck_assert_double_eq_tol(r->grad_pos, m[ASL_MEASURE_grad_pos], 1e-6);
        ck_assert_double_eq_tol(r->grad_missing, m[ASL_MEASURE_grad_missing], 1e-6);
        ck_assert_double_eq_tol(r->grad_neg, m[ASL_MEASURE_grad_missing] + m[ASL_MEASURE_grad_clean], 1e-6);
    }
    asl_trained_free(&t);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(labels_left_out_push_nowhere)
{
    asl_dataset d = make_data(0);
    asl_train_config p = short_one;
    double pi[10], before[10];
    p.weight_decay = 0;
    asl_dataset_prevalence(&d, before);
    for (size_t i = 0; i < 400; i++) {
        d.train.given[i * 10 + 4] = -1;
        if (i % 2) d.train.given[i * 10 + 5] = -1;
    }
    asl_dataset_prevalence(&d, pi);
    ck_assert_double_eq(pi[4], 0);
    ck_assert_double_eq(pi[3], before[3]);
    double half = 0;
    for (size_t i = 0; i < 400; i += 2) half += d.train.truth[i * 10 + 5] / 200.;
    ck_assert(fabs(pi[5] - half) < .02); /* given differs from truth by 1 % of spurious labels */
    asl_run run = run_of("asl", 0, .01);
    asl_trained t = trained_alone(&p, &d, run);
    asl_model start;
    double bias[10];
    asl_train_bias(&run, &d, bias);
    ck_assert_int_eq(asl_model_make(&start, 12, 0, 10, NULL), ASL_OK);
    asl_model_init(&start, 1, bias);
    for (size_t j = 0; j <= 12; j++) { /* label 4's weights and bias: still the initial ones */
        ck_assert(t.model.w[j * 10 + 4] == start.w[j * 10 + 4]);
        ck_assert(t.model.w[j * 10 + 3] != start.w[j * 10 + 3]);
    }
    asl_model_free(&start);
    asl_trained_free(&t);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(suspects_by_their_p)
{
    asl_dataset d = make_data(.3);
    asl_trained t = trained_alone(&short_one, &d, run_of("ce", 8, .02));
    asl_pass pass;
    signed char given[4000];
    size_t suspects = 0;
    ck_assert_int_eq(asl_pass_make(&pass, &t.model, 400, NULL), ASL_OK);
    asl_model_forward(&t.model, 400, d.train.x, &pass);
    for (int label_correction = 0; label_correction < ASL_LABEL_CORRECTIONS; label_correction++) {
        ck_assert_int_eq(asl_label_correction_labels(&t, &d, (asl_label_correction)label_correction, .3, given, NULL),
                         ASL_OK);
        for (size_t i = 0; i < 4000; i++) {
            bool suspect = d.train.given[i] == 0 && asl_sigmoid_of_logit((double)pass.z[i]).p > .3;
            int changed = label_correction == ASL_LABEL_CORRECTION_RELABEL ? 1 : -1;
            ck_assert_int_eq(given[i],
                             label_correction != ASL_LABEL_CORRECTION_NONE && suspect ? changed : d.train.given[i]);
            suspects += suspect;
        }
    }
    ck_assert_uint_gt(suspects, 30);
    asl_pass_free(&pass);
    asl_trained_free(&t);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(averaged_weights)
{
    asl_dataset d = make_data(0);
    asl_train_config p = short_one;
    asl_trained plain = trained_alone(&p, &d, run_of("ce", 8, .01));
    p.ema = 1e-30;
    asl_trained last = trained_alone(&p, &d, run_of("ce", 8, .01));
    p.ema = .999999;
    asl_trained first = trained_alone(&p, &d, run_of("ce", 8, .01)),
                start = trained_alone(&p, &d, run_of("ce", 8, 1e-9));
    for (size_t i = 0; i < plain.model.n; i++) {
        ck_assert_double_eq_tol((double)last.model.w[i], (double)plain.model.w[i], 1e-12);
        ck_assert_double_eq_tol((double)first.model.w[i], (double)start.model.w[i], 1e-4);
    }
    asl_trained_free(&plain);
    asl_trained_free(&last);
    asl_trained_free(&first);
    asl_trained_free(&start);
    asl_dataset_free(&d);
}
END_TEST

START_TEST(measures_by_their_definitions)
{
    asl_dataset d = make_data(.3);
    asl_trained t = trained_alone(&short_one, &d, run_of("asl:gamma_neg=2", 8, .02));
    asl_pass pass;
    double m[ASL_MEASURE_COUNT], ap = 0, n[3] = {0}, p[3] = {0}, push[3] = {0};
    ck_assert_int_eq(asl_evaluate(&t, &d, .5, m, NULL), ASL_OK);
    ck_assert_int_eq(asl_pass_make(&pass, &t.model, 400, NULL), ASL_OK);
    asl_model_forward(&t.model, 300, d.test.x, &pass);
    for (size_t k = 0; k < 10; k++) {
        double score[300];
        signed char y[300];
        asl_ranking r;
        for (size_t i = 0; i < 300; i++) {
            score[i] = (double)pass.z[i * 10 + k];
            y[i] = d.test.truth[i * 10 + k];
        }
        ck_assert_int_eq(asl_ranking_compute(300, score, y, &r, NULL), ASL_OK);
        ap += r.ap / 10;
    }
    ck_assert_double_eq_tol(m[ASL_MEASURE_map], ap, 1e-12);
    asl_model_forward(&t.model, 400, d.train.x, &pass);
    for (size_t i = 0; i < 4000; i++) {
        int g = d.train.given[i] ? 0 : d.train.truth[i] ? 1 : 2; /* positive, missing, clean */
        asl_sigmoid_point x = asl_sigmoid_of_logit((double)pass.z[i]);
        n[g]++;
        p[g] += x.p;
        push[g] += fabs(asl_loss_at(&t.loss, x, d.train.given[i]).grad) / 4000;
    }
    ck_assert_double_eq_tol(m[ASL_MEASURE_train_pt_pos], p[0] / n[0], 1e-6);
    ck_assert_double_eq_tol(m[ASL_MEASURE_p_missing], p[1] / n[1], 1e-6);
    ck_assert_double_eq_tol(m[ASL_MEASURE_train_pt_neg], 1 - (p[1] + p[2]) / (n[1] + n[2]), 1e-6);
    ck_assert_double_eq_tol(m[ASL_MEASURE_grad_pos], push[0], 1e-7);
    ck_assert_double_eq_tol(m[ASL_MEASURE_grad_missing], push[1], 1e-7);
    ck_assert_double_eq_tol(m[ASL_MEASURE_grad_clean], push[2], 1e-7);
    ck_assert_double_eq_tol(m[ASL_MEASURE_missing_over_pos], push[1] / push[0], 1e-5);
    double truth[2] = {0}, flipped[2] = {0};
    for (size_t i = 0; i < 4000; i++) {
        truth[d.train.truth[i]]++;
        flipped[d.train.truth[i]] += d.train.truth[i] != d.train.given[i];
    }
    ck_assert_double_eq_tol(m[ASL_MEASURE_missing_rate], flipped[1] / truth[1], 1e-12);
    ck_assert_double_eq_tol(m[ASL_MEASURE_spurious_rate], flipped[0] / truth[0], 1e-12);
    asl_pass_free(&pass);
    asl_trained_free(&t);
    asl_dataset_free(&d);
}
END_TEST

SUITE(train, gradients_of_the_network_for_every_loss, adam_and_sgd_by_their_definitions, one_cycle,
      alone_or_in_a_group_to_the_last_bit, the_first_step_by_hand, neutral_bias_is_where_the_slope_is_zero,
      learning_helps, a_run_that_diverges_does_not_disturb_the_others, logits_that_cannot_be_ranked, adaptive_gamma,
      records_are_of_the_batches_before_them, labels_left_out_push_nowhere, suspects_by_their_p, averaged_weights,
      measures_by_their_definitions)
