/* The losses of a whole batch as their papers and codes define them, written for automatic differentiation with plain
 * sums, logarithms and softmaxes, and scaled to a sum over the batch: a published mean over samples and labels is
 * multiplied by n K, and a mean over samples by n. Shares nothing with src/loss except the struct for a batch. */
#ifndef BATCH_DEFINITIONS_H
#define BATCH_DEFINITIONS_H

#include "autograd.h"
#include "loss/batch.h"

typedef struct batch_definition {
    const char *loss; /* the family */
    ad (*sum)(const asl_batch *b, const ad *z, const double *theta);
    double lo[ASL_MAX_PARAMS], hi[ASL_MAX_PARAMS]; /* range of parameters to test, in the family's order */
} batch_definition;

extern const batch_definition batch_definitions[];
extern const int batch_definition_count;

#endif
