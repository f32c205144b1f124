/* Somebody's numbers against those of a loss: how far off, where, and what they are instead.
 *
 * A number passes where |theirs - ours| <= tolerance max(1, |ours|), or both are the same infinity. */
#ifndef ASL_STUDY_VERIFY_H
#define ASL_STUDY_VERIFY_H

#include "data/read_numbers.h"
#include "loss/loss.h"

/* Numbers are single precision where all their digits are: then this tolerance suits them, else the other. */
#define ASL_SINGLE_TOLERANCE 1e-5
#define ASL_DOUBLE_TOLERANCE 1e-9

#define ASL_LEAST_RELATIVE 1e-6 /* relative errors of smaller numbers say nothing */

typedef struct asl_numbers {
    size_t n;
    const asl_prob *x;           /* [n] */
    const signed char *label;    /* [n] 0 or 1 */
    double *theirs[ASL_NUMBERS]; /* [n] each, any double; NULL where not given */
    double tolerance;
} asl_numbers;

/* Logits at which rows of one label do not pass, with none that pass on the way from one half of the axis to the other;
 * `before` and `after` are the next logits outside, -inf and inf where there are none. */
typedef struct asl_span {
    double from, to, before, after;
} asl_span;

typedef struct asl_region {
    size_t rows, beyond; /* of one label: in all, and those that do not pass */
    asl_span span[2];    /* [nspans] ascending */
    size_t nspans;
} asl_region;

typedef struct asl_misfit {
    double error; /* -1 where no row was looked at; inf where theirs is nan or infinite */
    size_t row;
} asl_misfit;

typedef struct asl_agreement {
    size_t beyond;
    asl_misfit absolute;
    asl_misfit relative; /* |theirs - ours| / |ours| where |ours| is at least ASL_LEAST_RELATIVE and the tolerance */
    asl_region region[2];
} asl_agreement;

double asl_number_of(const asl_jet *j, int number);
bool asl_verify_passes(double theirs, double ours, double tolerance);
/* Whether theirs passes for factor times ours: within the tolerance of both factor ours and, over the factor, ours. */
bool asl_verify_scaled(double theirs, double ours, double factor, double tolerance);

/* ours [n] out. By the 256-bit program for up to 10,000 rows, above it and for losses without one by the definition,
 * which is right to 5e-15. ASL_BAD for a loss of a whole batch. */
int asl_verify_ours(const asl_numbers *t, const asl_loss *loss, asl_jet *ours, asl_error *err);

/* number: ASL_VALUE, ASL_GRAD or ASL_HESS, whose theirs must be given. Cannot fail. */
asl_agreement asl_verify_number(const asl_numbers *t, const asl_jet *ours, int number);

/* Rows whose logit and label an earlier row has, with a number that differs beyond the tolerance: numbers of no function
 * of logit and label. */
typedef struct asl_conflicts {
    size_t rows;
    size_t row, before; /* the first of them, and the row that it differs from; 0 if there are none */
} asl_conflicts;

/* Fails only for want of memory, or above 2^32 - 1 rows. */
int asl_verify_conflicts(const asl_numbers *t, asl_conflicts *out, asl_error *err);

/* What theirs are: at label y, factor[k][y] times number k of `loss` at label y, or, if swapped, at the other label. */
typedef struct asl_match {
    asl_loss loss;
    bool swapped;
    double factor[ASL_NUMBERS][2];
    bool has[ASL_NUMBERS][2]; /* which numbers and labels are given: a factor of another means nothing */
} asl_match;

typedef struct asl_matches {
    asl_match *match; /* [n] */
    size_t n;
} asl_matches;

/* Every match explains all the numbers: with ours those of the match, over its factor, none is beyond the tolerance, as
 * above, and a factor's own size does not widen it. Where several losses do, all of them are given, since theirs does
 * not tell them apart. None: no loss that was compared has these numbers.
 *
 * What is compared, in steps, of which the first with a match ends the search; one match a family:
 *   1. other losses, their parameters as in `loss` where the names agree, else at the default
 *   2. `loss` with one parameter at its default, 0, 1, 2, 4, 0.05 or 0.5, or two parameters exchanged
 *   3. other losses likewise
 *   4. `loss` times a factor, one a label, or one a number; with signs flipped for some numbers and labels; each also
 *      with labels exchanged. A factor is taken from theirs, and needs 3 rows of its own.
 *   5. other losses likewise
 * Of many rows some thousands are looked at first. Release with asl_verify_matches_free. */
int asl_verify_match(const asl_numbers *t, const asl_loss *loss, asl_matches *out, asl_error *err);
void asl_verify_matches_free(asl_matches *m);

#endif
