/* Groups of training runs that are trained in lock step (the trials of a grid), and the environments (data, noise,
 * seed) that they share. */
#include "study/training_groups.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "study/training_grid.h"
#include "study/training_keys.h"

enum { FEWEST_TRIALS = 16 };

/* Is this an axis of the environment, which all runs of a group share? */
static bool of_environment(size_t axis)
{
    return axis == ASL_BY_DATA || axis == ASL_BY_MISSING || axis == ASL_BY_SPURIOUS || axis == ASL_BY_SEED;
}

/* Run number `inner` of environment `outer`. Each number has one digit for each axis of its kind. */
static size_t run_of(const asl_training *t, size_t outer, size_t inner)
{
    size_t at[ASL_TRAINING_AXES];
    for (size_t a = ASL_TRAINING_AXES; a-- > 0;) {
        size_t *digits = of_environment(a) ? &outer : &inner;
        at[a] = *digits % t->count[a];
        *digits /= t->count[a];
    }
    return asl_training_ravel(t, at);
}

/* --- environments */

typedef struct shared_dataset {
    pthread_mutex_t lock;
    asl_cache_item *clean; /* data without noise; NULL: not made yet */
    asl_dataset data;      /* shares all arrays with clean, except `given` of train and validation */
    size_t waiting;        /* number of trials that still need it */
} shared_dataset;

struct asl_training_groups {
    shared_dataset *environments;
    size_t nenvironments, group, groups_each;
    size_t *inner; /* [runs_each] the runs of an environment that must be trained */
    size_t runs_each;
    pthread_mutex_t lock; /* protects progress */
    asl_progress progress;
};

/* Draw or split the data, without noise, standardised. */
static int draw_data(const asl_training *t, const size_t *at, asl_dataset *d, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    uint64_t seed = (uint64_t)(s->first_seed + (long long)at[ASL_BY_SEED]);
    asl_synthetic synthetic = s->synthetic;
    synthetic.validation = asl_held_out(synthetic.train, s->held_out);
    int code = s->ntables > 0 ? asl_dataset_hold_out(d, &s->tables[at[ASL_BY_DATA]].tables, s->held_out, seed, err)
                              : asl_synthetic_draw(d, &synthetic, seed, err);
    if (code == ASL_OK) asl_dataset_standardise(d);
    return code;
}

/* Hold the clean data of these indices in the cache. */
static int hold_data(const asl_training *t, const size_t *at, asl_cache_item **item, asl_error *err)
{
    char *key = asl_training_data_key(t, at, err);
    int code = key == NULL ? ASL_FAILED : asl_cache_hold(t->cache.data, key, true, item, err);
    free(key);
    if (code != ASL_OK || asl_cache_value(*item) != NULL) return code;
    asl_dataset *d = asl_alloc(1, sizeof *d, err);
    code = d == NULL ? ASL_FAILED : draw_data(t, at, d, err);
    if (code == ASL_OK) {
        asl_cache_set(t->cache.data, *item, d, asl_dataset_bytes(d));
        return ASL_OK;
    }
    free(d);
    asl_cache_release(t->cache.data, *item);
    *item = NULL;
    return code;
}

/* Set d to the clean data with its own noisy labels. */
static int add_noise(const asl_training *t, const size_t *at, const asl_dataset *clean, asl_dataset *d, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    uint64_t seed = (uint64_t)(s->first_seed + (long long)at[ASL_BY_SEED]);
    double *prevalence = asl_alloc(clean->labels, sizeof *prevalence, err);
    asl_noise noise = {s->noise, asl_axis_value(&s->missing, at[ASL_BY_MISSING]),
                       asl_axis_value(&s->spurious, at[ASL_BY_SPURIOUS]), prevalence};
    *d = *clean;
    d->train.given = asl_alloc(d->train.n, d->labels, err);
    d->validation.given = asl_alloc(d->validation.n, d->labels, err);
    int code = prevalence == NULL || d->train.given == NULL || d->validation.given == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK) asl_dataset_prevalence(clean, prevalence);
    if (code == ASL_OK) code = asl_noise_apply(&noise, &d->train, d->labels, seed, 0, err);
    if (code == ASL_OK) code = asl_noise_apply(&noise, &d->validation, d->labels, seed, 1, err);
    free(prevalence);
    return code;
}

