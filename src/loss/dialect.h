/* Dialects: what public code computes under the name of the asymmetric loss, operation for operation and in single
 * precision as it does, one entry at a time: value as it enters a sum (how it is reduced is said in the table), grad as
 * its automatic differentiation gives it. All take
 *
 *     p = sigmoid(z), p_neg = min((1 - p) + margin, 1)
 *     -log(max(p, eps)) (1 - p)^gamma_pos          at label 1
 *     -log(max(p_neg, eps)) (1 - p_neg)^gamma_neg  at label 0
 *
 * with eps = 1e-8, and differ in the choices below. Where max or min holds, nothing flows back through the logarithm:
 * at label 1 under z = -18.42 (the loss is capped there, and such a positive is never learned; through a weight that is
 * not constant about 1e-7 is left), at label 0 and margin 0 from z = 16.636 on, where 1 - p has rounded to less than
 * eps. With a full gradient and 0 < gamma < 1 a weight of 0 has an infinite slope, and grad is NaN, as in that code.
 * hess is that of the exact loss, and 0 where nothing flows back. */
#ifndef ASL_LOSS_DIALECT_H
#define ASL_LOSS_DIALECT_H

#include "loss/loss.h"

typedef struct asl_dialect {
    bool detached;  /* the weight is a constant in the gradient */
    bool unshifted; /* the weight of a negative is p^gamma_neg */
} asl_dialect;

asl_jet asl_dialect_pos(const asl_dialect *d, const asl_loss *loss, const asl_prob *x);
asl_jet asl_dialect_neg(const asl_dialect *d, const asl_loss *loss, const asl_prob *x);

/* At label 1 where the logarithm begins to be clamped; at label 0 the margin, and with a margin below eps where 1 - p
 * has rounded to less than eps. The limits are those of the code next to the kink, right to about 1e-6, but above a
 * margin those of the formula it rounds. */
size_t asl_dialect_kinks(const asl_dialect *d, const asl_loss *loss, int label, asl_kink *kink);

/* Where the parameters of every dialect stand. */
enum { ASL_DIALECT_GAMMA_POS, ASL_DIALECT_GAMMA_NEG, ASL_DIALECT_MARGIN };

/* A public implementation and how it differs. */
typedef struct asl_public_code {
    const char *code;      /* repository and class */
    const char *loss;      /* the LOSS that stands for it here, or NULL */
    const char *exact;     /* the exact LOSS it is meant to compute, or NULL */
    const char *weight;    /* detached or full in the backward pass */
    const char *reduction; /* over labels and samples */
    const char *soft;      /* what a label between 0 and 1 does */
    const char *note;
} asl_public_code;
extern const asl_public_code asl_public_codes[]; /* ends at the first without a code */

#endif
