/* The predictions of a trained model for a split, block by block. */
#ifndef ASL_TRAIN_PREDICT_H
#define ASL_TRAIN_PREDICT_H

#include "train/trainer.h"

enum { ASL_SHOWN = 256, ASL_NOT_FINITE = -1 /* in addition to ASL_OK and the failures */ };

typedef struct asl_seen_block {
    size_t from, n;     /* samples from .. from + n - 1; n is at most ASL_SHOWN */
    const float *z, *p; /* [n, labels] */
} asl_seen_block;

typedef void (*asl_block_sink)(void *self, const asl_seen_block *s);

/* Call `visit` for each block of a split. ASL_NOT_FINITE if a logit is NaN or infinite. p is the gradient of
 * cross-entropy for a negative, or the loss's own probability. */
int asl_predict_split(const asl_trained *t, const asl_split *split, asl_block_sink visit, void *self, asl_error *err);

#endif
