#include "loss/large_loss.h"

static void relabel(const asl_loss *loss, const asl_batch *b, signed char *y)
{
    double large = asl_large_logit(b, asl_large_share_fixed(loss, b));
    for (size_t i = 0; i < b->n * b->labels; i++) {
        if (b->y[i] == 0 && (double)b->z[i] >= large) y[i] = 1;
    }
}

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    (void)loss;
    for (size_t i = 0; i < b->n * b->labels; i++)
        asl_batch_put(b, i, 1, asl_label_loss((double)b->z[i], b->y[i], 0), value, grad);
}

const asl_family asl_family_ll_cp = {
    .name = "ll_cp",
    .title = "large loss permanent correction: negatives with the largest losses become positives permanently",
    .formula_pos = "-log p",
    .formula_neg =
        "-log q, but after the first epoch the k largest of each batch become label 1, k = delta_rel % of it",
    .source = ASL_LARGE_LOSS_SOURCE,
    .note = "all k stay 1; the original keeps k - 1 and corrects the k-th only for that batch",
    .params = {ASL_LARGE_LOSS_PARAM("percent of a batch's labels that become 1, in every batch after the first epoch")},
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
    .relabel = relabel,
};
