#include "train/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/random.h"
#include "loss/batch.h"
#include "loss/gradient_shape.h"
#include "loss/kernel.h"
#include "loss/minimiser.h"
#include "math/variant.h"
#include "train/adapt.h"

/* The batch that all runs of a group share. */
typedef struct batch {
    size_t n;
    float *x;              /* [n, features] */
    signed char *given;    /* [n, labels] */
    signed char *truth;    /* [n, labels] */
    uint32_t *order;       /* [samples] order of this epoch */
    const uint32_t *drawn; /* [n] indices of the samples */
    size_t epoch;
} batch;

/* Sums over the labels of one batch or of several. */
typedef struct watch {
    double batches, loss, pos, neg, missing;
    double p_pos, p_neg, p_missing, past, grad_pos, grad_neg, grad_missing;
} watch;

typedef struct runner {
    const asl_run *run;
    asl_trained *out;
    asl_optimiser optimiser;
    asl_pass pass;
    float *grad;            /* [parameters] */
    float *average;         /* [parameters] moving average of the weights; NULL without */
    float *value, *g;       /* [batch, labels] of the loss */
    float *ce_value, *ce_g; /* [batch, labels] of cross-entropy, whose gradient is p - y */
    double *scratch;        /* [batch, labels] */
    signed char *y;         /* [batch, labels] labels if the loss changes them; NULL: those of the batch */
    asl_peak peak;          /* p* of the current loss */
    int gamma_neg;          /* index of the loss's parameter, or -1 */
    watch since;            /* since the previous record */
    size_t recorded;
} runner;

typedef struct group {
    const asl_train_config *train_config;
    const asl_dataset *d;
    asl_loss ce;
    double *positives; /* [labels] observed positives on train */
    batch batch;
    runner *runners;
    size_t n;
} group;

const char *const asl_bias_names[ASL_BIASES] = {"neutral", "zero", "shared"};

size_t asl_train_steps(const asl_train_config *p, const asl_dataset *d) { return d->train.n / p->batch * p->epochs; }

bool asl_adaptable(const asl_loss *loss)
{
    return loss->family->kind != ASL_BATCHWISE && asl_family_param(loss->family, "gamma_neg", NULL) >= 0;
}

/* The logit of the optimal constant at prevalence pi. For a loss of a batch, and for one that counts hard negatives as
 * positives, that of cross-entropy: logit(pi). */
static double best_constant(const asl_loss *loss, double pi)
{
    bool own = loss->family->kind != ASL_BATCHWISE && !(loss->family->traits & ASL_CORRECTS);
    return own ? asl_loss_settling_logit(loss, pi) : asl_sigmoid_of_prob(pi).z;
}

void asl_train_bias(const asl_run *run, const asl_dataset *d, double *bias)
{
    double half = 0.5 / (double)d->train.n;
    asl_dataset_prevalence(d, bias);
    for (size_t k = 0; k < d->labels; k++) {
        double pi = fmin(fmax(bias[k], half), 1 - half);
        bias[k] = run->bias == ASL_BIAS_ZERO ? 0 : run->bias == ASL_BIAS_SHARED ? -4 : best_constant(&run->loss, pi);
        bias[k] = fmin(fmax(bias[k], -30), 30);
    }
}

/* --- one step of one run */

/* Let the loss change labels permanently, in the batch and in the run. */
static void relabel(const batch *b, runner *r, asl_batch *seen)
{
    size_t K = seen->labels;
    for (size_t i = 0; i < b->n; i++) memcpy(r->y + i * K, r->out->labels + b->drawn[i] * K, K);
    seen->y = r->y;
    asl_loss_relabel(&r->out->loss, seen, r->y);
    for (size_t i = 0; i < b->n; i++) memcpy(r->out->labels + b->drawn[i] * K, r->y + i * K, K);
}

/* Loss and gradient of the batch after a forward pass. */
static void take_loss(const group *g, runner *r)
{
    const batch *b = &g->batch;
    asl_batch seen = {
        .n = b->n,
        .labels = g->d->labels,
        .z = r->pass.z,
        .y = b->given,
        .positives = g->positives,
        .samples = (double)g->d->train.n,
        .epoch = b->epoch,
        .scratch = r->scratch,
    };
    if (r->y != NULL) relabel(b, r, &seen);
    asl_loss_on_batch(&r->out->loss, &seen, r->value, r->g);
}

