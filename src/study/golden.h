/* Test vectors of a loss, for people who implement it themselves. */
#ifndef ASL_STUDY_GOLDEN_H
#define ASL_STUDY_GOLDEN_H

#include "base/row.h"
#include "loss/loss.h"

/* Make rows logit,label,value,grad,hess, first for label 0 and then for label 1, over the same ascending logits:
 *
 *   - 0, +-1e-300, +-1e-8 and +-1e-3; multiples of 1/2 up to +-40; values up to +-710 around the limits of single and
 *     double precision
 *   - every kink, and the logits one double, 1e-6, 1e-3 and 1e-2 away from it
 *   - the peak of |grad|
 *
 * Values come from the 256-bit program, rounded once; those of an implementation (`dialects`) from its code. ASL_BAD
 * for a loss of a whole batch. */
int asl_golden_rows(const asl_loss *loss, asl_row_sink v, asl_error *err);

#endif
