/* Batch kernels: value and gradient of the focusing losses (ce, focal, asl, asl_detached) on many labels, several at a
 * time.
 *
 * The variant is that of math/variant.h, looked up for each batch. All variants give the same bits.
 *
 * Accuracy against the scalar definition at the same logit (tests/unit/test_kernel.c):
 *   f64  1e-13 relative, for |z| <= 700 and results above 1e-280
 *   f32  1e-6 (3 + gamma |log b|) relative, with b = q for positives and u = p - margin for negatives, for |z| <= 80,
 *        results above 1e-30 and, for negatives, logits at least 1e-3 away from the margin's. The power is
 *        exp(gamma log b) in single precision, and the spacing of floats limits the distance from the margin. */
#ifndef ASL_LOSS_KERNEL_H
#define ASL_LOSS_KERNEL_H

#include "loss/loss.h"

/* Does the loss have kernels? */
bool asl_kernel_has(const asl_loss *loss);

/* Evaluate a loss on n labels; a loss without kernels by its definition.
 *
 *   z      [n]        logits, finite
 *   y      [n]        labels, 0 or 1
 *   value  [n]  out   loss per label (nats)
 *   grad   [n]  out   d(loss)/dz per label
 *
 * Arrays must not overlap. n == 0 is allowed. Cannot fail, never allocates. */
void asl_kernel_f64(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad);
void asl_kernel_f32(const asl_loss *loss, size_t n, const float *z, const signed char *y, float *value, float *grad);

#endif
