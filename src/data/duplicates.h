/* Pairs of sample and label that occur more than once in predictions, and whether their labels contradict each
 * other. */
#ifndef ASL_DATA_DUPLICATES_H
#define ASL_DATA_DUPLICATES_H

#include "data/predictions.h"

typedef struct asl_duplicates {
    size_t repeated;      /* entries whose sample and label an earlier entry already has */
    size_t contradicting; /* of these, entries whose label (given or truth) differs from the first known one before */
    /* The first contradicting entry and the one it contradicts. Without contradictions, the first repeated entry and
     * the one it repeats. 0 if none repeats. */
    size_t entry, before;
} asl_duplicates;

/* Time is proportional to the number of entries, memory at most 8 bytes per entry. If the entries ascend by sample and
 * label, it takes no memory. Entries of unnamed samples (d->samples is empty) cannot repeat. Fails only if memory runs
 * out. */
int asl_predictions_duplicates(const asl_predictions *d, asl_duplicates *out, asl_error *err);

#endif
