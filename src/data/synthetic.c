#include "data/synthetic.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/target_clones.h"
#include "math/elementary.h"
#include "math/normal.h"
#include "math/random_normal.h"

const asl_preset asl_presets[] = {
    {"coco-like", "similar object sizes, noise as strong as an object; cross-entropy gets 84 % mAP, tuned 89 %", .3, 1,
     0, false, 64, 2e-3},
    {"hard", "varying object sizes, and 80 unlabelled classes", .6, .25, 80, false, 64, 2e-3},
    {"over-parameterised", "like hard, with a model large enough to memorise the noise", .6, .25, 80, false, 256, 2e-3},
    {"linear-teacher", "negative control: a linear model is optimal", .3, 1, 0, true, 64, 2e-3},
    {NULL, NULL, 0, 0, 0, false, 0, 0},
};

const char *asl_preset_name(size_t i) { return asl_presets[i].name; }

enum { TOPICS = 8 };

/* What all samples share. In every array the distractor classes follow the labelled classes. */
typedef struct layout {
    const asl_synthetic *spec;
    uint64_t seed;
    size_t classes;
    double *threshold; /* [classes] */
    double *topic;     /* [TOPICS, classes], so that loops over classes are vectorised */
    double *prototype; /* [classes, features] */
} layout;

static void make_unit(double *v, size_t n)
{
    double squares = 0;
    for (size_t i = 0; i < n; i++) squares += v[i] * v[i];
    for (size_t i = 0; i < n; i++) v[i] /= sqrt(squares);
}

static void draw_prototypes(layout *l, double *group)
{
    const asl_synthetic *s = l->spec;
    size_t D = s->features;
    asl_random_key key = {l->seed, ASL_RANDOM_LAYOUT};
    asl_random_fill_normals(key, 1ull << 32, s->groups * D, group);
    asl_random_fill_normals(key, 2ull << 32, l->classes * D, l->prototype);
    for (size_t k = 0; k < l->classes; k++) {
        for (size_t j = 0; j < D && !s->teacher; j++) l->prototype[k * D + j] += group[k % s->groups * D + j];
        make_unit(l->prototype + k * D, D);
    }
}

/* One unit vector per class; row [classes, TOPICS] is scratch. */
static void draw_topics(layout *l, double *row)
{
    asl_random_fill_normals((asl_random_key){l->seed, ASL_RANDOM_LAYOUT}, 0, l->classes * TOPICS, row);
    for (size_t k = 0; k < l->classes; k++) {
        make_unit(row + k * TOPICS, TOPICS);
        for (size_t t = 0; t < TOPICS; t++) l->topic[t * l->classes + k] = row[k * TOPICS + t];
    }
}

static int layout_make(layout *l, const asl_synthetic *s, uint64_t seed, asl_error *err)
{
    *l = (layout){.spec = s, .seed = seed, .classes = s->labels + s->distractors};
    double harmonic = 0;
    for (size_t k = 1; k <= s->labels; k++) harmonic += 1 / (double)k;
    if (!(s->positives / harmonic < 1)) {
        return asl_fail(err, ASL_BAD,
                        "%g positives per sample are too many for %zu labels: the first label would always be positive",
                        s->positives, s->labels);
    }
    l->threshold = asl_alloc(l->classes, sizeof *l->threshold, err);
    l->topic = asl_alloc(l->classes * TOPICS, sizeof *l->topic, err);
    l->prototype = asl_alloc(l->classes * s->features, sizeof *l->prototype, err);
    double *group = asl_alloc(s->groups * s->features, sizeof *group, err);
    double *row = asl_alloc(l->classes * TOPICS, sizeof *row, err);
    bool good = l->threshold != NULL && l->topic != NULL && l->prototype != NULL && group != NULL && row != NULL;
    if (good) {
        for (size_t k = 0; k < l->classes; k++) {
            double prevalence = s->positives / harmonic / (double)(k % s->labels + 1);
            l->threshold[k] = k < s->labels ? -asl_normal_quantile(prevalence) : l->threshold[k % s->labels];
        }
        draw_topics(l, row);
        draw_prototypes(l, group);
    }
    free(group);
    free(row);
    return good ? ASL_OK : ASL_FAILED;
}

