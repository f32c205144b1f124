/* A claim of the paper in the declared form in which experiment files state it. All fields are texts as read.
 *
 *   text     what is claimed, one sentence
 *   paper    the paper's own number or word
 *   measure  how one number is taken from the rows: `value` (of `column` in the one row selected), `min`, `max`, `sum`
 *            (of `column` over the rows selected), `argmin`, `argmax` (the value of `over` where `column` is least or
 *            greatest)
 *   where    conditions `column=value` that select rows
 *   expect   what makes it hold: `near X Y` (|here - X| <= Y), `above X`, `below X`, `is X` */
#ifndef ASL_BASE_CLAIM_H
#define ASL_BASE_CLAIM_H

#include <stddef.h>

typedef struct asl_claim {
    char *text, *paper, *measure, *column, *over, *expect;
    char **where;
    size_t nwhere;
} asl_claim;

#endif
