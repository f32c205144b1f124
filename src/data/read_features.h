/* Reading a folder of feature data: train.csv and test.csv, one row a sample, feature columns x*, label columns y_NAME
 * (0 or 1); other columns are ignored. Both files have the same feature and label columns, in any order. */
#ifndef ASL_DATA_READ_FEATURES_H
#define ASL_DATA_READ_FEATURES_H

#include "base/intern.h"
#include "data/dataset.h"

/* Feature data that was read, under a name for its column. */
typedef struct asl_named_data {
    const char *name;
    asl_dataset tables; /* train and test, true labels in `given` */
    char digest[65];    /* of all numbers in tables: differs if they do */
    asl_intern labels;  /* their names */
} asl_named_data;

/* data->name is the folder's own name, to be freed with asl_features_free. ASL_BAD names file, line and column. */
int asl_features_read(asl_named_data *data, const char *dir, asl_error *err);
void asl_features_free(asl_named_data *data);

#endif