static bool watched(const group *g, const runner *r) { return g->train_config->records > 0 || r->run->adapt_rate != 0; }

static void watch_batch(const group *g, runner *r, watch *w)
{
    const batch *b = &g->batch;
    size_t n = b->n * g->d->labels;
    *w = (watch){.batches = 1};
    asl_kernel_f32(&g->ce, n, r->pass.z, b->given, r->ce_value, r->ce_g);
    for (size_t i = 0; i < n; i++) {
        double p = (double)r->ce_g[i], push = fabs((double)r->g[i]);
        if (b->given[i] < 0) continue;
        w->loss += (double)r->value[i];
        if (b->given[i]) {
            w->pos++;
            w->p_pos += 1 + p;
            w->grad_pos += push;
            continue;
        }
        w->neg++;
        w->p_neg += p;
        w->grad_neg += push;
        if (!b->truth[i]) continue;
        w->missing++;
        w->p_missing += p;
        w->past += asl_peak_passed(&r->peak, (double)r->pass.z[i]);
        w->grad_missing += push;
    }
}

static void adapt(runner *r, const watch *w)
{
    if (r->run->adapt_rate == 0 || w->pos == 0 || w->neg == 0) return;
    double delta_p = w->p_pos / w->pos - (1 - w->p_neg / w->neg);
    double theta[ASL_MAX_PARAMS], *gamma = &theta[r->gamma_neg];
    memcpy(theta, r->out->loss.theta, sizeof theta);
    *gamma = asl_adapted_gamma(*gamma, r->run->adapt_rate, r->run->adapt_target, delta_p);
    asl_loss_set(&r->out->loss, r->out->loss.family, theta, NULL);
}

static void add_watch(watch *sum, const watch *w)
{
    double *to = (double *)sum;
    const double *from = (const double *)w;
    for (size_t i = 0; i < sizeof *w / sizeof *to; i++) to[i] += from[i];
}

static void record(const group *g, runner *r, size_t step, double lr)
{
    const watch *w = &r->since;
    double labels = w->pos + w->neg, pt_pos = w->p_pos / w->pos, pt_neg = 1 - w->p_neg / w->neg;
    double grad_pos = w->grad_pos / labels, grad_missing = w->grad_missing / labels;
    r->out->records[r->recorded++] = (asl_record){
        .step = step,
        .lr = lr,
        .gamma_neg = r->gamma_neg >= 0 ? r->out->loss.theta[r->gamma_neg] : ASL_NAN,
        .loss = w->loss / (w->batches * (double)g->train_config->batch),
        .pt_pos = pt_pos,
        .pt_neg = pt_neg,
        .delta_p = pt_pos - pt_neg,
        .p_missing = w->p_missing / w->missing,
        .past_missing = r->out->loss.family->kind == ASL_BATCHWISE ? ASL_NAN : w->past / w->missing,
        .grad_pos = grad_pos,
        .grad_neg = w->grad_neg / labels,
        .grad_missing = grad_missing,
        .missing_over_pos = grad_missing / grad_pos,
    };
    r->since = (watch){0};
    if (r->run->adapt_rate != 0) r->peak = asl_loss_peak(&r->out->loss, 0);
}

/* Number of records after `step` of `steps` steps. */
static size_t records_at(const asl_train_config *p, size_t step, size_t steps) { return step * p->records / steps; }

static void step_run(const group *g, runner *r, size_t step, size_t steps)
{
    const batch *b = &g->batch;
    asl_model *s = &r->out->model;
    double lr = asl_one_cycle(r->run->lr, g->train_config->warmup, step, steps);
    watch w = {0};
    asl_model_forward(s, b->n, b->x, &r->pass);
    take_loss(g, r);
    if (watched(g, r)) watch_batch(g, r, &w);
    asl_model_backward(s, b->n, b->x, r->g, 1 / (float)b->n, &r->pass, r->grad);
    asl_optimiser_step(&r->optimiser, lr, r->grad, s->w);
    if (r->average != NULL) {
        float keep = (float)g->train_config->ema;
        for (size_t i = 0; i < s->n; i++) r->average[i] = keep * r->average[i] + (1 - keep) * s->w[i];
    }
    adapt(r, &w);
    if (g->train_config->records == 0) return;
    add_watch(&r->since, &w);
    if (r->recorded < records_at(g->train_config, step + 1, steps)) record(g, r, step + 1, lr);
}

