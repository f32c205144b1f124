/* Pairs of a sample and a label that occur more than once in predictions, and whether their labels contradict. */
#ifndef ASL_DATA_DUPLICATES_H
#define ASL_DATA_DUPLICATES_H

#include "data/predictions.h"

typedef struct asl_duplicates {
    size_t repeated;      /* entries whose sample and label an earlier entry has */
    size_t contradicting; /* of these, those whose given label, or truth, differs from the first known one before it */
    size_t entry, before; /* the first contradicting entry and the one it contradicts; the first repeated entry and the
                             one it repeats if none contradicts; 0 if none repeats */
} asl_duplicates;

/* Takes time proportional to the number of entries, and up to 8 bytes an entry; neither if the entries ascend by sample
 * and label. Entries of samples without names (d->samples is empty) cannot repeat. Fails only for want of memory. */
int asl_predictions_duplicates(const asl_predictions *d, asl_duplicates *out, asl_error *err);

#endif
