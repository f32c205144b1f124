#include "train/optimiser.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/target_clones.h"
#include "math/elementary.h"

struct asl_optimiser_kind {
    void (*step)(asl_optimiser *o, double lr, const float *grad, float *w);
};

ASL_TARGET_CLONES static void adam(asl_optimiser *o, double lr, const float *restrict grad, float *restrict w)
{
    const float b1 = .9f, b2 = .999f, tiny = 1e-8f;
    double t = (double)o->steps;
    float rate = (float)(lr / (1 - asl_pow(.9, t))), bias2 = (float)(1 / sqrt(1 - asl_pow(.999, t)));
    float keep = (float)(1 - lr * o->decay);
    float *restrict m = o->m, *restrict v = o->v;
    for (size_t i = 0, n = o->n; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * grad[i];
        v[i] = b2 * v[i] + (1 - b2) * grad[i] * grad[i];
        w[i] = keep * w[i] - rate * m[i] / (bias2 * sqrtf(v[i]) + tiny);
    }
}

ASL_TARGET_CLONES static void sgd(asl_optimiser *o, double lr, const float *restrict grad, float *restrict w)
{
    float keep = (float)(1 - lr * o->decay), momentum = (float)o->momentum, rate = (float)lr;
    float *restrict m = o->m;
    for (size_t i = 0, n = o->n; i < n; i++) {
        m[i] = momentum * m[i] + grad[i];
        w[i] = keep * w[i] - rate * m[i];
    }
}

const asl_optimiser_kind asl_optimiser_adam = {adam}, asl_optimiser_sgd = {sgd};

int asl_optimiser_make(asl_optimiser *o, const asl_optimiser_kind *kind, size_t n, asl_error *err)
{
    *o = (asl_optimiser){.kind = kind, .n = n};
    o->m = asl_alloc(n, sizeof *o->m, err);
    o->v = asl_alloc(n, sizeof *o->v, err);
    if (o->m != NULL && o->v != NULL) return ASL_OK;
    asl_optimiser_free(o);
    return ASL_FAILED;
}

void asl_optimiser_free(asl_optimiser *o)
{
    free(o->m);
    free(o->v);
    *o = (asl_optimiser){0};
}

void asl_optimiser_step(asl_optimiser *o, double lr, const float *grad, float *w)
{
    o->steps++;
    o->kind->step(o, lr, grad, w);
}

/* From a at t = 0 to b at t = 1 along half a cosine. */
static double ease(double a, double b, double t)
{
    double sine, cosine;
    asl_sincos_turns(t / 2, &sine, &cosine);
    return b + (a - b) * (1 + cosine) / 2;
}

double asl_one_cycle(double lr, double warmup, size_t step, size_t steps)
{
    double rise = warmup * (double)steps, at = (double)step;
    if (at < rise) return ease(lr / 25, lr, at / rise);
    double fall = (double)steps - rise;
    return fall > 0 ? ease(lr, lr * 1e-4, (at - rise) / fall) : lr;
}
