/* Integrals of two functions of the logit over a normal density.
 *
 * The functions are, for example, the value and the gradient of a loss. Between their kinks they are analytic, with
 * singularities at a declared distance from the real axis (asl_scale). Just above a kink they may follow a power of
 * the distance, even a negative one. The range is cut at the kinks. Panels are as wide as the density and the scale
 * allow, and narrower near a narrow feature; the power is integrated with a product rule; adaptive subdivision does
 * the rest (math/quadrature.h). */
#ifndef ASL_STUDY_LOGIT_INTEGRAL_H
#define ASL_STUDY_LOGIT_INTEGRAL_H

#include "data/dist.h"
#include "loss/loss.h"

enum { ASL_LOGIT_FUNCTIONS = 2, ASL_MAX_SCALES = 2 };

/* A logit as the sum of two doubles. */
typedef struct asl_logit {
    double z, lo;
} asl_logit;

/* When to stop. */
typedef struct asl_precision {
    double aim;    /* target relative error */
    size_t panels; /* maximum number of evaluated panels */
    double least;  /* errors of smaller integrals, which underflow, are ignored */
} asl_precision;

typedef struct asl_logit_function {
    /* The two functions at z: out [2]. If a kink's power is negative, the second must be the derivative of the
     * first. */
    void (*at)(const void *self, double z, double *out);
    const void *self;
    asl_kink kink[ASL_MAX_KINKS]; /* ascending */
    size_t kinks;
    asl_scale scale[ASL_MAX_SCALES];
    size_t scales;
    asl_precision precision;
    bool second_only; /* skip the first function: its integrals are 0 */
} asl_logit_function;

/* Integrals of the first function and of the absolute value of the second.
 *
 *   plain  times the density
 *   low    times the density and 2 (1 - F)
 *   high   times the density and 2 F
 *   error  estimated bound of the absolute error
 *   mass   integral of the absolute value, to which relative errors refer */
typedef struct asl_logit_sum {
    double plain[ASL_LOGIT_FUNCTIONS], low[ASL_LOGIT_FUNCTIONS], high[ASL_LOGIT_FUNCTIONS];
    double mass[3 * ASL_LOGIT_FUNCTIONS], error[3 * ASL_LOGIT_FUNCTIONS]; /* plain, low, high */
} asl_logit_sum;

/* Integrate over the logits in [from, to], which may be infinite. rank: the mixture with distribution function F;
 * NULL: low and high are 0. Cannot fail: if the target error is not reached, error says so. If a function is NaN
 * somewhere, its integrals are NaN. */
void asl_integrate_logits(const asl_logit_function *f, const asl_normal *part, const asl_mixture *rank, asl_logit from,
                          asl_logit to, asl_logit_sum *out);

#endif
