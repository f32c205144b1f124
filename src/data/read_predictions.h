/* Reading a predictions file in long or wide form.
 *
 *   long  sample,label,prob|logit,given[,truth]   one row per pair of sample and label; sample and label are optional
 *   wide  p_NAME or z_NAME with y_NAME            one row per sample, two columns per label; `sample` is optional
 *
 * given, truth and y_NAME are 0, 1, or unknown (-1 or blank); p is in [0, 1], z is finite. Other columns are
 * ignored. */
#ifndef ASL_DATA_READ_PREDICTIONS_H
#define ASL_DATA_READ_PREDICTIONS_H

#include "data/predictions.h"

/* Read a predictions file. Release with asl_predictions_free.
 *
 *   path   NULL or "-" is standard input
 *   group  name of the column that says which samples belong together; NULL: none
 *
 * ASL_BAD, with file, line and column, if the file is not valid. ASL_FAILED if memory runs out. */
int asl_predictions_read(asl_predictions *d, const char *path, const char *group, asl_error *err);

/* Is the text the path of an existing predictions file, and none of the forms that asl_dist_read accepts? */
bool asl_dist_is_file(const char *dist);

#endif
