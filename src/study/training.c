#include "study/training.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/parallel.h"
#include "study/training_grid.h"

enum { MOST_RUNS = 1000000, MOST_IN_STEP = 16, GROUPS_A_THREAD = 4 };

/* --- places */

void asl_training_place(const asl_training *t, size_t run, size_t at[ASL_TRAINING_AXES])
{
    for (size_t a = ASL_TRAINING_AXES; a-- > 0; run /= t->count[a]) at[a] = run % t->count[a];
}

size_t asl_training_at(const asl_training *t, const size_t at[ASL_TRAINING_AXES])
{
    size_t run = 0;
    for (size_t a = 0; a < ASL_TRAINING_AXES; a++) run = run * t->count[a] + at[a];
    return run;
}

/* The axes of an environment: what all runs of a lock-step group share. */
static bool of_environment(size_t axis)
{
    return axis == ASL_BY_DATA || axis == ASL_BY_MISSING || axis == ASL_BY_SPURIOUS || axis == ASL_BY_SEED;
}

/* Run number `inner` of environment `outer`: the axes of one kind count as digits of one number. */
static size_t run_of(const asl_training *t, size_t outer, size_t inner)
{
    size_t at[ASL_TRAINING_AXES];
    for (size_t a = ASL_TRAINING_AXES; a-- > 0;) {
        size_t *digits = of_environment(a) ? &outer : &inner;
        at[a] = *digits % t->count[a];
        *digits /= t->count[a];
    }
    return asl_training_at(t, at);
}

/* --- environments */

typedef struct environment {
    pthread_mutex_t lock;
    asl_dataset data;
    bool made;
    size_t waiting; /* groups that still need it */
} environment;

typedef struct scheduler {
    asl_training *t;
    environment *environments;
    size_t nenvironments, group, groups_each;
    size_t *inner; /* [runs_each] the runs of an environment that are trained */
    size_t runs_each;
    pthread_mutex_t lock; /* of what follows */
    int code;
    asl_error *err;
    asl_progress progress;
} scheduler;

static int make_data(const asl_training *t, const size_t *at, asl_dataset *d, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    uint64_t seed = (uint64_t)(s->first_seed + (long long)at[ASL_BY_SEED]);
    asl_noise noise = {s->noise, asl_list_at(&s->missing, at[ASL_BY_MISSING]),
                       asl_list_at(&s->spurious, at[ASL_BY_SPURIOUS]), NULL};
    asl_synthetic synthetic = s->synthetic;
    synthetic.validation = asl_held_out(synthetic.train, s->held_out);
    int code = s->ntables > 0 ? asl_dataset_hold_out(d, &s->tables[at[ASL_BY_DATA]].tables, s->held_out, seed, err)
                              : asl_synthetic_draw(d, &synthetic, seed, err);
    if (code != ASL_OK) return code;
    double *prevalence = asl_alloc(d->labels, sizeof *prevalence, err);
    if (prevalence == NULL) code = ASL_FAILED;
    if (code == ASL_OK) asl_dataset_prevalence(d, prevalence); /* still the true one */
    noise.prevalence = prevalence;
    if (code == ASL_OK) code = asl_noise_apply(&noise, &d->train, d->labels, seed, 0, err);
    if (code == ASL_OK) code = asl_noise_apply(&noise, &d->validation, d->labels, seed, 1, err);
    asl_dataset_standardise(d);
    free(prevalence);
    if (code != ASL_OK) asl_dataset_free(d);
    return code;
}

/* The first thread that comes makes the data; others wait for it. */
static int enter(scheduler *w, size_t e, asl_error *err)
{
    environment *env = &w->environments[e];
    size_t at[ASL_TRAINING_AXES];
    asl_training_place(w->t, run_of(w->t, e, 0), at);
    pthread_mutex_lock(&env->lock);
    int code = env->made ? ASL_OK : make_data(w->t, at, &env->data, err);
    env->made = code == ASL_OK;
    pthread_mutex_unlock(&env->lock);
    return code;
}

static void leave(scheduler *w, size_t e)
{
    environment *env = &w->environments[e];
    pthread_mutex_lock(&env->lock);
    if (--env->waiting == 0) asl_dataset_free(&env->data);
    pthread_mutex_unlock(&env->lock);
}

/* --- groups */

