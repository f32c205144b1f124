/* What a picture calls its losses: names short enough for a legend. */
#ifndef ASL_RUN_LABELS_H
#define ASL_RUN_LABELS_H

#include "io/gnuplot.h"

/* For series that are LOSSes: the family and, of its parameters, those in which the series of that family differ, or,
 * where there is one of it alone, those that are not at their defaults. "asl, gamma_neg 4". Other series keep their
 * names. labels [series->n], each to be freed. */
int asl_short_labels(const asl_series *series, char **labels, asl_error *err);

/* A line about what a picture leaves out, if it leaves something out. notes NULL: to nobody. */
void asl_note_left_out(const asl_picture *picture, asl_strbuf *notes);

#endif
