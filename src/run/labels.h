/* Names of losses that are short enough for the legend of a picture. */
#ifndef ASL_RUN_LABELS_H
#define ASL_RUN_LABELS_H

#include "io/gnuplot.h"

/* For series that are LOSSes: the family, and the parameters in which the series of this family differ, or, if it has only one
 * series, the parameters that are not at their defaults: "asl, gamma_neg 4". Other series keep their names. labels [series->n], each to be freed. */
int asl_short_labels(const asl_series *series, char **labels, asl_error *err);

/* Add a note if the picture leaves something out. notes may be NULL. */
void asl_note_left_out(const asl_picture *picture, asl_strbuf *notes);

#endif
