/* What every command that reads predictions says of pairs that are there more than once. */
#ifndef ASL_CLI_NOTE_DUPLICATES_H
#define ASL_CLI_NOTE_DUPLICATES_H

#include "data/predictions.h"
#include "options/options.h"

/* One note on standard error if a (sample, label) pair is there more than once: how often, how often with a
 * contradicting label, and the first place. path NULL or "-" is standard input. Fails only if memory runs out. */
int asl_note_duplicates(const asl_options *o, const asl_predictions *d, const char *path, asl_error *err);

#endif
