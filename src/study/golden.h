/* Test vectors of a loss, for those who write it themselves. */
#ifndef ASL_STUDY_GOLDEN_H
#define ASL_STUDY_GOLDEN_H

#include "base/row.h"
#include "loss/loss.h"

/* Rows logit,label,value,grad,hess, first of label 0 and then of label 1, over the same logits, ascending:
 *
 *   0, +-1e-300, +-1e-8 and +-1e-3; every half up to +-40, and out to +-710, on both sides of where single and double
 *   precision give up; on every kink, one double and 1e-6, 1e-3 and 1e-2 beside it; where |grad| has its peak
 *
 * from the 256-bit program, each number rounded once; of a dialect as it is.
 * ASL_BAD for a loss of a whole batch. */
int asl_golden_rows(const asl_loss *loss, asl_visitor v, asl_error *err);

#endif
