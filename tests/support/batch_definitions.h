/* The losses of a whole batch as their papers and codes define them, written for automatic differentiation: plain sums,
 * logarithms and softmaxes, scaled to a sum over the batch. A published mean over samples and labels counts n K times, a
 * mean over samples n times. This shares nothing with src/loss but the struct that holds a batch. */
#ifndef BATCH_DEFINITIONS_H
#define BATCH_DEFINITIONS_H

#include "autograd.h"
#include "loss/batch.h"

typedef struct batch_definition {
    const char *loss; /* the family */
    ad (*sum)(const asl_batch *b, const ad *z, const double *theta);
    double lo[ASL_MAX_PARAMS], hi[ASL_MAX_PARAMS]; /* of parameters worth trying, in the family's order */
} batch_definition;

extern const batch_definition batch_definitions[];
extern const int batch_definition_count;

#endif