/* A loss without a gamma_neg to move is not adapted: its runs over the targets and rates are all the first one. */
static size_t original(const asl_training *t, size_t run)
{
    size_t at[ASL_TRAINING_AXES];
    asl_training_place(t, run, at);
    if (asl_adaptable(&t->spec->losses[at[ASL_BY_LOSS]])) return run;
    at[ASL_BY_TARGET] = at[ASL_BY_RATE] = 0;
    return asl_training_at(t, at);
}

static int list_runs(scheduler *w, size_t all, asl_error *err)
{
    w->inner = asl_alloc(all, sizeof *w->inner, err);
    if (w->inner == NULL) return ASL_FAILED;
    for (size_t i = 0; i < all; i++) {
        size_t run = run_of(w->t, 0, i);
        if (original(w->t, run) == run) w->inner[w->runs_each++] = i;
    }
    return ASL_OK;
}

static int copy_outcomes(asl_training *t, asl_error *err)
{
    size_t bytes = t->spec->protocol.records * sizeof *t->outcomes->records;
    for (size_t run = 0; run < t->runs; run++) {
        size_t from = original(t, run);
        if (from == run) continue;
        t->outcomes[run] = t->outcomes[from];
        t->outcomes[run].records = asl_alloc(1, bytes, err);
        if (t->outcomes[run].records == NULL) return ASL_FAILED;
        memcpy(t->outcomes[run].records, t->outcomes[from].records, bytes);
    }
    return ASL_OK;
}

static asl_run configure(const asl_training *t, const size_t *at)
{
    const asl_training_spec *s = t->spec;
    const asl_loss *loss = &s->losses[at[ASL_BY_LOSS]];
    bool adapted = s->adaptive && asl_adaptable(loss);
    return (asl_run){
        .loss = *loss,
        .hidden = (size_t)asl_list_at(&s->hidden, at[ASL_BY_HIDDEN]),
        .lr = asl_list_at(&s->lr, at[ASL_BY_LR]),
        .bias = s->biases[at[ASL_BY_BIAS]],
        .adapt_target = adapted ? asl_list_at(&s->adapt_target, at[ASL_BY_TARGET]) : 0,
        .adapt_rate = adapted ? asl_list_at(&s->adapt_rate, at[ASL_BY_RATE]) : 0,
    };
}

static void tell_progress(scheduler *w, size_t run)
{
    size_t at[ASL_TRAINING_AXES];
    asl_training_place(w->t, run, at);
    double map = w->t->outcomes[run].measures[ASL_MEASURE_map];
    pthread_mutex_lock(&w->lock);
    w->progress.done++;
    if (!(map <= w->progress.best) && !isnan(map)) {
        w->progress.best = map;
        w->progress.loss = &w->t->spec->losses[at[ASL_BY_LOSS]];
    }
    if (w->t->spec->progress != NULL) w->t->spec->progress(w->t->spec->listener, &w->progress);
    pthread_mutex_unlock(&w->lock);
}

/* A run whose suspects are left out or marked is trained again from the start. */
static int train_again(const asl_training_spec *s, const asl_protocol *protocol, const asl_dataset *d,
                       const asl_run *run, asl_rescue rescue, asl_trained *trained, asl_error *err)
{
    asl_dataset mended = *d;
    asl_trained again;
    mended.train.given = asl_alloc(d->train.n, d->labels, err);
    if (mended.train.given == NULL) return ASL_FAILED;
    int code = asl_rescue_labels(trained, d, rescue, s->rescue_at, mended.train.given, err);
    if (code == ASL_OK) code = asl_train(protocol, &mended, run, 1, &again, err);
    free(mended.train.given);
    if (code != ASL_OK) return code;
    asl_trained_free(trained);
    *trained = again;
    return ASL_OK;
}

