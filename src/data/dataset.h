/* Data to train on: samples with features, the labels that were observed and those that are true.
 *
 * Three splits: train; validation, whose observed labels are as noisy as train's and by which learning rates are
 * chosen; test, with true labels alone. */
#ifndef ASL_DATA_DATASET_H
#define ASL_DATA_DATASET_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct asl_split {
    size_t n;
    float *x;           /* [n, features] */
    signed char *given; /* [n, labels] observed: 0, 1, or -1 where a label is left out of training */
    signed char *truth; /* [n, labels] true, 0 or 1 */
    float *evidence;    /* [n, labels] how well a positive shows; NULL where the data does not say */
    uint32_t *row;      /* [n] the sample's row, from 0, in the table it was taken from; NULL: its own place */
} asl_split;

typedef struct asl_dataset {
    size_t features, labels;
    asl_split train, validation, test;
} asl_dataset;

/* A split of n samples, zeroed, given and truth apart. Release the whole with asl_dataset_free. */
int asl_split_make(asl_split *s, size_t n, size_t features, size_t labels, asl_error *err);
void asl_dataset_free(asl_dataset *d);

/* How many of n samples are held out: round(share n). */
size_t asl_held_out(size_t n, double share);

/* Tables as they were read: train and test with true labels in `given` (truth is not used). Copies them into a data set
 * of its own, holding out asl_held_out samples of train, chosen by the seed, for validation. share in [0, 1).
 * ASL_BAD where no sample of train is left. */
int asl_dataset_hold_out(asl_dataset *d, const asl_dataset *tables, double share, uint64_t seed, asl_error *err);

/* Bring every feature to mean 0 and standard deviation 1 over train, the other splits by the same map. A feature that
 * is constant on train becomes 0. Cannot fail. */
void asl_dataset_standardise(asl_dataset *d);

/* What is odd and allowed: features that are constant on train; labels without an observed positive on train, on test.
 * Cannot fail. */
typedef struct asl_oddness {
    size_t constant, empty_train, empty_test;
} asl_oddness;
asl_oddness asl_dataset_oddness(const asl_dataset *d);

/* Share of positives among the observed entries of each label on train, out [labels]; 0 for one without any. */
void asl_dataset_prevalence(const asl_dataset *d, double *out);

/* Observed positives of each label on train, out [labels]. */
void asl_dataset_positives(const asl_dataset *d, double *out);

#endif
