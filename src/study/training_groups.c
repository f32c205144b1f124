/* Groups of training runs that go in lock step, and the environments (data, noise, seed) that they share: the trials of
 * a grid. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "study/training_grid.h"

enum { MOST_IN_STEP = 16, FEWEST_TRIALS = 16 };

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
    size_t waiting; /* trials that still need it */
} environment;

struct asl_training_groups {
    environment *environments;
    size_t nenvironments, group, groups_each;
    size_t *inner; /* [runs_each] the runs of an environment that are trained */
    size_t runs_each;
    pthread_mutex_t lock; /* of what follows */
    asl_progress progress;
};

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
static int enter(const asl_training *t, size_t e, asl_error *err)
{
    environment *env = &t->groups->environments[e];
    size_t at[ASL_TRAINING_AXES];
    asl_training_place(t, run_of(t, e, 0), at);
    pthread_mutex_lock(&env->lock);
    int code = env->made ? ASL_OK : make_data(t, at, &env->data, err);
    env->made = code == ASL_OK;
    pthread_mutex_unlock(&env->lock);
    return code;
}

/* The last that needs the data takes it away. */
static void leave(const asl_training *t, size_t e)
{
    environment *env = &t->groups->environments[e];
    pthread_mutex_lock(&env->lock);
    if (--env->waiting == 0) {
        asl_dataset_free(&env->data);
        env->made = false;
    }
    pthread_mutex_unlock(&env->lock);
}

/* --- groups */

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

