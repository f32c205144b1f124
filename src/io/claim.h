/* A claim of the paper in the declared form in which experiment files state it. All fields are texts as read.
 *
 *   text     what is claimed, one sentence
 *   paper    the paper's own number or word
 *   measure  how one number is taken from the rows: `value` (of `column` in the one row selected), `min`, `max`, `sum`
 *            (of `column` over the rows selected), `argmin`, `argmax` (the value of `over` where `column` is least or
 *            greatest), `rise` (the largest step of `column` from a row to the next: below 0 where it falls all the
 *            way), `settles` (the share of the way along `over` from which `column` stays within `band`)
 *   where    conditions `column=value` that select rows
 *   minus    conditions too: the same measure of the rows they select is subtracted
 *   than, than_minus   two more, for a difference of differences: (where - minus) - (than - than_minus)
 *   band     of settles: `X Y`, X - Y to X + Y
 *   expect   what makes it hold: `near X Y` (|here - X| <= Y), `above X`, `below X`, `is X`, `within A B` */
#ifndef ASL_IO_CLAIM_H
#define ASL_IO_CLAIM_H

#include <stddef.h>

typedef struct asl_claim {
    char *text, *paper, *measure, *column, *over, *expect, *band;
    char **where, **minus, **than, **than_minus;
    size_t nwhere, nminus, nthan, nthan_minus;
} asl_claim;

#endif