/* --- all steps of all runs */

static void gather(group *g, size_t from)
{
    batch *b = &g->batch;
    size_t D = g->d->features, K = g->d->labels;
    const asl_split *train = &g->d->train;
    b->drawn = b->order + from;
    for (size_t i = 0; i < b->n; i++) {
        size_t at = b->drawn[i];
        memcpy(b->x + i * D, train->x + at * D, D * sizeof *b->x);
        memcpy(b->given + i * K, train->given + at * K, K);
        memcpy(b->truth + i * K, train->truth + at * K, K);
    }
}

static void mark_diverged(group *g, runner *r, size_t step)
{
    if (asl_all_finite(r->out->model.n, r->out->model.w)) return;
    r->out->diverged = step;
    size_t records = g->train_config->records, steps = asl_train_steps(g->train_config, g->d);
    for (; r->recorded < records; r->recorded++) {
        size_t due = ((r->recorded + 1) * steps + records - 1) / records;
        r->out->records[r->recorded] = (asl_record){due,     ASL_NAN, ASL_NAN, ASL_NAN, ASL_NAN, ASL_NAN, ASL_NAN,
                                                    ASL_NAN, ASL_NAN, ASL_NAN, ASL_NAN, ASL_NAN, ASL_NAN};
    }
}

static void train_all(group *g)
{
    const asl_train_config *p = g->train_config;
    size_t batches = g->d->train.n / p->batch, steps = asl_train_steps(p, g->d), step = 0;
    for (size_t epoch = 0; epoch < p->epochs; epoch++) {
        asl_random_key key = {p->seed, ASL_RANDOM_ORDER};
        asl_random_shuffle(key, (uint32_t)epoch, g->d->train.n, g->batch.order);
        g->batch.epoch = epoch;
        for (size_t b = 0; b < batches; b++, step++) {
            gather(g, b * p->batch);
            for (size_t i = 0; i < g->n; i++) {
                if (g->runners[i].out->diverged == 0) step_run(g, &g->runners[i], step, steps);
            }
        }
        for (size_t i = 0; i < g->n; i++) {
            if (g->runners[i].out->diverged == 0) mark_diverged(g, &g->runners[i], step);
        }
    }
    for (size_t i = 0; i < g->n; i++) {
        asl_model *s = &g->runners[i].out->model;
        if (g->runners[i].average != NULL) memcpy(s->w, g->runners[i].average, s->n * sizeof *s->w);
    }
}

/* --- before and after */

/* Allocate labels for the run if its loss changes them. */
static int own_labels(runner *r, const group *g, asl_error *err)
{
    size_t labels = g->d->labels, n = g->d->train.n;
    if (!asl_loss_relabels(&r->out->loss)) return ASL_OK;
    r->y = asl_alloc(g->train_config->batch, labels, err);
    r->out->labels = asl_alloc(n, labels, err);
    if (r->y == NULL || r->out->labels == NULL) return ASL_FAILED;
    memcpy(r->out->labels, g->d->train.given, n * labels);
    return ASL_OK;
}

