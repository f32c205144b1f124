#include "training_digests.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/noise.h"
#include "data/synthetic.h"
#include "loss/loss.h"
#include "train/evaluate.h"

enum { RECORDS = 4, SEEDS = 2 };

static void insist(int code, const asl_error *err)
{
    if (code == ASL_OK) return;
    fprintf(stderr, "training_digests: %s\n", err->text);
    exit(1);
}

/* --- digests: 64-bit FNV-1a. All NaNs count as the same number. */

static uint64_t add_bytes(uint64_t digest, const void *bytes, size_t n)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < n; i++) digest = (digest ^ b[i]) * 0x100000001b3u;
    return digest;
}

static uint64_t add_bits(uint64_t digest, uint64_t bits) /* the lowest byte first, on every machine */
{
    for (int i = 0; i < 8; i++) digest = (digest ^ (bits >> 8 * i & 255)) * 0x100000001b3u;
    return digest;
}

static uint64_t add_doubles(uint64_t digest, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        double value = isnan(x[i]) ? 0x1p1023 : x[i];
        memcpy(&bits, &value, sizeof bits);
        digest = add_bits(digest, bits);
    }
    return digest;
}

static uint64_t add_floats(uint64_t digest, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i++) digest = add_doubles(digest, &(double){(double)x[i]}, 1);
    return digest;
}

static const uint64_t nothing = 0xcbf29ce484222325u;

static uint64_t digest_split(uint64_t digest, const asl_split *s, size_t features, size_t labels)
{
    digest = add_floats(digest, s->x, s->n * features);
    digest = add_bytes(digest, s->given, s->n * labels);
    digest = add_bytes(digest, s->truth, s->n * labels);
    return add_floats(digest, s->object_size, s->n * labels);
}

static uint64_t digest_records(const asl_record *r, size_t n)
{
    uint64_t digest = nothing;
    for (size_t i = 0; i < n; i++, r++) {
        const double x[] = {(double)r->step, r->lr,           r->gamma_neg, r->loss,     r->pt_pos,      r->pt_neg,
                            r->p_missing,    r->past_missing, r->grad_pos,  r->grad_neg, r->grad_missing};
        digest = add_doubles(digest, x, sizeof x / sizeof x[0]);
    }
    return digest;
}

/* --- the runs */

static size_t count_presets(void)
{
    size_t n = 0;
    while (asl_presets[n].name != NULL) n++;
    return n;
}

static size_t count_noises(void)
{
    size_t n = 0;
    while (asl_noise_models[n].name != NULL) n++;
    return n;
}

/* Each loss is trained SEEDS times. */
size_t training_digest_count(void) { return SEEDS * asl_family_count(); }

typedef struct choice {
    const asl_family *family;
    const asl_preset *preset;
    const asl_noise_model *noise;
    bool sgd;
    asl_bias bias;
    asl_label_correction label_correction;
    size_t hidden, batch;
    bool adaptive;
    double ema;
    uint64_t seed;
} choice;

static size_t common_factor(size_t a, size_t b) { return b == 0 ? a : common_factor(b, a % b); }

/* Chooses one of n values for run i. The step from one loss to the next has no common factor with n, so all values are
 * used. */
static size_t in_turn(size_t i, size_t n)
{
    size_t step = 3;
    while (common_factor(step, n) > 1) step++;
    return (i / SEEDS * step + i % SEEDS * 7) % n;
}

static choice choose(size_t i)
{
    static const size_t hidden[] = {0, 5, 16, 37, 140};
    size_t turn = i / SEEDS * 3 + i % SEEDS * 7;
    choice c = {.family = asl_family_at(i / SEEDS), .seed = 1 + i};
    asl_loss loss = {.family = c.family};
    c.preset = &asl_presets[in_turn(i, count_presets())];
    c.noise = &asl_noise_models[in_turn(i, count_noises())];
    c.sgd = turn % 3 == 1;
    c.bias = (asl_bias)(turn / 2 % ASL_BIASES);
    c.label_correction = (asl_label_correction)(turn / 3 % ASL_LABEL_CORRECTIONS);
    c.hidden = hidden[turn % (sizeof hidden / sizeof hidden[0])];
    c.batch = turn % 7 == 2 ? 150 : 32; /* matrix products with more than 128 rows are summed in parts */
    c.adaptive = i % SEEDS == 1 && asl_adaptable(&loss);
    c.ema = turn % 4 == 1 ? 0.9 : 0;
    return c;
}