static void drop_data(const asl_training *t, shared_dataset *env)
{
    if (env->clean == NULL) return;
    free(env->data.train.given);
    free(env->data.validation.given);
    asl_cache_release(t->cache.data, env->clean);
    env->clean = NULL;
}

static int make_data(const asl_training *t, size_t e, shared_dataset *env, asl_error *err)
{
    size_t at[ASL_TRAINING_AXES];
    asl_training_unravel(t, run_of(t, e, 0), at);
    int code = hold_data(t, at, &env->clean, err);
    if (code == ASL_OK) code = add_noise(t, at, asl_cache_value(env->clean), &env->data, err);
    if (code != ASL_OK) drop_data(t, env);
    return code;
}

/* Make the data if this is the first thread; other threads wait for it. */
static int enter(const asl_training *t, size_t e, asl_error *err)
{
    shared_dataset *env = &t->groups->environments[e];
    pthread_mutex_lock(&env->lock);
    int code = env->clean != NULL ? ASL_OK : make_data(t, e, env, err);
    pthread_mutex_unlock(&env->lock);
    return code;
}

/* Free the data if no more trials need it. */
static void leave(const asl_training *t, size_t e)
{
    shared_dataset *env = &t->groups->environments[e];
    pthread_mutex_lock(&env->lock);
    if (--env->waiting == 0) drop_data(t, env);
    pthread_mutex_unlock(&env->lock);
}

/* --- groups */

