/* The largest losses among the observed negatives of a batch, which may be missing positives (Kim et al. 2022).
 *
 * Cross-entropy of a negative increases with its logit, so these are the negatives with the highest logits. */
#ifndef ASL_LOSS_LARGE_LOSS_H
#define ASL_LOSS_LARGE_LOSS_H

#include "loss/batch.h"

/* The smallest logit of a negative that counts as large: the k-th highest among the observed negatives, with k =
 * ceil(share of the known labels of the batch), at most all of them; inf if k is 0. Equal logits are treated alike.
 * share is at least 0; above 1 it counts as 1. Cannot fail; uses b->scratch. */
double asl_large_logit(const asl_batch *b, double share);

/* The shares of the three losses: delta_rel percent times the completed epochs, or delta_rel percent after the first
 * epoch. */
double asl_large_share_growing(const asl_loss *loss, const asl_batch *b);
double asl_large_share_fixed(const asl_loss *loss, const asl_batch *b);

/* Parameter and source of all three losses. */
#define ASL_LARGE_LOSS_PARAM(meaning)                                                                                  \
    {                                                                                                                  \
        "delta_rel", 0, 100, 0.2, meaning, ASL_BOTH_SIDES                                                              \
    }
#define ASL_LARGE_LOSS_SOURCE                                                                                          \
    "arXiv 2206.03740 (CVPR 2022) and its code, github.com/snucml/LargeLossMatters; delta_rel there .1 to .5 by data " \
    "set"

#endif
