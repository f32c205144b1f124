/* Reading a folder with training data: train.csv and test.csv, one row per sample, feature columns x*, label columns
 * y_NAME (0 or 1). Other columns are ignored. Both files must have the same feature and label columns, in any order. */
#ifndef ASL_DATA_READ_FEATURES_H
#define ASL_DATA_READ_FEATURES_H

#include "base/intern.h"
#include "data/dataset.h"

/* Training data and its name, which identifies it in the results. */
typedef struct asl_named_data {
    const char *name;
    asl_dataset tables; /* train and test, true labels in `given` */
    char digest[65];    /* SHA-256 of all numbers in tables */
    asl_intern labels;  /* names of the labels */
} asl_named_data;

/* Read the folder dir. data->name becomes the last component of its path. Release with asl_features_free. ASL_BAD,
 * with file, line and column, if a file cannot be read. */
int asl_features_read(asl_named_data *data, const char *dir, asl_error *err);
void asl_features_free(asl_named_data *data);

#endif