static int train_group(scheduler *w, size_t e, size_t from, size_t n, asl_error *err)
{
    const asl_training_spec *s = w->t->spec;
    const asl_dataset *d = &w->environments[e].data;
    asl_run runs[MOST_IN_STEP];
    asl_rescue rescue[MOST_IN_STEP];
    asl_trained trained[MOST_IN_STEP];
    asl_protocol protocol = s->protocol;
    for (size_t i = 0; i < n; i++) {
        size_t at[ASL_TRAINING_AXES];
        asl_training_place(w->t, run_of(w->t, e, w->inner[from + i]), at);
        runs[i] = configure(w->t, at);
        rescue[i] = s->rescues[at[ASL_BY_RESCUE]];
        protocol.seed = (uint64_t)(s->first_seed + (long long)at[ASL_BY_SEED]);
    }
    int code = asl_train(&protocol, d, runs, n, trained, err);
    if (code != ASL_OK) return code;
    for (size_t i = 0; i < n; i++) {
        size_t run = run_of(w->t, e, w->inner[from + i]);
        asl_outcome *out = &w->t->outcomes[run];
        if (code == ASL_OK && rescue[i] != ASL_RESCUE_NONE)
            code = train_again(s, &protocol, d, &runs[i], rescue[i], &trained[i], err);
        if (code == ASL_OK) code = asl_evaluate(&trained[i], d, s->threshold, out->measures, err);
        if (code == ASL_OK && s->predictions != NULL)
            code = asl_trained_predictions(&trained[i], d, s->predictions, err);
        out->diverged = trained[i].diverged;
        out->records = trained[i].records;
        trained[i].records = NULL;
        asl_trained_free(&trained[i]);
        if (code == ASL_OK) tell_progress(w, run);
    }
    return code;
}

static void work(void *self, size_t i)
{
    scheduler *w = self;
    asl_error err;
    size_t e = i / w->groups_each, from = i % w->groups_each * w->group;
    size_t n = w->runs_each - from < w->group ? w->runs_each - from : w->group;
    pthread_mutex_lock(&w->lock);
    int code = w->code;
    pthread_mutex_unlock(&w->lock);
    if (code != ASL_OK) return;
    code = enter(w, e, &err);
    if (code == ASL_OK) code = train_group(w, e, from, n, &err);
    leave(w, e);
    if (code == ASL_OK) return;
    pthread_mutex_lock(&w->lock);
    if (w->code == ASL_OK) {
        w->code = code;
        if (w->err != NULL) *w->err = err;
    }
    pthread_mutex_unlock(&w->lock);
}

static int open_scheduler(scheduler *w, asl_error *err)
{
    asl_training *t = w->t;
    for (size_t a = 0; a < ASL_TRAINING_AXES; a++) w->nenvironments *= of_environment(a) ? t->count[a] : 1;
    int code = list_runs(w, t->runs / w->nenvironments, err);
    if (code != ASL_OK) return code;
    w->progress.total = w->nenvironments * w->runs_each;
    w->group = w->progress.total / (GROUPS_A_THREAD * t->spec->threads);
    w->group = w->group < 1 ? 1 : w->group > MOST_IN_STEP ? MOST_IN_STEP : w->group;
    w->groups_each = (w->runs_each + w->group - 1) / w->group;
    w->environments = asl_alloc(w->nenvironments, sizeof *w->environments, err);
    if (w->environments == NULL) return ASL_FAILED;
    pthread_mutex_init(&w->lock, NULL);
    for (size_t e = 0; e < w->nenvironments; e++) {
        pthread_mutex_init(&w->environments[e].lock, NULL);
        w->environments[e].waiting = w->groups_each;
    }
    return ASL_OK;
}

static void close_scheduler(scheduler *w)
{
    for (size_t e = 0; w->environments != NULL && e < w->nenvironments; e++) {
        asl_dataset_free(&w->environments[e].data);
        pthread_mutex_destroy(&w->environments[e].lock);
    }
    if (w->environments != NULL) pthread_mutex_destroy(&w->lock);
    free(w->environments);
    free(w->inner);
}

static int train_all(asl_training *t, asl_error *err)
{
    scheduler w = {.t = t, .err = err, .nenvironments = 1, .progress = {.best = ASL_NAN}};
    int code = open_scheduler(&w, err);
    if (code == ASL_OK) {
        asl_parallel(t->spec->threads, w.nenvironments * w.groups_each, work, &w);
        code = w.code;
    }
    close_scheduler(&w);
    return code == ASL_OK ? copy_outcomes(t, err) : code;
}

/* --- the learning rate that validation picks */

static double mean_validation(const asl_training *t, size_t at[ASL_TRAINING_AXES])
{
    double sum = 0;
    for (at[ASL_BY_SEED] = 0; at[ASL_BY_SEED] < t->count[ASL_BY_SEED]; at[ASL_BY_SEED]++) {
        sum += t->outcomes[asl_training_at(t, at)].measures[ASL_MEASURE_map_val];
    }
    at[ASL_BY_SEED] = 0;
    return sum / (double)t->count[ASL_BY_SEED]; /* nan where one diverged: not a rate to choose */
}

