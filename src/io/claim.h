/* A claim of the paper, in the declarative form used in experiment files. All fields are text.
 *
 *   text     what is claimed, in one sentence
 *   paper    the number or word that the paper gives
 *   measure  how one number is computed from the rows:
 *            `value`           `column` of the only selected row
 *            `min, max, sum`   of `column` over the selected rows
 *            `argmin, argmax`  the value of `over` at which `column` is smallest or largest
 *            `rise`            the largest step of `column` from one row to the next; below 0 if it always falls
 *            `settles`         the fraction of the range of `over` after which `column` stays within `band`
 *   where    conditions `column=value` that select rows
 *   minus    more conditions: the same measure of the rows that they select is subtracted
 *   than, than_minus   two more, for a difference of differences: (where - minus) - (than - than_minus)
 *   band     for settles: `X Y` means X - Y to X + Y
 *   expect   the claim holds if the measured number M satisfies it:
 *            `near X Y` (|M - X| <= Y), `above X`, `below X`, `is X`, `within A B` */
#ifndef ASL_IO_CLAIM_H
#define ASL_IO_CLAIM_H

#include <stddef.h>

typedef struct asl_claim {
    char *text, *paper, *measure, *column, *over, *expect, *band;
    char **where, **minus, **than, **than_minus;
    size_t nwhere, nminus, nthan, nthan_minus;
} asl_claim;

#endif
