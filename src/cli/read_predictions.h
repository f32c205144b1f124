/* Reading a predictions file, long or wide.
 *
 *   long  sample,label,prob|logit,given[,truth]   one row a (sample, label) pair; sample and label may be left out
 *   wide  p_NAME or z_NAME with y_NAME            one row a sample, one pair of columns a label; `sample` is optional
 *
 * given, truth and y_NAME are 0 or 1, or -1 or blank for unknown; p in [0, 1], z finite. Other columns are ignored. */
#ifndef ASL_CLI_READ_PREDICTIONS_H
#define ASL_CLI_READ_PREDICTIONS_H

#include "cli/options.h"
#include "data/predictions.h"

/* path NULL or "-" is standard input. group names a column that says which samples belong together; NULL: none. work is
 * what the caller will need beside, in bytes a pair: where there will not be memory for all of it, ASL_FAILED says so
 * early. Release with asl_predictions_free. ASL_BAD names file, line and column. */
int asl_predictions_read(asl_predictions *d, const char *path, const char *group, size_t work, asl_error *err);

/* One note on standard error if a (sample, label) pair is there more than once: how often, how often with a
 * contradicting label, and the first place. path as above. Every command that reads predictions calls this. Fails only
 * for want of memory. */
int asl_predictions_note_duplicates(const asl_options *o, const asl_predictions *d, const char *path, asl_error *err);

/* Whether a --dist names a file of predictions: it is none of the texts that asl_dist_read knows, and is there. */
bool asl_dist_is_file(const char *dist);

/* How many probabilities are exactly 0 or 1, and how many given labels are unknown. */
typedef struct asl_oddities {
    size_t infinite, unknown;
} asl_oddities;
asl_oddities asl_predictions_oddities(const asl_predictions *d);

#endif
