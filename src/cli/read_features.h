/* Reading a folder of feature data: train.csv and test.csv, one row a sample, feature columns x*, label columns y_NAME
 * (0 or 1); other columns are ignored. Both files have the same feature and label columns, in any order. */
#ifndef ASL_CLI_READ_FEATURES_H
#define ASL_CLI_READ_FEATURES_H

#include "study/training.h"

/* data->name is the folder's own name, to be freed with asl_features_free. ASL_BAD names file, line and column. */
int asl_features_read(asl_named_data *data, const char *dir, asl_error *err);
void asl_features_free(asl_named_data *data);

#endif
