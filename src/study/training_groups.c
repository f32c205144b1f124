/* The groups of runs that are trained in lock step: the trials of a grid. All runs of a group have the same data, noise
 * rates and seed. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "study/training_grid.h"

enum { FEWEST_TRIALS = 16 };

/* Is this an axis of the environment (data, noise, seed), which all runs of a group share? */
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

struct asl_training_groups {
    size_t environments, group, groups_each;
    size_t *inner; /* [runs_each] the runs of an environment that must be trained */
    size_t runs_each;
    pthread_mutex_t lock; /* protects progress */
    asl_progress progress;
};

size_t asl_training_trial_runs(const asl_training *t, size_t trial, size_t runs[ASL_TRAINING_MOST_IN_STEP])
{
    const struct asl_training_groups *g = t->groups;
    size_t first = trial % g->groups_each * g->group, n = 0;
    for (size_t i = first; i < first + g->group && i < g->runs_each; i++)
        runs[n++] = run_of(t, trial / g->groups_each, g->inner[i]);
    return n;
}

/* --- the data of a group */

/* Draw or split the data, without noise, standardised. */
static int draw_data(const asl_training *t, const size_t *at, asl_dataset *d, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    uint64_t seed = asl_training_seed(t, at);
    asl_synthetic synthetic = s->synthetic;
    synthetic.validation = asl_held_out(synthetic.train, s->held_out);
    int code = s->ntables > 0 ? asl_dataset_hold_out(d, &s->tables[at[ASL_BY_DATA]].tables, s->held_out, seed, err)
                              : asl_synthetic_draw(d, &synthetic, seed, err);
    if (code == ASL_OK) asl_dataset_standardise(d);
    return code;
}

/* Set d to the noisy labels of the clean data: `given` of train and validation. */
static int draw_labels(const asl_training *t, const size_t *at, const asl_dataset *clean, asl_dataset *d,
                       asl_error *err)
{
    const asl_training_spec *s = t->spec;
    uint64_t seed = asl_training_seed(t, at);
    double *prevalence = asl_alloc(clean->labels, sizeof *prevalence, err);
    asl_noise noise = {s->noise, asl_axis_value(&s->missing, at[ASL_BY_MISSING]),
                       asl_axis_value(&s->spurious, at[ASL_BY_SPURIOUS]), prevalence};
    asl_split train = clean->train, validation = clean->validation;
    d->labels = clean->labels;
    d->train.n = train.n;
    d->validation.n = validation.n;
    train.given = d->train.given = asl_alloc(train.n, d->labels, err);
    validation.given = d->validation.given = asl_alloc(validation.n, d->labels, err);
    int code = prevalence == NULL || train.given == NULL || validation.given == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK) asl_dataset_prevalence(clean, prevalence);
    if (code == ASL_OK) code = asl_noise_apply(&noise, &train, d->labels, seed, 0, err);
    if (code == ASL_OK) code = asl_noise_apply(&noise, &validation, d->labels, seed, 1, err);
    free(prevalence);
    return code;
}

/* Hold the data of these indices in the cache: the clean data or, if clean is given, its noisy labels. */
static int hold_data(const asl_training *t, const size_t *at, const asl_dataset *clean, asl_cache_item **item,
                     asl_error *err)
{
    char *key = asl_training_data_key(t, at, clean != NULL, err);
    int code = key == NULL ? ASL_FAILED : asl_cache_hold(t->cache.data, key, true, item, err);
    free(key);
    if (code != ASL_OK || asl_cache_value(*item) != NULL) return code;
    asl_dataset *d = asl_alloc(1, sizeof *d, err);
    code = d == NULL ? ASL_FAILED : clean != NULL ? draw_labels(t, at, clean, d, err) : draw_data(t, at, d, err);
    if (code == ASL_OK) {
        asl_run_cache_share_data(&t->cache, *item, d);
        return ASL_OK;
    }
    if (d != NULL) asl_dataset_free(d);
    free(d);
    asl_cache_release(t->cache.data, *item);
    *item = NULL;
    return code;
}

/* --- results */

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

/* *found: the run has its result. Otherwise the caller must train it and *item is where to store the result; or,
 * without `wait`, *item is NULL if another thread is training it. */
static int find_result(asl_training *t, size_t run, bool wait, asl_cache_item **item, bool *found, asl_error *err)
{
    char *key = asl_training_run_key(t, run, err);
    int code = key == NULL ? ASL_FAILED : asl_cache_hold(t->cache.runs, key, wait, item, err);
    free(key);
    *found = code == ASL_OK && *item != NULL && asl_cache_value(*item) != NULL;
    if (!*found) return code;
    code = asl_run_result_copy(&t->outcomes[run], asl_cache_value(*item), err);
    asl_cache_release(t->cache.runs, *item);
    *item = NULL;
    if (code == ASL_OK) tell_progress(t, run);
    return code;
}

/* --- training */

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
        f->train_config.seed = asl_training_seed(t, at);
    }
    return asl_train(&f->train_config, d, f->runs, f->n, f->trained, err);
}

/* Train a run again from the start, with its suspects left out or relabelled. first: the result with the observed
 * labels. */
static int train_again(const asl_training_spec *s, const asl_train_config *train_config, const asl_dataset *d,
                       const asl_run *run, asl_label_correction label_correction, const asl_trained *first,
                       asl_trained *again, asl_error *err)
{
    asl_dataset corrected = *d;
    corrected.train.given = asl_alloc(d->train.n, d->labels, err);
    if (corrected.train.given == NULL) return ASL_FAILED;
    int code = asl_label_correction_labels(first, d, label_correction, s->rescue_at, corrected.train.given, err);
    if (code == ASL_OK) code = asl_train(train_config, &corrected, run, 1, again, err);
    free(corrected.train.given);
    return code;
}

