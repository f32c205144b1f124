/* The largest losses of a batch among observed negatives, which may be positives that nobody marked (Kim et al. 2022).
 *
 * Cross-entropy of a negative rises with its logit, so that these are the negatives with the highest logits. */
#ifndef ASL_LOSS_LARGE_LOSS_H
#define ASL_LOSS_LARGE_LOSS_H

#include "loss/batch.h"

/* The logit at and above which a negative counts as large: the k-th highest among the observed negatives, with k =
 * ceil(share of the known labels of the batch), at most all of them; inf where k is 0. Equal logits go together.
 * share in [0, 1] or above it, which is 1. Cannot fail; uses b->scratch. */
double asl_large_logit(const asl_batch *b, double share);

/* The shares of the three: delta_rel percent more after every epoch, or delta_rel percent after the first. */
double asl_large_share_growing(const asl_loss *loss, const asl_batch *b);
double asl_large_share_fixed(const asl_loss *loss, const asl_batch *b);

/* What all three declare. */
#define ASL_LARGE_LOSS_PARAM(meaning)                                                                                  \
    {                                                                                                                  \
        "delta_rel", 0, 100, 0.2, meaning, ASL_BOTH_SIDES                                                              \
    }
#define ASL_LARGE_LOSS_SOURCE                                                                                          \
    "arXiv 2206.03740 (CVPR 2022) and its code, github.com/snucml/LargeLossMatters; delta_rel there .1 to .5 by data " \
    "set"

#endif