static int runner_make(runner *r, const group *g, const asl_run *run, asl_trained *out, asl_error *err)
{
    const asl_train_config *p = g->train_config;
    const asl_dataset *d = g->d;
    size_t n = p->batch * d->labels;
    *r = (runner){.run = run, .out = out};
    out->loss = run->loss;
    out->epochs = p->epochs;
    r->peak = asl_loss_peak(&r->out->loss, 0);
    r->gamma_neg = asl_family_param(run->loss.family, "gamma_neg", NULL);
    if (run->adapt_rate != 0 && !asl_adaptable(&run->loss))
        return asl_fail(err, ASL_BAD, "%s has no gamma_neg to adapt", run->loss.family->name);
    int code = asl_model_make(&out->model, d->features, run->hidden, d->labels, err);
    if (code == ASL_OK) code = asl_optimiser_make(&r->optimiser, p->optimiser, out->model.n, err);
    if (code == ASL_OK) code = asl_pass_make(&r->pass, &out->model, p->batch, err);
    if (code == ASL_OK) code = own_labels(r, g, err);
    if (code != ASL_OK) return code;
    r->optimiser.decay = p->weight_decay;
    r->optimiser.momentum = p->momentum;
    r->grad = asl_alloc(out->model.n, sizeof *r->grad, err);
    r->value = asl_alloc(4 * n, sizeof *r->value, err);
    r->scratch = asl_alloc(n, sizeof *r->scratch, err);
    out->records = asl_alloc(p->records, sizeof *out->records, err);
    double *bias = asl_alloc(d->labels, sizeof *bias, err);
    if (p->ema > 0) r->average = asl_alloc(out->model.n, sizeof *r->average, err);
    bool good = r->grad != NULL && r->value != NULL && r->scratch != NULL && out->records != NULL && bias != NULL;
    good = good && (p->ema == 0 || r->average != NULL);
    if (good) {
        r->g = r->value + n;
        r->ce_value = r->g + n;
        r->ce_g = r->ce_value + n;
        asl_train_bias(run, d, bias);
        asl_model_init(&out->model, p->seed, bias);
        if (r->average != NULL) memcpy(r->average, out->model.w, out->model.n * sizeof *r->average);
    }
    free(bias);
    return good ? ASL_OK : ASL_FAILED;
}

static void runner_free(runner *r)
{
    asl_optimiser_free(&r->optimiser);
    asl_pass_free(&r->pass);
    free(r->grad);
    free(r->average);
    free(r->value);
    free(r->scratch);
    free(r->y);
}

static int batch_make(group *g, asl_error *err)
{
    batch *b = &g->batch;
    const asl_dataset *d = g->d;
    size_t n = g->train_config->batch;
    if (n > d->train.n)
        return asl_fail(err, ASL_BAD, "a batch of %zu samples is larger than the training set of %zu", n, d->train.n);
    b->n = n;
    b->x = asl_alloc(n * d->features, sizeof *b->x, err);
    b->given = asl_alloc(n, d->labels, err);
    b->truth = asl_alloc(n, d->labels, err);
    b->order = asl_alloc(d->train.n, sizeof *b->order, err);
    g->positives = asl_alloc(d->labels, sizeof *g->positives, err);
    if (g->positives != NULL) asl_dataset_positives(d, g->positives);
    bool good = b->x != NULL && b->given != NULL && b->truth != NULL && b->order != NULL && g->positives != NULL;
    return good ? ASL_OK : ASL_FAILED;
}

int asl_train(const asl_train_config *train_config, const asl_dataset *d, const asl_run *runs, size_t n,
              asl_trained *out, asl_error *err)
{
    group g = {.train_config = train_config, .d = d, .n = n};
    memset(out, 0, n * sizeof *out);
    if (asl_variant_check(err) != ASL_OK) return ASL_BAD;
    g.runners = asl_alloc(n, sizeof *g.runners, err);
    int code = g.runners == NULL ? ASL_FAILED : asl_loss_read(&g.ce, "ce", err);
    if (code == ASL_OK) code = batch_make(&g, err);
    for (size_t i = 0; i < n && code == ASL_OK; i++) code = runner_make(&g.runners[i], &g, &runs[i], &out[i], err);
    if (code == ASL_OK) train_all(&g);
    for (size_t i = 0; g.runners != NULL && i < n; i++) runner_free(&g.runners[i]);
    free(g.runners);
    free(g.batch.x);
    free(g.batch.given);
    free(g.batch.truth);
    free(g.batch.order);
    free(g.positives);
    for (size_t i = 0; code != ASL_OK && i < n; i++) asl_trained_free(&out[i]);
    return code;
}

void asl_trained_free(asl_trained *t)
{
    asl_model_free(&t->model);
    free(t->records);
    free(t->labels);
    *t = (asl_trained){0};
}
