#include "loss/large_loss.h"

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    double large = asl_large_logit(b, asl_large_share_growing(loss, b));
    for (size_t i = 0; i < b->n * b->labels; i++) {
        double z = (double)b->z[i];
        bool rejected = b->y[i] == 0 && z >= large;
        asl_batch_put(b, i, rejected ? 0 : 1, asl_label_loss(z, b->y[i], 0), value, grad);
    }
}

const asl_family asl_family_ll_r = {
    .name = "ll_r",
    .title = "large loss rejection: cross-entropy without the negatives with the largest losses",
    .formula_pos = "-log p",
    .formula_neg = "-log q, but 0 for the k largest of the batch, k = delta_rel % of its labels for each epoch done",
    .source = ASL_LARGE_LOSS_SOURCE,
    .note = "k is at most the number of observed negatives; in the original the ranks continue into the positives",
    .params = {ASL_LARGE_LOSS_PARAM(
        "percent of a batch's labels that count as large losses, times the completed epochs")},
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
};