static void tell_progress(const asl_training *t, size_t run)
{
    struct asl_training_groups *g = t->groups;
    size_t at[ASL_TRAINING_AXES];
    asl_training_place(t, run, at);
    double map = t->outcomes[run].measures[ASL_MEASURE_map];
    pthread_mutex_lock(&g->lock);
    g->progress.done++;
    if (!(map <= g->progress.best) && !isnan(map)) {
        g->progress.best = map;
        g->progress.loss = &t->spec->losses[at[ASL_BY_LOSS]];
    }
    if (t->spec->progress != NULL) t->spec->progress(t->spec->listener, &g->progress);
    pthread_mutex_unlock(&g->lock);
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

/* A group of an environment: where its runs stand, and how many they are. */
typedef struct group {
    size_t environment, from, n;
} group;

static group group_of(const asl_training *t, size_t trial)
{
    const struct asl_training_groups *g = t->groups;
    size_t from = trial % g->groups_each * g->group;
    return (group){trial / g->groups_each, from, g->runs_each - from < g->group ? g->runs_each - from : g->group};
}

static size_t run_in(const asl_training *t, const group *g, size_t i)
{
    return run_of(t, g->environment, t->groups->inner[g->from + i]);
}

static int train_group(asl_training *t, const group *g, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    const asl_dataset *d = &t->groups->environments[g->environment].data;
    asl_run runs[MOST_IN_STEP];
    asl_rescue rescue[MOST_IN_STEP];
    asl_trained trained[MOST_IN_STEP];
    asl_protocol protocol = s->protocol;
    for (size_t i = 0; i < g->n; i++) {
        size_t at[ASL_TRAINING_AXES];
        asl_training_place(t, run_in(t, g, i), at);
        runs[i] = configure(t, at);
        rescue[i] = s->rescues[at[ASL_BY_RESCUE]];
        protocol.seed = (uint64_t)(s->first_seed + (long long)at[ASL_BY_SEED]);
    }
    int code = asl_train(&protocol, d, runs, g->n, trained, err);
    if (code != ASL_OK) return code;
    for (size_t i = 0; i < g->n; i++) {
        size_t run = run_in(t, g, i);
        asl_outcome *out = &t->outcomes[run];
        if (code == ASL_OK && rescue[i] != ASL_RESCUE_NONE)
            code = train_again(s, &protocol, d, &runs[i], rescue[i], &trained[i], err);
        if (code == ASL_OK) code = asl_evaluate(&trained[i], d, s->threshold, out->measures, err);
        if (code == ASL_OK && s->predictions != NULL)
            code = asl_trained_predictions(&trained[i], d, s->predictions, err);
        free(out->records);
        out->diverged = trained[i].diverged;
        out->records = trained[i].records;
        out->done = code == ASL_OK;
        trained[i].records = NULL;
        asl_trained_free(&trained[i]);
        if (code == ASL_OK) tell_progress(t, run);
    }
    return code;
}

size_t asl_training_trials(const asl_training *t) { return t->groups->nenvironments * t->groups->groups_each; }

void asl_training_need(asl_training *t, size_t trial)
{
    group g = group_of(t, trial);
    t->groups->environments[g.environment].waiting++;
    t->groups->progress.total += g.n;
}

int asl_training_trial(asl_training *t, size_t trial, asl_error *err)
{
    group g = group_of(t, trial);
    int code = enter(t, g.environment, err);
    if (code == ASL_OK) code = train_group(t, &g, err);
    leave(t, g.environment);
    return code;
}

int asl_training_results(const asl_training *t, size_t trial, asl_visitor v, asl_error *err)
{
    group g = group_of(t, trial);
    int code = ASL_OK;
    for (size_t i = 0; i < g.n && code == ASL_OK; i++) code = asl_training_outcome_rows(t, run_in(t, &g, i), v, err);
    return code;
}

/* --- making and freeing */

static int list_runs(asl_training *t, size_t all, asl_error *err)
{
    struct asl_training_groups *g = t->groups;
    g->inner = asl_alloc(all, sizeof *g->inner, err);
    if (g->inner == NULL) return ASL_FAILED;
    for (size_t i = 0; i < all; i++) {
        size_t run = run_of(t, 0, i);
        if (asl_training_original(t, run) == run) g->inner[g->runs_each++] = i;
    }
    return ASL_OK;
}

/* Groups as large as keep FEWEST_TRIALS apart, of about the same size: by the grid alone, so that a trial is the same
 * wherever it is done. */
static void size_groups(struct asl_training_groups *g)
{
    size_t most = g->nenvironments * g->runs_each / FEWEST_TRIALS;
    most = most < 1 ? 1 : most > MOST_IN_STEP ? MOST_IN_STEP : most;
    g->groups_each = (g->runs_each + most - 1) / most;
    g->group = (g->runs_each + g->groups_each - 1) / g->groups_each;
    g->groups_each = (g->runs_each + g->group - 1) / g->group;
}

int asl_training_group(asl_training *t, asl_error *err)
{
    struct asl_training_groups *g = t->groups = asl_alloc(1, sizeof *g, err);
    if (g == NULL) return ASL_FAILED;
    g->progress.best = ASL_NAN;
    pthread_mutex_init(&g->lock, NULL);
    size_t n = 1;
    for (size_t a = 0; a < ASL_TRAINING_AXES; a++) n *= of_environment(a) ? t->count[a] : 1;
    g->environments = asl_alloc(n, sizeof *g->environments, err);
    if (g->environments == NULL) return ASL_FAILED;
    for (; g->nenvironments < n; g->nenvironments++) pthread_mutex_init(&g->environments[g->nenvironments].lock, NULL);
    int code = list_runs(t, t->runs / n, err);
    if (code == ASL_OK) size_groups(g);
    return code;
}

void asl_training_ungroup(asl_training *t)
{
    struct asl_training_groups *g = t->groups;
    if (g == NULL) return;
    for (size_t e = 0; e < g->nenvironments; e++) {
        asl_dataset_free(&g->environments[e].data);
        pthread_mutex_destroy(&g->environments[e].lock);
    }
    pthread_mutex_destroy(&g->lock);
    free(g->environments);
    free(g->inner);
    free(g);
    t->groups = NULL;
}
