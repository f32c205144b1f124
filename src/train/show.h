/* A split as a trained student sees it, block by block. */
#ifndef ASL_TRAIN_SHOW_H
#define ASL_TRAIN_SHOW_H

#include "train/trainer.h"

enum { ASL_SHOWN = 256, ASL_NOT_FINITE = -1 /* a code beside ASL_OK and the failures */ };

typedef struct asl_seen_block {
    size_t from, n;     /* samples; up to ASL_SHOWN */
    const float *z, *p; /* [n, labels] */
} asl_seen_block;

typedef void (*asl_block_visitor)(void *self, const asl_seen_block *s);

/* Show a split to a visitor, block by block; ASL_NOT_FINITE where a logit is none that can be ranked. p is CE's
 * gradient of a negative, or what the loss reads out. */
int asl_show_split(const asl_trained *t, const asl_split *split, asl_block_visitor visit, void *self, asl_error *err);

#endif
