/* Reading a predictions file, long or wide.
 *
 *   long  sample,label,prob|logit,given[,truth]   one row a (sample, label) pair; sample and label may be left out
 *   wide  p_NAME or z_NAME with y_NAME            one row a sample, one pair of columns a label; `sample` is optional
 *
 * given, truth and y_NAME are 0 or 1, or -1 or blank for unknown; p in [0, 1], z finite. Other columns are ignored. */
#ifndef ASL_DATA_READ_PREDICTIONS_H
#define ASL_DATA_READ_PREDICTIONS_H

#include "data/predictions.h"

/* path NULL or "-" is standard input. group names a column that says which samples belong together; NULL: none. work is
 * what the caller will need beside, in bytes a pair: where there will not be memory for all of it, ASL_FAILED says so
 * early. Release with asl_predictions_free. ASL_BAD names file, line and column. */
int asl_predictions_read(asl_predictions *d, const char *path, const char *group, size_t work, asl_error *err);

/* Whether a text is the path of a predictions file: it is none of the texts that asl_dist_read knows, and is there. */
bool asl_dist_is_file(const char *dist);

#endif
