/* The losses in 256 bits, by their published formulas: what `aslab losses` prints as a loss's formula is the program
 * that runs here (exact/formula.h), differentiated automatically. It shares nothing with the closed forms of src/loss
 * but that text, so that either can be held against the other.
 *
 * Working precision: 256 bits, and as many more as 1 - p, p - 1/2 and their squares lose to cancellation: 2 |z| / ln 2
 * and twice the bits that z is below 1, so that the results are right to the last bit of a double. */
#ifndef ASL_EXACT_EXACT_H
#define ASL_EXACT_EXACT_H

#include <stdbool.h>

#include "loss/loss.h"

/* Whether a family has such a program: not dialects, which stand for code in its own precision, nor losses of a whole
 * batch. */
bool asl_exact_has(const asl_family *family);

/* Loss and derivatives of one label, each number rounded once.
 *
 *   x      a finite or infinite logit, or, where is_prob, a probability in [0, 1] as read
 *   label  0 or 1
 *   *out   hess is d(grad)/dz; both leave out what is detached
 *
 * At a kink the side of smaller p counts. At the logits -inf and inf (probabilities 0 and 1), and beyond +-20,000, *out
 * is what asl_loss_at says: limits are the definition's affair. ASL_BAD for a loss that has no program, and where a
 * formula cannot be read. */
int asl_exact_jet(const asl_loss *loss, double x, bool is_prob, int label, asl_jet *out, asl_error *err);

/* Whether both formulas of a family can be read; if not, ASL_BAD tells which, and at which column. */
int asl_exact_check(const asl_family *family, asl_error *err);

/* Release what MPFR keeps for the next call from this thread. */
void asl_exact_done(void);

/* What to do where there is no memory for 256-bit numbers: GMP, beneath MPFR, cannot go on then, so `end` must not
 * return. Until it is set, GMP aborts the process. Once, before any other thread starts. */
void asl_exact_without_memory(void (*end)(void));

#endif
