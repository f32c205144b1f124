#include "data/noise.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "math/sort.h"

enum { RANDOM, CLASS, INSTANCE, SINGLE, PAIR };

const asl_noise_model asl_noise_models[] = {
    [RANDOM] = {.name = "random", .meaning = "all positives with the same probability"},
    [CLASS] = {.name = "class", .meaning = "rare labels more often; the rate is the mean over labels"},
    [INSTANCE] = {.name = "instance", .meaning = "small objects more often; synthetic data only"},
    [SINGLE] = {.name = "single",
                .meaning = "each sample keeps one random positive; without --missing",
                .no_missing = "each sample keeps exactly one positive"},
    [PAIR] = {.name = "pair",
              .meaning = "marks of positives move to an absent label; without --spurious",
              .no_spurious = "each moved mark makes one spurious label"},
    {.name = NULL},
};

const char *asl_noise_model_name(size_t i) { return asl_noise_models[i].name; }

typedef struct flipping {
    const asl_noise *noise;
    asl_split *split;
    size_t labels;
    asl_random_key key;
    uint64_t base; /* index of the first random number of this split */
    double *rate;  /* [labels] probability of missing, for RANDOM and CLASS */
    float *below;  /* [n, labels] fraction of the label's positives with smaller objects, for INSTANCE */
} flipping;

/* Two uniform numbers of an entry: does it flip, and to which label does the mark move? */
static void dice(const flipping *f, size_t i, size_t k, double out[2])
{
    asl_random_uniforms(f->key, f->base + i * f->labels + k, out);
}

/* --- the rates of labels and positives */

static int set_class_rates(flipping *f, bool by_class, asl_error *err)
{
    size_t K = f->labels, n = f->split->n;
    double *count = asl_alloc(K, sizeof *count, err);
    uint32_t *order = asl_alloc(K, sizeof *order, err);
    int code = count == NULL || order == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < n * K && code == ASL_OK && f->noise->prevalence == NULL; i++)
        count[i % K] += f->split->truth[i];
    for (size_t k = 0; k < K && code == ASL_OK && f->noise->prevalence != NULL; k++) count[k] = f->noise->prevalence[k];
    if (code == ASL_OK) code = asl_sort_descending(K, count, order, err);
    for (size_t r = 0; r < K && code == ASL_OK; r++) {
        double tilt = by_class && K > 1 ? 2 * (double)r / (double)(K - 1) : 1;
        f->rate[order[r]] = fmin(1, f->noise->missing * tilt);
    }
    free(count);
    free(order);
    return code;
}

/* Set below for label k: (number of its positives with smaller objects + half of the equal ones) / number of its
 * positives. */
static int rank_label(flipping *f, size_t k, double *score, uint32_t *at, uint32_t *order, asl_error *err)
{
    size_t n = 0, K = f->labels;
    for (size_t i = 0; i < f->split->n; i++) {
        if (!f->split->truth[i * K + k]) continue;
        score[n] = (double)f->split->object_size[i * K + k];
        at[n++] = (uint32_t)i;
    }
    int code = asl_sort_descending(n, score, order, err);
    for (size_t r = 0, next; r < n && code == ASL_OK; r = next) {
        for (next = r; next < n && score[order[next]] == score[order[r]];) next++;
        double below = ((double)(n - next) + (double)(next - r) / 2) / (double)n;
        for (size_t i = r; i < next; i++) f->below[at[order[i]] * K + k] = (float)below;
    }
    return code;
}

static int rank_object_sizes(flipping *f, asl_error *err)
{
    size_t n = f->split->n;
    if (f->split->object_size == NULL)
        return asl_fail(err, ASL_BAD,
                        "the noise model 'instance' needs synthetic data, because a table has no object sizes");
    f->below = asl_alloc(n * f->labels, sizeof *f->below, err);
    double *score = asl_alloc(n, sizeof *score, err);
    uint32_t *at = asl_alloc(n, sizeof *at, err), *order = asl_alloc(n, sizeof *order, err);
    int code = f->below == NULL || score == NULL || at == NULL || order == NULL ? ASL_FAILED : ASL_OK;
    for (size_t k = 0; k < f->labels && code == ASL_OK; k++) code = rank_label(f, k, score, at, order, err);
    free(score);
    free(at);
    free(order);
    return code;
}

/* --- flips */

static double rate_of(const flipping *f, size_t i, size_t k)
{
    if (f->below == NULL) return f->rate[k];
    double rho = f->noise->missing;
    return rho * (rho + (1 - rho) * 2 * (1 - (double)f->below[i * f->labels + k]));
}

static void flip_each(const flipping *f, size_t i)
{
    for (size_t k = 0; k < f->labels; k++) {
        double u[2];
        signed char truth = f->split->truth[i * f->labels + k];
        dice(f, i, k, u);
        bool flip = u[0] < (truth ? rate_of(f, i, k) : f->noise->spurious);
        f->split->given[i * f->labels + k] = flip ? !truth : truth;
    }
}

static void keep_one(const flipping *f, size_t i)
{
    size_t kept = f->labels;
    double most = -1;
    for (size_t k = 0; k < f->labels; k++) {
        double u[2];
        bool truth = f->split->truth[i * f->labels + k] != 0;
        dice(f, i, k, u);
        f->split->given[i * f->labels + k] = !truth && u[0] < f->noise->spurious;
        if (truth && u[1] > most) {
            most = u[1];
            kept = k;
        }
    }
    if (kept < f->labels) f->split->given[i * f->labels + kept] = 1;
}

/* Move marks to the next label, starting at a random one, that is neither true nor marked. */
static void move_marks(const flipping *f, size_t i)
{
    size_t K = f->labels;
    const signed char *truth = f->split->truth + i * K;
    signed char *given = f->split->given + i * K;
    memcpy(given, truth, K);
    for (size_t k = 0; k < K; k++) {
        double u[2];
        if (!truth[k]) continue;
        dice(f, i, k, u);
        if (u[0] >= f->noise->missing) continue;
        for (size_t step = 0, to = (size_t)(u[1] * (double)K); step < K; step++, to = (to + 1) % K) {
            if (truth[to] || given[to]) continue;
            given[k] = 0;
            given[to] = 1;
            break;
        }
    }
}

int asl_noise_apply(const asl_noise *noise, asl_split *split, size_t labels, uint64_t seed, uint32_t stream,
                    asl_error *err)
{
    long model = noise->model - asl_noise_models;
    flipping f = {noise, split, labels, {seed, ASL_RANDOM_NOISE}, (uint64_t)stream << 40, NULL, NULL};
    f.rate = asl_alloc(labels, sizeof *f.rate, err);
    int code = f.rate == NULL ? ASL_FAILED : set_class_rates(&f, model == CLASS, err);
    if (code == ASL_OK && model == INSTANCE) code = rank_object_sizes(&f, err);
    for (size_t i = 0; i < split->n && code == ASL_OK; i++) {
        if (model == SINGLE) {
            keep_one(&f, i);
        } else if (model == PAIR) {
            move_marks(&f, i);
        } else {
            flip_each(&f, i);
        }
    }
    free(f.rate);
    free(f.below);
    return code;
}