static void layout_free(layout *l)
{
    free(l->threshold);
    free(l->topic);
    free(l->prototype);
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* Scratch memory of one sample. */
typedef struct scratch {
    double *x;       /* [features] */
    double *e;       /* [classes] */
    double *size;    /* [classes] sizes of the sample's objects, ordered by class */
    uint64_t *index; /* [classes] their indices in the stream of sizes */
} scratch;

static int scratch_make(scratch *w, size_t features, size_t classes, asl_error *err)
{
    w->x = asl_alloc(features, sizeof *w->x, err);
    w->e = asl_alloc(classes, sizeof *w->e, err);
    w->size = asl_alloc(classes, sizeof *w->size, err);
    w->index = asl_alloc(classes, sizeof *w->index, err);
    return w->x != NULL && w->e != NULL && w->size != NULL && w->index != NULL ? ASL_OK : ASL_FAILED;
}

static void scratch_free(scratch *w)
{
    free(w->x);
    free(w->e);
    free(w->size);
    free(w->index);
}

/* e_k = c (topic_k . u) + own e_k */
ASL_TARGET_CLONES static void correlate(size_t n, const double *restrict topic, const double *restrict u, double c,
                                        double own, double *restrict e)
{
    for (size_t k = 0; k < n; k++) {
        double sum = 0;
        for (size_t t = 0; t < TOPICS; t++) sum += topic[t * n + k] * u[t];
        e[k] = c * sum + own * e[k];
    }
}

ASL_TARGET_CLONES static void add_scaled(size_t n, double size, const double *restrict prototype, double *restrict x)
{
    for (size_t j = 0; j < n; j++) x[j] += size * prototype[j];
}

/* Add the objects of sample `index`, and record their sizes. */
static void add_objects(const layout *l, uint64_t index, scratch *w)
{
    size_t n = 0, D = l->spec->features;
    for (size_t k = 0; k < l->classes; k++) {
        w->index[n] = index * l->classes + k;
        n += w->e[k] > l->threshold[k];
    }
    asl_random_first_normals((asl_random_key){l->seed, ASL_RANDOM_SIZES}, n, w->index, w->size);
    for (size_t i = 0; i < n; i++) {
        w->size[i] = asl_exp(l->spec->size_sd * w->size[i]);
        add_scaled(D, w->size[i], l->prototype + (w->index[i] - index * l->classes) * D, w->x);
    }
}

/* Draw sample `index`, counted over all splits; its features are in w->x. */
static void draw_sample(const layout *l, uint64_t index, scratch *w, signed char *y, float *object_size)
{
    const asl_synthetic *s = l->spec;
    size_t D = s->features, pairs = (D + 1) / 2;
    double u[TOPICS], c = s->correlation, own = sqrt(1 - c * c), noise = s->noise / sqrt((double)D);
    asl_random_fill_normals((asl_random_key){l->seed, ASL_RANDOM_FEATURES}, index * pairs, D, w->x);
    asl_random_fill_normals((asl_random_key){l->seed, ASL_RANDOM_TOPICS}, index * (TOPICS / 2), TOPICS, u);
    asl_random_fill_normals((asl_random_key){l->seed, ASL_RANDOM_LABELS}, index * ((l->classes + 1) / 2), l->classes,
                            w->e);
    if (s->teacher) {
        for (size_t k = 0; k < l->classes; k++) w->e[k] = (dot(l->prototype + k * D, w->x, D) + w->e[k]) / sqrt(2);
    } else {
        correlate(l->classes, l->topic, u, c, own, w->e);
        for (size_t j = 0; j < D; j++) w->x[j] *= noise;
        add_objects(l, index, w);
    }
    for (size_t k = 0, object = 0; k < s->labels; k++) {
        y[k] = w->e[k] > l->threshold[k];
        object_size[k] = (float)(y[k] && !s->teacher ? w->size[object++] : w->e[k] - l->threshold[k]);
    }
}

static int draw_split(const layout *l, asl_split *to, size_t n, uint64_t which, asl_error *err)
{
    const asl_synthetic *s = l->spec;
    size_t D = s->features, K = s->labels;
    int code = asl_split_make(to, n, D, K, err);
    if (code != ASL_OK) return code;
    to->object_size = asl_alloc(n * K, sizeof *to->object_size, err);
    scratch w;
    code = scratch_make(&w, D, l->classes, err);
    if (to->object_size == NULL) code = ASL_FAILED;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        draw_sample(l, which << 40 | i, &w, to->truth + i * K, to->object_size + i * K);
        for (size_t k = 0; k < K; k++) to->given[i * K + k] = to->truth[i * K + k];
        for (size_t j = 0; j < D; j++) to->x[i * D + j] = (float)w.x[j];
    }
    scratch_free(&w);
    return code;
}

int asl_synthetic_draw(asl_dataset *d, const asl_synthetic *spec, uint64_t seed, asl_error *err)
{
    layout l;
    *d = (asl_dataset){.features = spec->features, .labels = spec->labels};
    int code = layout_make(&l, spec, seed, err);
    if (code == ASL_OK) code = draw_split(&l, &d->train, spec->train, 0, err);
    if (code == ASL_OK) code = draw_split(&l, &d->validation, spec->validation, 1, err);
    if (code == ASL_OK) code = draw_split(&l, &d->test, spec->test, 2, err);
    layout_free(&l);
    if (code != ASL_OK) asl_dataset_free(d);
    return code;
}