static void choose_rates(asl_training *t)
{
    size_t rates = t->count[ASL_BY_LR], seeds = t->count[ASL_BY_SEED];
    for (size_t from = 0; from < t->runs; from += rates * seeds) {
        size_t at[ASL_TRAINING_AXES], best = 0;
        double highest = -1;
        asl_training_place(t, from, at);
        for (size_t r = 0; r < rates && rates > 1; r++) {
            at[ASL_BY_LR] = r;
            double here = mean_validation(t, at);
            if (!(here > highest)) continue;
            highest = here;
            best = r;
        }
        bool chosen = rates == 1 || highest >= 0; /* nothing is tuned where no rate has a validation score */
        for (size_t i = 0; i < seeds && chosen; i++) t->tuned[from + best * seeds + i] = true;
    }
}

/* --- the whole */

static int measure_grid(asl_training *t, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    const size_t counts[ASL_TRAINING_AXES] = {
        [ASL_BY_LOSS] = s->nlosses,
        [ASL_BY_DATA] = s->ntables > 0 ? s->ntables : 1,
        [ASL_BY_BIAS] = s->nbiases,
        [ASL_BY_RESCUE] = s->nrescues,
        [ASL_BY_TARGET] = s->adaptive ? s->adapt_target.n : 1,
        [ASL_BY_RATE] = s->adaptive ? s->adapt_rate.n : 1,
        [ASL_BY_MISSING] = s->missing.n,
        [ASL_BY_SPURIOUS] = s->spurious.n,
        [ASL_BY_HIDDEN] = s->hidden.n,
        [ASL_BY_LR] = s->lr.n,
        [ASL_BY_SEED] = s->seeds,
    };
    double runs = 1;
    t->runs = 1;
    memcpy(t->count, counts, sizeof counts);
    for (size_t a = 0; a < ASL_TRAINING_AXES; a++) {
        runs *= (double)counts[a];
        t->runs = runs <= MOST_RUNS ? t->runs * counts[a] : 0;
    }
    if (t->runs == 0) return asl_fail(err, ASL_BAD, "the grid has %.0f runs; the limit is %d", runs, MOST_RUNS);
    if (s->predictions != NULL && t->runs > 1)
        return asl_fail(err, ASL_BAD, "predictions are those of one run; this grid has %zu", t->runs);
    return ASL_OK;
}

static int name_losses(asl_training *t, asl_error *err)
{
    t->loss_names = asl_alloc(t->spec->nlosses, sizeof *t->loss_names, err);
    for (size_t i = 0; t->loss_names != NULL && i < t->spec->nlosses; i++) {
        asl_text text = {0};
        asl_loss_write(&t->spec->losses[i], &text);
        t->loss_names[i] = asl_text_take(&text, err);
        if (t->loss_names[i] == NULL) return ASL_FAILED;
    }
    return t->loss_names == NULL ? ASL_FAILED : ASL_OK;
}

int asl_training_new(asl_training **out, const asl_training_spec *spec, asl_error *err)
{
    *out = NULL;
    asl_training *t = asl_alloc(1, sizeof *t, err);
    if (t == NULL) return ASL_FAILED;
    t->spec = spec;
    int code = measure_grid(t, err);
    if (code == ASL_OK) code = name_losses(t, err);
    if (code == ASL_OK) {
        t->outcomes = asl_alloc(t->runs, sizeof *t->outcomes, err);
        t->tuned = asl_alloc(t->runs, sizeof *t->tuned, err);
        code = t->outcomes == NULL || t->tuned == NULL ? ASL_FAILED : ASL_OK;
    }
    if (code == ASL_OK) {
        *out = t;
    } else {
        asl_training_free(t);
    }
    return code;
}

int asl_training_run(asl_training *t, asl_error *err)
{
    int code = train_all(t, err);
    if (code == ASL_OK) choose_rates(t);
    return code;
}

void asl_training_free(asl_training *t)
{
    if (t == NULL) return;
    for (size_t i = 0; t->outcomes != NULL && i < t->runs; i++) free(t->outcomes[i].records);
    for (size_t i = 0; t->loss_names != NULL && i < t->spec->nlosses; i++) free(t->loss_names[i]);
    free(t->outcomes);
    free(t->tuned);
    free(t->loss_names);
    free(t);
}
