/* The model: linear, or a network with one hidden layer of rectified linear units, in single precision.
 *
 *   hidden = 0  z = x W + b                            W [features, labels]
 *   otherwise   z = relu(x W1 + b1) W2 + b2            W1 [features, hidden], W2 [hidden, labels]
 *
 * All parameters are in one array, in the order W1 b1 W2 b2 (or W b), row major. All operations have a fixed order
 * (math/product.h), so the numbers do not depend on the instruction set. */
#ifndef ASL_TRAIN_MODEL_H
#define ASL_TRAIN_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct asl_model {
    size_t features, hidden, labels;
    size_t n; /* number of parameters */
    float *w; /* [n] */
} asl_model;

/* Intermediate results of a batch of up to `room` samples. */
typedef struct asl_pass {
    size_t room;
    float *h, *dh; /* [room, hidden] activations, d(loss)/d(activations) */
    float *z;      /* [room, labels] logits */
} asl_pass;

/* Allocate a model with all parameters 0. Release with asl_model_free. */
int asl_model_make(asl_model *s, size_t features, size_t hidden, size_t labels, asl_error *err);
void asl_model_free(asl_model *s);

/* Set the initial parameters: W1 ~ N(0, 2 / features), weights of the last layer ~ .3 N(0, 1 / its inputs), b1 = 0,
 * and output bias [labels] as given. A function of the seed and the sizes. Cannot fail. */
void asl_model_init(asl_model *s, uint64_t seed, const double *bias);

int asl_pass_make(asl_pass *p, const asl_model *s, size_t room, asl_error *err);
void asl_pass_free(asl_pass *p);

/* Compute the logits of n <= p->room samples, x [n, features]; fills p->h and p->z. Cannot fail. */
void asl_model_forward(const asl_model *s, size_t n, const float *x, asl_pass *p);

/* Compute the gradient after a forward pass of the same x.
 *
 *   g      [n, labels]     d(loss)/dz
 *   scale                  factor of the result: 1 / n for the mean over the batch
 *   grad   [s->n]     out  d(scale loss)/d(parameters)
 *
 * Cannot fail. */
void asl_model_backward(const asl_model *s, size_t n, const float *x, const float *g, float scale, asl_pass *p,
                        float *grad);

/* Are all x [n] finite? */
int asl_all_finite(size_t n, const float *x);

#endif