/* Evaluate a trained run; *out is its result. */
static int evaluate_run(const asl_training *t, const asl_dataset *d, const asl_trained *trained, asl_run_result *out,
                        asl_error *err)
{
    const asl_training_spec *s = t->spec;
    asl_run_result here = {
        .diverged = trained->diverged, .done = true, .records = trained->records, .nrecords = s->train_config.records};
    int code = asl_evaluate(trained, d, s->threshold, here.measures, err);
    if (code == ASL_OK && s->predictions != NULL) code = asl_trained_predictions(trained, d, s->predictions, err);
    return code == ASL_OK ? asl_run_result_copy(out, &here, err) : code;
}

/* Finish run i of a list after its first training. */
static int finish_run(asl_training *t, const asl_dataset *d, const run_list *list, size_t i, first_training *f,
                      asl_error *err)
{
    size_t at[ASL_TRAINING_AXES];
    const asl_trained *first = &f->trained[f->of[i]];
    asl_run_result *out = &t->outcomes[list->run[i]];
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
    if (code == ASL_OK && list->item[i] != NULL) code = asl_run_cache_share(&t->cache, list->item[i], out, err);
    if (code == ASL_OK) tell_progress(t, list->run[i]);
    return code;
}

static int train_on(asl_training *t, const asl_dataset *d, const run_list *list, asl_error *err)
{
    first_training *f = asl_alloc(1, sizeof *f, err);
    if (f == NULL) return ASL_FAILED;
    int code = train_first(t, d, list, f, err);
    bool trained = code == ASL_OK;
    for (size_t i = 0; i < list->n && code == ASL_OK; i++) code = finish_run(t, d, list, i, f, err);
    for (size_t k = 0; k < f->n && trained; k++) asl_trained_free(&f->trained[k]);
    free(f);
    return code;
}

static int train_list(asl_training *t, const run_list *list, asl_error *err)
{
    size_t at[ASL_TRAINING_AXES];
    asl_cache_item *clean = NULL, *noisy = NULL;
    if (list->n == 0) return ASL_OK;
    asl_training_unravel(t, list->run[0], at);
    int code = hold_data(t, at, NULL, &clean, err);
    if (code == ASL_OK) code = hold_data(t, at, asl_cache_value(clean), &noisy, err);
    if (code == ASL_OK) {
        const asl_dataset *labels = asl_cache_value(noisy);
        asl_dataset d = *(const asl_dataset *)asl_cache_value(clean);
        d.train.given = labels->train.given;
        d.validation.given = labels->validation.given;
        code = train_on(t, &d, list, err);
    }
    asl_cache_release(t->cache.data, noisy);
    asl_cache_release(t->cache.data, clean);
    return code;
}

/* If a run failed, the next thread that needs it will train it. */
static void release_list(const asl_training *t, const run_list *list)
{
    for (size_t i = 0; i < list->n; i++) asl_cache_release(t->cache.runs, list->item[i]);
}

/* Wait for a run that another thread is training. */
static int await_run(asl_training *t, size_t run, asl_error *err)
{
    run_list alone = {.run = {run}};
    bool found;
    int code = find_result(t, run, true, &alone.item[0], &found, err);
    if (code != ASL_OK || found) return code;
    alone.n = 1;
    code = train_list(t, &alone, err);
    release_list(t, &alone);
    return code;
}

/* Take shared results, and train the rest in lock step. Runs that other threads are training come last, so that no
 * thread waits for a waiting thread. */
int asl_training_trial(asl_training *t, size_t trial, asl_error *err)
{
    size_t runs[ASL_TRAINING_MOST_IN_STEP], n = asl_training_trial_runs(t, trial, runs);
    run_list mine = {.n = 0}, others = {.n = 0};
    bool shared = t->cache.runs != NULL && t->spec->predictions == NULL, found = false;
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_cache_item *item = NULL;
        if (shared) code = find_result(t, runs[i], false, &item, &found, err);
        if (code != ASL_OK || found) continue;
        run_list *list = shared && item == NULL ? &others : &mine;
        list->item[list->n] = item;
        list->run[list->n++] = runs[i];
    }
    if (code == ASL_OK) code = train_list(t, &mine, err);
    release_list(t, &mine);
    for (size_t i = 0; i < others.n && code == ASL_OK; i++) code = await_run(t, others.run[i], err);
    return code;
}

size_t asl_training_runs(const asl_training *t) { return t->groups->environments * t->groups->runs_each; }

size_t asl_training_trials(const asl_training *t) { return t->groups->environments * t->groups->groups_each; }

void asl_training_need(asl_training *t, size_t trial)
{
    size_t runs[ASL_TRAINING_MOST_IN_STEP];
    t->groups->progress.total += asl_training_trial_runs(t, trial, runs);
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
    size_t most = g->environments * g->runs_each / FEWEST_TRIALS;
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
    g->environments = 1;
    for (size_t a = 0; a < ASL_TRAINING_AXES; a++) g->environments *= of_environment(a) ? t->count[a] : 1;
    int code = list_runs(t, t->runs / g->environments, err);
    if (code == ASL_OK) size_groups(g);
    return code;
}

void asl_training_ungroup(asl_training *t)
{
    struct asl_training_groups *g = t->groups;
    if (g == NULL) return;
    pthread_mutex_destroy(&g->lock);
    free(g->inner);
    free(g);
    t->groups = NULL;
}
