#include "train/model.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/target_clones.h"
#include "math/product.h"
#include "math/random_normal.h"

/* The parts of an array of parameters or of their gradient. Without hidden layer there is no w1 and b1. */
typedef struct parts {
    float *w1, *b1, *w2, *b2;
    size_t inputs; /* of the last layer */
} parts;

static parts parts_of(const asl_model *s, float *w)
{
    if (s->hidden == 0) return (parts){NULL, NULL, w, w + s->features * s->labels, s->features};
    float *b1 = w + s->features * s->hidden, *w2 = b1 + s->hidden;
    return (parts){w, b1, w2, w2 + s->hidden * s->labels, s->hidden};
}

int asl_model_make(asl_model *s, size_t features, size_t hidden, size_t labels, asl_error *err)
{
    size_t inputs = hidden == 0 ? features : hidden;
    *s = (asl_model){features, hidden, labels, (inputs + 1) * labels, NULL};
    if (hidden > 0) s->n += (features + 1) * hidden;
    s->w = asl_alloc(s->n, sizeof *s->w, err);
    return s->w == NULL ? ASL_FAILED : ASL_OK;
}

void asl_model_free(asl_model *s)
{
    free(s->w);
    *s = (asl_model){0};
}

static void fill_weights(float *w, size_t n, uint64_t seed, uint64_t layer, double sd)
{
    double pair[2];
    for (size_t i = 0; i < n; i++) {
        if (i % 2 == 0) asl_random_normals((asl_random_key){seed, ASL_RANDOM_WEIGHTS}, layer << 32 | i / 2, pair);
        w[i] = (float)(sd * pair[i % 2]);
    }
}

void asl_model_init(asl_model *s, uint64_t seed, const double *bias)
{
    parts p = parts_of(s, s->w);
    if (s->hidden > 0) {
        fill_weights(p.w1, s->features * s->hidden, seed, 1, sqrt(2 / (double)s->features));
        for (size_t j = 0; j < s->hidden; j++) p.b1[j] = 0;
    }
    fill_weights(p.w2, p.inputs * s->labels, seed, 2, .3 / sqrt((double)p.inputs));
    for (size_t k = 0; k < s->labels; k++) p.b2[k] = (float)bias[k];
}

int asl_pass_make(asl_pass *p, const asl_model *s, size_t room, asl_error *err)
{
    *p = (asl_pass){.room = room};
    p->h = asl_alloc(room * s->hidden, sizeof *p->h, err);
    p->dh = asl_alloc(room * s->hidden, sizeof *p->dh, err);
    p->z = asl_alloc(room * s->labels, sizeof *p->z, err);
    if (p->h != NULL && p->dh != NULL && p->z != NULL) return ASL_OK;
    asl_pass_free(p);
    return ASL_FAILED;
}

void asl_pass_free(asl_pass *p)
{
    free(p->h);
    free(p->dh);
    free(p->z);
    *p = (asl_pass){0};
}

/* d [n] <- 0 for units that were not active: h [n] is 0. */
ASL_TARGET_CLONES static void mask(size_t n, const float *restrict h, float *restrict d)
{
    for (size_t i = 0; i < n; i++) d[i] = h[i] > 0 ? d[i] : 0;
}

void asl_model_forward(const asl_model *s, size_t n, const float *x, asl_pass *pass)
{
    parts p = parts_of(s, s->w);
    size_t H = s->hidden, K = s->labels;
    asl_product first = {
        .m = n, .n = H, .k = s->features, .a = x, .b = p.w1, .scale = 1, .bias = p.b1, .rectify = true};
    asl_product last = {.m = n, .n = K, .k = p.inputs, .a = H > 0 ? pass->h : x, .b = p.w2, .scale = 1, .bias = p.b2};
    if (H > 0) asl_product_compute(&first, pass->h);
    asl_product_compute(&last, pass->z);
}

/* out [m] = scale times the sum of the n rows of a [n, m]. */
ASL_TARGET_CLONES static void sum_rows(size_t n, size_t m, const float *restrict a, float scale, float *restrict out)
{
    for (size_t k = 0; k < m; k++) out[k] = 0;
    for (size_t i = 0; i < n; i++) {
        const float *row = a + i * m;
        for (size_t k = 0; k < m; k++) out[k] += row[k];
    }
    for (size_t k = 0; k < m; k++) out[k] *= scale;
}

void asl_model_backward(const asl_model *s, size_t n, const float *x, const float *g, float scale, asl_pass *pass,
                        float *grad)
{
    parts p = parts_of(s, s->w), d = parts_of(s, grad);
    size_t H = s->hidden, K = s->labels;
    const float *in = H > 0 ? pass->h : x;
    asl_product w2 = {.m = p.inputs, .n = K, .k = n, .a = in, .a_transposed = true, .b = g, .scale = scale};
    asl_product dh = {.m = n, .n = H, .k = K, .a = g, .b = p.w2, .b_transposed = true, .scale = scale};
    asl_product w1 = {.m = s->features, .n = H, .k = n, .a = x, .a_transposed = true, .b = pass->dh, .scale = 1};
    asl_product_compute(&w2, d.w2);
    sum_rows(n, K, g, scale, d.b2);
    if (H == 0) return;
    asl_product_compute(&dh, pass->dh);
    mask(n * H, pass->h, pass->dh);
    asl_product_compute(&w1, d.w1);
    sum_rows(n, H, pass->dh, 1, d.b1);
}

int asl_all_finite(size_t n, const float *x)
{
    float sum = 0; /* becomes infinite or NaN if any x is */
    for (size_t i = 0; i < n; i++) sum += x[i] * 0;
    return sum == 0;
}
