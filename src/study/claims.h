/* Judging claims (io/claim.h) on the rows of an experiment, as they stream past.
 *
 * Rows without a column `seed` are exact numbers: a claim holds or not. With it, each measure is taken seed by seed
 * (min and max: of the row whose mean over the seeds is least or greatest), so that differences are paired, and its
 * mean gets a 95 % interval by Student's t. argmin and argmax are of the means; their interval runs over all places
 * that cannot be told from the best: whose difference to it, seed by seed, has an interval that reaches 0. Then
 *
 *   reproduced      what was expected holds over the whole interval
 *   partly          it holds at the mean, not over the whole interval
 *   not reproduced  it does not hold at the mean */
#ifndef ASL_STUDY_CLAIMS_H
#define ASL_STUDY_CLAIMS_H

#include <stddef.h>

#include "base/row.h"
#include "io/claim.h"

typedef enum asl_verdict { ASL_REPRODUCED, ASL_PARTLY, ASL_NOT_REPRODUCED } asl_verdict;

const char *asl_verdict_name(asl_verdict verdict); /* "reproduced", "partly", "not reproduced" */

typedef struct asl_finding {
    double here, ci_low, ci_high; /* equal for a closed form: an exact number has no interval; NaN for one seed */
    size_t seeds;                 /* that count; 0 for a closed form */
    asl_verdict verdict;
} asl_finding;

typedef struct asl_judge asl_judge;

/* claims [n] must outlive the judge. ASL_BAD where one is not in the declared form. Release with asl_judge_free. */
int asl_judge_new(asl_judge **judge, const asl_claim *claims, size_t n, asl_error *err);
void asl_judge_free(asl_judge *judge);

/* Rows go in here; ASL_BAD where a claim names a column that is not there. */
asl_visitor asl_judge_visitor(asl_judge *judge);

/* Finding i, once all rows are in. ASL_BAD where the claim selects no row, or several where it means one. */
int asl_judge_find(const asl_judge *judge, size_t i, asl_finding *finding, asl_error *err);

#endif