static void make_data(const choice *c, asl_dataset *d)
{
    asl_error err;
    const asl_preset *p = c->preset;
    asl_synthetic spec = {.labels = 21,
                          .features = 19,
                          .train = 300,
                          .validation = 60,
                          .test = 130,
                          .positives = 2.9,
                          .correlation = 0.5,
                          .size_sd = p->size_sd,
                          .noise = p->noise,
                          .distractors = p->distractors / 8,
                          .groups = 12,
                          .teacher = p->teacher};
    asl_noise noise = {c->noise, 0.3, 0.02, NULL};
    if (c->noise->no_spurious != NULL) noise.spurious = 0;
    insist(asl_synthetic_draw(d, &spec, c->seed, &err), &err);
    insist(asl_noise_apply(&noise, &d->train, d->labels, c->seed, 0, &err), &err);
    insist(asl_noise_apply(&noise, &d->validation, d->labels, c->seed, 1, &err), &err);
    asl_dataset_standardise(d);
}

static asl_run make_run(const choice *c)
{
    double theta[ASL_MAX_PARAMS];
    asl_error err;
    asl_run run = {.hidden = c->hidden, .lr = c->sgd ? 0.05 : 0.01, .bias = c->bias};
    for (size_t k = 0; k < asl_family_params(c->family); k++) theta[k] = c->family->params[k].def;
    int gamma = asl_family_param(c->family, "gamma_neg", &err);
    if (gamma >= 0 && c->seed % 2 == 0) theta[gamma] = 2.5; /* not an integer */
    insist(asl_loss_set(&run.loss, c->family, theta, &err), &err);
    if (c->adaptive) {
        run.adapt_rate = 0.05;
        run.adapt_target = 0.1;
    }
    return run;
}

static void train(const asl_train_config *p, const asl_dataset *d, const asl_run *run, asl_trained *out)
{
    asl_error err;
    insist(asl_train(p, d, run, 1, out, &err), &err);
}

static void correct_labels(const asl_train_config *p, asl_dataset *d, const asl_run *run,
                           asl_label_correction label_correction, asl_trained *t)
{
    asl_error err;
    signed char *given = malloc(d->train.n * d->labels), *before = d->train.given;
    insist(given != NULL ? asl_label_correction_labels(t, d, label_correction, 0.5, given, &err)
                         : asl_fail(&err, 1, "no memory"),
           &err);
    asl_trained_free(t);
    d->train.given = given;
    train(p, d, run, t);
    d->train.given = before;
    free(given);
}

training_digest training_digest_of(size_t i)
{
    choice c = choose(i);
    asl_dataset d;
    asl_trained t;
    asl_error err;
    double measures[ASL_MEASURE_COUNT];
    asl_run run = make_run(&c);
    asl_train_config p = {.seed = c.seed,
                          .batch = c.batch,
                          .epochs = 3,
                          .warmup = 0.2,
                          .weight_decay = 1e-4,
                          .momentum = 0.9,
                          .optimiser = c.sgd ? &asl_optimiser_sgd : &asl_optimiser_adam,
                          .ema = c.ema,
                          .records = RECORDS};
    training_digest out;
    make_data(&c, &d);
    out.data = digest_split(
        digest_split(digest_split(nothing, &d.train, d.features, d.labels), &d.validation, d.features, d.labels),
        &d.test, d.features, d.labels);
    train(&p, &d, &run, &t);
    if (c.label_correction != ASL_LABEL_CORRECTION_NONE) correct_labels(&p, &d, &run, c.label_correction, &t);
    insist(asl_evaluate(&t, &d, 0.5, measures, &err), &err);
    out.weights = add_floats(nothing, t.model.w, t.model.n);
    out.records = digest_records(t.records, RECORDS);
    out.measures = add_doubles(nothing, measures, ASL_MEASURE_COUNT);
    snprintf(out.name, sizeof out.name, "%s/%s/%s/%s/bias-%s/%s/hidden-%zu/batch-%zu%s%s", c.family->name,
             c.preset->name, c.noise->name, c.sgd ? "sgd" : "adam", asl_bias_names[c.bias],
             asl_label_correction_names[c.label_correction], c.hidden, c.batch, c.adaptive ? "/adaptive" : "",
             c.ema > 0 ? "/ema" : "");
    asl_trained_free(&t);
    asl_dataset_free(&d);
    return out;
}

void training_digest_write(const training_digest *d, char *out)
{
    snprintf(out, 400, "%s data %016" PRIx64 " weights %016" PRIx64 " records %016" PRIx64 " measures %016" PRIx64,
             d->name, d->data, d->weights, d->records, d->measures);
}
