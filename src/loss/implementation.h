/* Dialects: what public implementations compute under the name of the asymmetric loss, operation by operation and in
 * single precision as they do, for one entry. value is the term of the sum (the table gives the reduction); grad is
 * the result of their automatic differentiation. All compute
 *
 *     p = sigmoid(z), p_neg = min((1 - p) + margin, 1)
 *     -log(max(p, eps)) (1 - p)^gamma_pos          at label 1
 *     -log(max(p_neg, eps)) (1 - p_neg)^gamma_neg  at label 0
 *
 * with eps = 1e-8, and differ in the options below. If max or min selects its constant, no gradient passes through the
 * logarithm. At label 1 this happens below z = -18.42: the loss is capped there, and such a positive is never learned
 * (a weight that is not detached leaves a gradient of about 1e-7). At label 0 with margin 0 it happens above z =
 * 16.636, where 1 - p rounds to less than eps. With a full gradient and 0 < gamma < 1, a weight of 0 has an infinite
 * slope, and grad is NaN as in the original code. hess is that of the exact loss, and 0 where the gradient is cut
 * off. */
#ifndef ASL_LOSS_IMPLEMENTATION_H
#define ASL_LOSS_IMPLEMENTATION_H

#include "loss/loss.h"

typedef struct asl_implementation {
    bool detached;  /* the weight is constant in the gradient */
    bool unshifted; /* the weight of a negative is p^gamma_neg */
} asl_implementation;

asl_loss_value asl_implementation_pos(const asl_implementation *d, const asl_loss *loss, const asl_sigmoid_point *x);
asl_loss_value asl_implementation_neg(const asl_implementation *d, const asl_loss *loss, const asl_sigmoid_point *x);

/* The kinks. At label 1: where the logarithm is clamped. At label 0: the margin and, if it is below eps, the logit
 * where 1 - p rounds to less than eps. The limits are results of the code next to the kink, accurate to about 1e-6;
 * above a margin they are those of the exact formula. */
size_t asl_implementation_kinks(const asl_implementation *d, const asl_loss *loss, int label, asl_kink *kink);

/* Indices of the parameters of every dialect. */
enum { ASL_IMPLEMENTATION_GAMMA_POS, ASL_IMPLEMENTATION_GAMMA_NEG, ASL_IMPLEMENTATION_MARGIN };

/* A public implementation and its differences. */
typedef struct asl_public_code {
    const char *code;      /* repository and class */
    const char *loss;      /* the corresponding LOSS in aslab, or NULL */
    const char *exact;     /* the exact LOSS it implements, or NULL */
    const char *weight;    /* detached or full in the backward pass */
    const char *reduction; /* over labels and samples */
    const char *soft;      /* treatment of labels between 0 and 1 */
    const char *note;
} asl_public_code;
extern const asl_public_code asl_public_codes[]; /* ends at the first entry without code */

#endif
