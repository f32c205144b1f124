/* Comparison of another implementation's numbers with a loss: how large the errors are, where they are, and which loss
 * they belong to instead.
 *
 * A number passes if |theirs - ours| <= tolerance max(1, |ours|), or if both are the same infinity. */
#ifndef ASL_STUDY_VERIFY_H
#define ASL_STUDY_VERIFY_H

#include "data/read_numbers.h"
#include "loss/loss.h"

/* Default tolerances: the first if all numbers are single precision, otherwise the second. */
#define ASL_SINGLE_TOLERANCE 1e-5
#define ASL_DOUBLE_TOLERANCE 1e-9

#define ASL_LEAST_RELATIVE 1e-6 /* relative errors of smaller numbers are meaningless */

typedef struct asl_numbers {
    size_t n;
    const asl_sigmoid_point *x;  /* [n] */
    const signed char *label;    /* [n] 0 or 1 */
    double *theirs[ASL_NUMBERS]; /* [n] each, any double; NULL if missing */
    double tolerance;
} asl_numbers;

/* The smallest interval, in one half of the axis, that contains all rows of one label that do not pass. The intervals
 * of both halves are joined if no other row lies between them. `before` and `after` are the nearest logits outside;
 * -inf and inf if there are none. */
typedef struct asl_span {
    double from, to, before, after;
} asl_span;

typedef struct asl_region {
    size_t rows, beyond; /* of one label: number of rows, and of those that do not pass */
    asl_span span[2];    /* [nspans] ascending */
    size_t nspans;
} asl_region;

typedef struct asl_misfit {
    double error; /* -1 if there are no rows; inf if theirs is nan or infinite */
    size_t row;
} asl_misfit;

typedef struct asl_agreement {
    size_t beyond;
    asl_misfit absolute;
    asl_misfit relative; /* |theirs - ours| / |ours|, if |ours| is at least ASL_LEAST_RELATIVE and the tolerance */
    asl_region region[2];
} asl_agreement;

double asl_number_of(const asl_loss_value *j, int number);
bool asl_verify_passes(double theirs, double ours, double tolerance);
/* Does theirs pass for factor times ours: within the tolerance of factor * ours and, divided by the factor, of ours? */
bool asl_verify_scaled(double theirs, double ours, double factor, double tolerance);

/* Compute ours [n] out. Up to 10,000 rows use the 256-bit program; more rows, and losses without a program, use the
 * definition, with errors up to 5e-15. ASL_BAD for a loss of a whole batch. */
int asl_verify_ours(const asl_numbers *t, const asl_loss *loss, asl_loss_value *ours, asl_error *err);

/* Compare one number. number: ASL_VALUE, ASL_GRAD or ASL_HESS; theirs must have it. Cannot fail. */
asl_agreement asl_verify_number(const asl_numbers *t, const asl_loss_value *ours, int number);

/* Rows with the same logit and label as an earlier row, but a number that differs beyond the tolerance. These numbers
 * are not a function of logit and label. */
typedef struct asl_conflicts {
    size_t rows;
    size_t row, before; /* the first of them, and the row it differs from; 0 if there are none */
} asl_conflicts;

/* Fails only if memory runs out, or for more than 2^32 - 1 rows. */
int asl_verify_conflicts(const asl_numbers *t, asl_conflicts *out, asl_error *err);

/* What theirs are: at label y, factor[k][y] times number k of `loss` at label y or, if swapped, at the other label. */
typedef struct asl_match {
    asl_loss loss;
    bool swapped;
    double factor[ASL_NUMBERS][2];
    bool has[ASL_NUMBERS][2]; /* which numbers and labels are given; other factors are meaningless */
} asl_match;

typedef struct asl_matches {
    asl_match *match; /* [n] */
    size_t n;
} asl_matches;

/* Find losses that match. Every match explains all numbers: for all rows, theirs pass against the factor times the
 * match's numbers (asl_verify_scaled). If several losses match, all are returned, because the numbers cannot
 * distinguish them. No match: none of the losses below has these numbers.
 *
 * The search has these steps and ends after the first with a match; it returns at most one match per family:
 *   1. other losses, with the parameters of `loss` if the names agree, otherwise default values
 *   2. `loss` with one parameter at its default, 0, 1, 2, 4, 0.05 or 0.5, or two parameters exchanged
 *   3. other losses, varied as in 2
 *   4. `loss` times one factor, one per label, or one per number; with signs flipped for some numbers and labels; each
 *      also with labels exchanged. A factor is computed from theirs and needs 3 rows of its own.
 *   5. other losses, varied as in 4
 * Large files are first searched with some thousand rows. Release with asl_verify_matches_free. */
int asl_verify_match(const asl_numbers *t, const asl_loss *loss, asl_matches *out, asl_error *err);
void asl_verify_matches_free(asl_matches *m);

#endif
