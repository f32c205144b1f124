/* The predictions that a command reads, with notes on what is unusual in them. */
#ifndef ASL_CLI_PREDICTIONS_INPUT_H
#define ASL_CLI_PREDICTIONS_INPUT_H

#include "data/predictions.h"
#include "options/options.h"

/* asl_predictions_read, with a note on repeated pairs. */
int asl_predictions_input(asl_predictions *d, const asl_options *o, const char *path, const char *group,
                          asl_error *err);

/* Add a note if a (sample, label) pair occurs more than once: how often, how often with a different label, and the first
 * place. path NULL or "-" is standard input. Fails only if memory runs out. */
int asl_note_duplicates(const asl_options *o, const asl_predictions *d, const char *path, asl_error *err);

/* Add notes on these numbers of probabilities that are 0 or 1, and of unknown labels; none if a number is 0.
 *   result   what happens to the rows of unknown labels */
void asl_note_special(const asl_options *o, size_t infinite, size_t unknown, const char *result);

#endif
