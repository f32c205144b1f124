/* Reverse-mode automatic differentiation in the manner of PyTorch. A formula is a sequence of calls of the functions
 * below, and `ad_grad` passes gradients back through them in the opposite order. Each operation has the derivative that
 * PyTorch documents for it, including special cases. In single precision, every result, forward and backward, is
 * rounded to float. This code shares nothing with src/. */
#ifndef AUTOGRAD_H
#define AUTOGRAD_H

#include <stdbool.h>

enum { AD_MOST_NODES = 20000 };

/* A value in the formula, as an index into the tape. */
typedef struct ad {
    int at;
} ad;

/* Starts a new formula in single or double precision. There is only one tape, so values of the previous formula become
 * invalid. */
void ad_begin(bool single);

ad ad_number(double x); /* an input or a constant */
double ad_value(ad x);

ad ad_add(ad a, ad b);
ad ad_sub(ad a, ad b);
ad ad_mul(ad a, ad b);
ad ad_div(ad a, ad b);
ad ad_exp(ad a);
ad ad_log(ad a);
ad ad_sigmoid(ad a);            /* gradient s (1 - s) */
ad ad_softplus(ad a);           /* log(1 + e^a) without overflow, gradient sigmoid(a) */
ad ad_pow(ad a, double power);  /* gradient 0 if the power is 0 */
ad ad_at_least(ad a, double x); /* clamp(min=x): gradient 1 where a >= x, 0 below */
ad ad_at_most(ad a, double x);  /* clamp(max=x): gradient 1 where a <= x, 0 above */
ad ad_detach(ad a);             /* the value, with gradient 0 */

ad ad_scale(ad a, double factor);

/* Computes d(of)/d(x) for the inputs x [n] into grad [n]. */
void ad_grad(ad of, int n, const ad *x, double *grad);

#endif
