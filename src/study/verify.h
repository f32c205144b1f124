/* Somebody's numbers against those of a loss: how far off, where, and what they are instead.
 *
 * A number passes where |theirs - ours| <= tolerance max(1, |ours|), or both are the same infinity. */
#ifndef ASL_STUDY_VERIFY_H
#define ASL_STUDY_VERIFY_H

#include "loss/loss.h"

/* The three numbers of a label, and their names as columns. */
enum { ASL_VALUE, ASL_GRAD, ASL_HESS, ASL_NUMBERS };
extern const char *const asl_number_names[ASL_NUMBERS];

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

/* What theirs is a loss of: factor[y] times `loss` at label y, or, where swapped, at the other label. */
typedef struct asl_match {
    asl_loss loss;
    bool swapped;
    double factor[2];
    size_t beyond, of; /* numbers that do not pass, of all given */
} asl_match;

/* The best of: the loss itself; every other loss of the registry, its parameters as in `loss` where the names agree;
 * `loss`, then the others, with one parameter at a common value or its default, or two exchanged; `loss`, then the
 * others, with labels swapped, by a factor, by a factor a label. Of equals the first, which is the simplest. Where
 * there are many rows, it is looked for in some thousands of them, and counted in all. */
int asl_verify_match(const asl_numbers *t, const asl_loss *loss, asl_match *best, asl_error *err);

#endif
