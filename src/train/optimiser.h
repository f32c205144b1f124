/* Optimisers and the learning-rate schedule.
 *
 * Both use weight decay decoupled from the gradient (Loshchilov and Hutter 2019), on all parameters, like
 * torch.optim.AdamW: w <- w - lr decay w, before the step. */
#ifndef ASL_TRAIN_OPTIMISER_H
#define ASL_TRAIN_OPTIMISER_H

#include <stddef.h>

#include "base/status.h"

/* adam  m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, w <- w - lr m^ / (sqrt(v^) + 1e-8), with m^ and v^ corrected
 * for the start; b1 = .9, b2 = .999
 *
 * sgd   m <- momentum m + g, w <- w - lr m */
typedef struct asl_optimiser_kind asl_optimiser_kind;
extern const asl_optimiser_kind asl_optimiser_adam, asl_optimiser_sgd;

typedef struct asl_optimiser {
    const asl_optimiser_kind *kind;
    double decay, momentum;
    size_t n, steps;
    float *m, *v; /* [n] */
} asl_optimiser;

int asl_optimiser_make(asl_optimiser *o, const asl_optimiser_kind *kind, size_t n, asl_error *err);
void asl_optimiser_free(asl_optimiser *o);

/* One step: w [n] in/out, grad [n]. Cannot fail. */
void asl_optimiser_step(asl_optimiser *o, double lr, const float *grad, float *w);

/* One cycle of cosines: from lr / 25 up to lr in the first `warmup` fraction of the steps, then down to lr 1e-4.
 * warmup in [0, 1], step in [0, steps). Cannot fail. */
double asl_one_cycle(double lr, double warmup, size_t step, size_t steps);

#endif