static void tell_progress(const asl_training *t, size_t run)
{
    struct asl_training_groups *g = t->groups;
    size_t at[ASL_TRAINING_AXES];
    asl_training_unravel(t, run, at);
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

/* Train a run again from the start, with its suspects left out or relabelled. first: the result with the observed
 * labels. */
static int train_again(const asl_training_spec *s, const asl_train_config *train_config, const asl_dataset *d,
                       const asl_run *run, asl_label_correction label_correction, const asl_trained *first,
                       asl_trained *again, asl_error *err)
{
    asl_dataset mended = *d;
    mended.train.given = asl_alloc(d->train.n, d->labels, err);
    if (mended.train.given == NULL) return ASL_FAILED;
    int code = asl_label_correction_labels(first, d, label_correction, s->rescue_at, mended.train.given, err);
    if (code == ASL_OK) code = asl_train(train_config, &mended, run, 1, again, err);
    free(mended.train.given);
    return code;
}

/* A group: its environment, its first run there and the number of runs. */
typedef struct group {
    size_t shared_dataset, from, n;
} group;

static group group_of(const asl_training *t, size_t trial)
{
    const struct asl_training_groups *g = t->groups;
    size_t from = trial % g->groups_each * g->group;
    return (group){trial / g->groups_each, from, g->runs_each - from < g->group ? g->runs_each - from : g->group};
}

static size_t run_in(const asl_training *t, const group *g, size_t i)
{
    return run_of(t, g->shared_dataset, t->groups->inner[g->from + i]);
}

/* --- results in the cache */

static int take_result(asl_training *t, size_t run, const asl_run_result *result, asl_error *err)
{
    asl_outcome *out = &t->outcomes[run];
    asl_record *records = asl_records_copy(result->records, result->nrecords, err);
    if (records == NULL) return ASL_FAILED;
    free(out->records);
    *out = (asl_outcome){.diverged = result->diverged, .done = true, .records = records};
    memcpy(out->measures, result->measures, sizeof out->measures);
    tell_progress(t, run);
    return ASL_OK;
}

/* *found: the run has its result. Otherwise the caller must train it and *item is where to store the result; or,
 * without `wait`, *item is NULL if another thread is training it. */
static int find_result(asl_training *t, size_t run, bool wait, asl_cache_item **item, bool *found, asl_error *err)
{
    char *key = asl_training_run_key(t, run, err);
    int code = key == NULL ? ASL_FAILED : asl_cache_hold(t->cache.runs, key, wait, item, err);
    free(key);
    *found = code == ASL_OK && *item != NULL && asl_cache_value(*item) != NULL;
    if (!*found) return code;
    code = take_result(t, run, asl_cache_value(*item), err);
    asl_cache_release(t->cache.runs, *item);
    *item = NULL;
    return code;
}

static int share_result(const asl_training *t, size_t run, asl_cache_item *item, asl_error *err)
{
    const asl_outcome *out = &t->outcomes[run];
    asl_run_result result = {.diverged = out->diverged, .records = out->records};
    if (item == NULL) return ASL_OK;
    result.nrecords = t->spec->train_config.records;
    memcpy(result.measures, out->measures, sizeof result.measures);
    asl_run_result *copy = asl_run_result_copy(&result, err);
    if (copy == NULL) return ASL_FAILED;
    asl_cache_set(t->cache.runs, item, copy, asl_run_result_bytes(copy));
    return ASL_OK;
}

/* Runs of one environment, as indices in the grid. */
typedef struct run_list {
    size_t run[ASL_TRAINING_MOST_IN_STEP], n;
    asl_cache_item *item[ASL_TRAINING_MOST_IN_STEP]; /* where to store the result; NULL: do not share it */
} run_list;

/* The first trainings of a list: runs that differ only in label correction have the same one. */
typedef struct first_training {
    asl_train_config train_config;
    asl_run runs[ASL_TRAINING_MOST_IN_STEP]; /* [n] */
    asl_trained trained[ASL_TRAINING_MOST_IN_STEP];
    size_t n, of[ASL_TRAINING_MOST_IN_STEP]; /* of[i]: first training of run i of the list */
} first_training;

static bool same_run(const asl_run *a, const asl_run *b)
{
    bool same = a->loss.family == b->loss.family && a->hidden == b->hidden && a->lr == b->lr && a->bias == b->bias &&
                a->adapt_rate == b->adapt_rate && a->adapt_target == b->adapt_target;
    for (size_t i = 0; same && i < ASL_MAX_PARAMS; i++) same = a->loss.theta[i] == b->loss.theta[i];
    return same;
}

static int train_first(const asl_training *t, const asl_dataset *d, const run_list *list, first_training *f,
                       asl_error *err)
{
    *f = (first_training){.train_config = t->spec->train_config};
    for (size_t i = 0; i < list->n; i++) {
        size_t at[ASL_TRAINING_AXES], k = 0;
        asl_training_unravel(t, list->run[i], at);
        asl_run run = asl_training_configure(t, at);
        while (k < f->n && !same_run(&run, &f->runs[k])) k++;
        f->runs[k] = run;
        f->n += k == f->n;
        f->of[i] = k;
        f->train_config.seed = (uint64_t)(t->spec->first_seed + (long long)at[ASL_BY_SEED]);
    }
    return asl_train(&f->train_config, d, f->runs, f->n, f->trained, err);
}

static int evaluate_run(const asl_training *t, const asl_dataset *d, const asl_trained *trained, asl_outcome *out,
                        asl_error *err)
{
    const asl_training_spec *s = t->spec;
    int code = asl_evaluate(trained, d, s->threshold, out->measures, err);
    if (code == ASL_OK && s->predictions != NULL) code = asl_trained_predictions(trained, d, s->predictions, err);
    free(out->records);
    out->records = code == ASL_OK ? asl_records_copy(trained->records, s->train_config.records, err) : NULL;
    out->diverged = trained->diverged;
    out->done = out->records != NULL;
    return code == ASL_OK && !out->done ? ASL_FAILED : code;
}

/* Finish run i of a list after its first training. */
static int finish_run(asl_training *t, const asl_dataset *d, const run_list *list, size_t i, first_training *f,
                      asl_error *err)
{
    size_t at[ASL_TRAINING_AXES];
    const asl_trained *first = &f->trained[f->of[i]];
    asl_outcome *out = &t->outcomes[list->run[i]];
    asl_trained again;
    asl_training_unravel(t, list->run[i], at);
    asl_label_correction label_correction = t->spec->label_corrections[at[ASL_BY_LABEL_CORRECTION]];
    bool twice = label_correction != ASL_LABEL_CORRECTION_NONE;
    int code = twice
                   ? train_again(t->spec, &f->train_config, d, &f->runs[f->of[i]], label_correction, first, &again, err)
                   : ASL_OK;
    if (code != ASL_OK) return code;
    code = evaluate_run(t, d, twice ? &again : first, out, err);
    if (twice) asl_trained_free(&again);
    if (code == ASL_OK) code = share_result(t, list->run[i], list->item[i], err);
    if (code == ASL_OK) tell_progress(t, list->run[i]);
    return code;
}

static int train_runs(asl_training *t, size_t e, const run_list *list, asl_error *err)
{
    const asl_dataset *d = &t->groups->environments[e].data;
    first_training *f = asl_alloc(1, sizeof *f, err);
    if (f == NULL) return ASL_FAILED;
    int code = train_first(t, d, list, f, err);
    bool trained = code == ASL_OK;
    for (size_t i = 0; i < list->n && code == ASL_OK; i++) code = finish_run(t, d, list, i, f, err);
    for (size_t k = 0; k < f->n && trained; k++) asl_trained_free(&f->trained[k]);
    free(f);
    return code;
}

static int train_list(asl_training *t, size_t e, const run_list *list, asl_error *err)
{
    int code = list->n > 0 ? enter(t, e, err) : ASL_OK;
    return code == ASL_OK && list->n > 0 ? train_runs(t, e, list, err) : code;
}

/* If a run failed, the next thread that needs it will train it. */
static void release_list(const asl_training *t, const run_list *list)
{
    for (size_t i = 0; i < list->n; i++) asl_cache_release(t->cache.runs, list->item[i]);
}

/* Wait for a run that another thread is training. */
static int await_run(asl_training *t, size_t e, size_t run, asl_error *err)
{
    run_list alone = {.run = {run}};
    bool found;
    int code = find_result(t, run, true, &alone.item[0], &found, err);
    if (code != ASL_OK || found) return code;
    alone.n = 1;
    code = train_list(t, e, &alone, err);
    release_list(t, &alone);
    return code;
}

/* Take cached results, and train the rest in lock step. Runs that other threads are training come last, so that no
 * thread waits for a waiting thread. */
static int train_group(asl_training *t, const group *g, asl_error *err)
{
    run_list mine = {.n = 0}, others = {.n = 0};
    int code = ASL_OK;
    for (size_t i = 0; i < g->n && code == ASL_OK; i++) {
        size_t run = run_in(t, g, i);
        bool found = false;
        asl_cache_item *item = NULL;
        bool shared = t->cache.runs != NULL && t->spec->predictions == NULL;
        if (shared) code = find_result(t, run, false, &item, &found, err);
        if (code != ASL_OK || found) continue;
        run_list *list = shared && item == NULL ? &others : &mine;
        list->item[list->n] = item;
        list->run[list->n++] = run;
    }
    if (code == ASL_OK) code = train_list(t, g->shared_dataset, &mine, err);
    release_list(t, &mine);
    for (size_t i = 0; i < others.n && code == ASL_OK; i++) code = await_run(t, g->shared_dataset, others.run[i], err);
    return code;
}

size_t asl_training_runs(const asl_training *t) { return t->groups->nenvironments * t->groups->runs_each; }

size_t asl_training_trials(const asl_training *t) { return t->groups->nenvironments * t->groups->groups_each; }

void asl_training_need(asl_training *t, size_t trial)
{
    group g = group_of(t, trial);
    t->groups->environments[g.shared_dataset].waiting++;
    t->groups->progress.total += g.n;
}

int asl_training_trial(asl_training *t, size_t trial, asl_error *err)
{
    group g = group_of(t, trial);
    int code = train_group(t, &g, err);
    leave(t, g.shared_dataset);
    return code;
}

size_t asl_training_trial_runs(const asl_training *t, size_t trial, size_t runs[ASL_TRAINING_MOST_IN_STEP])
{
    group g = group_of(t, trial);
    for (size_t i = 0; i < g.n; i++) runs[i] = run_in(t, &g, i);
    return g.n;
}

/* --- creation and destruction */

static int list_runs(asl_training *t, size_t all, asl_error *err)
{
    struct asl_training_groups *g = t->groups;
    g->inner = asl_alloc(all, sizeof *g->inner, err);
    if (g->inner == NULL) return ASL_FAILED;
    for (size_t i = 0; i < all; i++) {
        size_t run = run_of(t, 0, i);
        if (asl_training_canonical(t, run) == run) g->inner[g->runs_each++] = i;
    }
    return ASL_OK;
}

/* Choose equal groups, as large as possible with at least FEWEST_TRIALS trials. Depends only on the grid, so that a
 * trial is the same on every machine. */
static void size_groups(struct asl_training_groups *g)
{
    size_t most = g->nenvironments * g->runs_each / FEWEST_TRIALS;
    most = most < 1 ? 1 : most > ASL_TRAINING_MOST_IN_STEP ? ASL_TRAINING_MOST_IN_STEP : most;
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
        drop_data(t, &g->environments[e]);
        pthread_mutex_destroy(&g->environments[e].lock);
    }
    pthread_mutex_destroy(&g->lock);
    free(g->environments);
    free(g->inner);
    free(g);
    t->groups = NULL;
}
