/* Judging claims (io/claim.h) on the rows of an experiment as they arrive.
 *
 * Rows without a column `seed` are exact numbers: a claim holds or not. With seeds, each measure is computed for each
 * seed (min and max: of the row whose mean over the seeds is smallest or largest), so differences are paired, and the
 * mean over the seeds gets a 95 % interval by Student's t. argmin and argmax use the means; their interval contains
 * all values of `over` that are statistically tied with the best, that is, whose paired difference to the best has an
 * interval that contains 0. Then
 *
 *   reproduced      the expectation holds over the whole interval
 *   partly          it holds at the mean, but not over the whole interval
 *   not reproduced  it does not hold at the mean */
#ifndef ASL_STUDY_CLAIMS_H
#define ASL_STUDY_CLAIMS_H

#include <stddef.h>

#include "base/row.h"
#include "io/claim.h"

typedef enum asl_verdict { ASL_REPRODUCED, ASL_PARTLY, ASL_NOT_REPRODUCED } asl_verdict;

const char *asl_verdict_name(asl_verdict verdict); /* "reproduced", "partly", "not reproduced" */

typedef struct asl_claim_result {
    double here, ci_low, ci_high; /* equal for exact numbers, which have no interval; NaN for one seed */
    size_t seeds;                 /* number of seeds with a result; 0 for exact numbers */
    asl_verdict verdict;
} asl_claim_result;

typedef struct asl_claim_eval asl_claim_eval;

/* Create a judge. claims [n] must outlive it. ASL_BAD if a claim does not have the declarative form. Release with
 * asl_claim_eval_free. */
int asl_claim_eval_new(asl_claim_eval **claim_eval, const asl_claim *claims, size_t n, asl_error *err);
void asl_claim_eval_free(asl_claim_eval *claim_eval);

/* The visitor for the rows. It fails with ASL_BAD if a claim names a column that does not exist. */
asl_row_sink asl_claim_eval_sink(asl_claim_eval *claim_eval);

/* The finding of claim i, after all rows. ASL_BAD if the claim selects no row, or several although it needs one. */
int asl_claim_eval_find(const asl_claim_eval *claim_eval, size_t i, asl_claim_result *claim_result, asl_error *err);

#endif
