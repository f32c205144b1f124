/* Training data: samples with features, observed labels and true labels.
 *
 * Three splits: train; validation, with labels as noisy as those of train, for choosing learning rates; test, with
 * true labels. */
#ifndef ASL_DATA_DATASET_H
#define ASL_DATA_DATASET_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct asl_split {
    size_t n;
    float *x;           /* [n, features] */
    signed char *given; /* [n, labels] observed: 0, 1, or -1 if the label is left out of training */
    signed char *truth; /* [n, labels] true, 0 or 1 */
    float *object_size; /* [n, labels] how clearly a positive shows; NULL if unknown */
    uint32_t *row;      /* [n] row of the sample in its table, from 0; NULL: i */
} asl_split;

typedef struct asl_dataset {
    size_t features, labels;
    asl_split train, validation, test;
} asl_dataset;

/* Allocate a split of n samples, zeroed, with separate arrays for given and truth. Release the data set with
 * asl_dataset_free. */
int asl_split_make(asl_split *s, size_t n, size_t features, size_t labels, asl_error *err);
void asl_dataset_free(asl_dataset *d);

/* Number of held-out samples out of n: round(share n). */
size_t asl_held_out(size_t n, double share);

/* Split tables into a data set of its own. asl_held_out samples of train, chosen by the seed, become validation.
 *
 *   tables  as read: train and test with true labels in `given`; truth is not used
 *   share   in [0, 1)
 *
 * ASL_BAD if no sample of train is left. */
int asl_dataset_hold_out(asl_dataset *d, const asl_dataset *tables, double share, uint64_t seed, asl_error *err);

/* Scale every feature to mean 0 and standard deviation 1 on train, and apply the same map to the other splits. A
 * feature that is constant on train becomes 0. Cannot fail. */
void asl_dataset_standardise(asl_dataset *d);

/* Suspicious but allowed: the number of features that are constant on train, and of labels without an observed
 * positive on train and on test. Cannot fail. */
typedef struct asl_data_warnings {
    size_t constant, empty_train, empty_test;
} asl_data_warnings;
asl_data_warnings asl_dataset_warnings(const asl_dataset *d);

/* Fraction of positives among the observed entries of each label on train, out [labels]; 0 if a label has none. */
void asl_dataset_prevalence(const asl_dataset *d, double *out);

/* Number of observed positives of each label on train, out [labels]. */
void asl_dataset_positives(const asl_dataset *d, double *out);

#endif
