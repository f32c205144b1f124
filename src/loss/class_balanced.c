#include "loss/batch.h"
#include "math/elementary.h"

#include <math.h>

enum { BETA, GAMMA };

/* (1 - beta) / (1 - beta^n); 1 / n in the limit beta = 1. */
static double rarity(double beta, double n)
{
    if (beta == 1) return 1 / n;
    return beta == 0 ? 1 : (1 - beta) / -asl_expm1(n * asl_log(beta));
}

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    double *weight = b->scratch, sum = 0, K = (double)b->labels;
    for (size_t k = 0; k < b->labels; k++) {
        weight[k] = rarity(loss->theta[BETA], fmax(b->positives[k], 1));
        sum += weight[k];
    }
    for (size_t i = 0; i < b->n * b->labels; i++) {
        asl_loss_value j = asl_label_loss((double)b->z[i], b->y[i], loss->theta[GAMMA]);
        asl_batch_put(b, i, weight[i % b->labels] / sum * K, j, value, grad);
    }
}

const asl_family asl_family_class_balanced = {
    .name = "class_balanced",
    .title = "class-balanced focal loss, by the effective number of positives",
    .formula_pos = "-w q^gamma log p, w = (1 - beta) / (1 - beta^n) over its mean, n the label's positives on train",
    .formula_neg = "-w p^gamma log q",
    .source = "arXiv 1901.05555 (CVPR 2019) and its code, github.com/richardaecn/class-balanced-loss",
    .note =
        "published for single-label data, where all terms of a sample have its label's weight; here each label has its "
        "own weight",
    .params = {{"beta", 0, 1, 0.9999, "0: equal weights, 1: weights inversely proportional to the positives",
                ASL_BOTH_SIDES},
               {"gamma", 0, 30, 0, "focusing of positives and negatives", ASL_BOTH_SIDES}},
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
};
