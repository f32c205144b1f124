/* The losses in 256 bits, from their published formulas. The formula text that `aslab losses` prints is parsed
 * (reference/formula.h), evaluated and differentiated automatically here. This shares only the text with the closed forms
 * of src/loss, so each is a test of the other.
 *
 * Working precision: 256 bits, plus the bits that 1 - p, p - 1/2 and their squares lose to cancellation (2 |z| / ln 2,
 * and twice the number of bits by which z is below 1). The results are thus correct to the last bit of a double. */
#ifndef ASL_REFERENCE_REFERENCE_H
#define ASL_REFERENCE_REFERENCE_H

#include <stdbool.h>

#include "loss/loss.h"

/* Does the family have such a program? Dialects, which stand for code in its own precision, and losses of a whole
 * batch do not. */
bool asl_reference_has(const asl_family *family);

/* Loss and derivatives of one label, each rounded once.
 *
 *   x      a finite or infinite logit or, if is_prob, a probability in [0, 1] as read
 *   label  0 or 1
 *   *out   hess is d(grad)/dz; both treat detached parts as constant
 *
 * At a kink the side with smaller p counts. At the logits -inf and inf (probabilities 0 and 1) and beyond +-20,000,
 * asl_loss_at computes the result (the limits). ASL_BAD for a loss without a program, or if a formula cannot be
 * parsed. */
int asl_reference_jet(const asl_loss *loss, double x, bool is_prob, int label, asl_loss_value *out, asl_error *err);

/* Check that both formulas of a family can be parsed; otherwise ASL_BAD with the label and the column. */
int asl_reference_check(const asl_family *family, asl_error *err);

/* Free the cache that MPFR keeps for this thread. */
void asl_reference_done(void);

/* Set the function to call if there is no memory for 256-bit numbers. GMP, which MPFR uses, cannot continue then, so
 * `end` must not return. By default GMP aborts the process. Call it once, before any other thread starts. */
void asl_reference_without_memory(void (*end)(void));

#endif
