#include "loss/batch.h"
#include "math/elementary.h"

#include <math.h>

enum { MAP_ALPHA, MAP_BETA, MAP_MU, NEG_SCALE, INIT_BIAS, GAMMA, BALANCE };

/* The rate at which samples of a label are drawn on train if labels are drawn uniformly: 1 / positives. */
static double draw_rate(const asl_batch *b, size_t k) { return 1 / fmax(b->positives[k], 1); }

/* The draws of a sample over all its labels; 0 if it has no positive. */
static double draws_of(const asl_batch *b, size_t row)
{
    double sum = 0;
    for (size_t k = 0; k < b->labels; k++) sum += b->y[row + k] > 0 ? draw_rate(b, k) : 0;
    return sum;
}

/* The offset of a label's logit: -init_bias / neg_scale log(samples / positives - 1), with positives at least half a
 * sample away from 0 and samples. */
static double shift(const asl_loss *loss, const asl_batch *b, size_t k)
{
    double n = fmin(fmax(b->positives[k], 0.5), b->samples - 0.5);
    return -loss->theta[INIT_BIAS] / loss->theta[NEG_SCALE] * asl_log((b->samples - n) / n);
}

static double smooth(const asl_loss *loss, double rebalance)
{
    const double *t = loss->theta;
    return t[MAP_ALPHA] + asl_sigmoid_of_logit(t[MAP_BETA] * (rebalance - t[MAP_MU])).p;
}

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    const double *t = loss->theta;
    for (size_t k = 0; k < b->labels; k++) b->scratch[k] = shift(loss, b, k);
    for (size_t i = 0; i < b->n; i++) {
        double draws = draws_of(b, i * b->labels);
        for (size_t k = 0; k < b->labels; k++) {
            size_t at = i * b->labels + k;
            double scale = b->y[at] > 0 ? 1 : t[NEG_SCALE];
            double z = scale * ((double)b->z[at] + b->scratch[k]), weight = 1 + t[MAP_ALPHA];
            if (draws > 0) weight = smooth(loss, draw_rate(b, k) / draws);
            asl_loss_value j = asl_label_loss(z, b->y[at], t[GAMMA]);
            j.value /= scale;
            asl_batch_put(b, at, t[BALANCE] * weight, j, value, grad);
        }
    }
}

const asl_family asl_family_distribution_balanced = {
    .name = "distribution_balanced",
    .title = "distribution-balanced focal loss: rebalanced weights and negative-tolerant logits",
    .formula_pos = "balance w F+(z + v): F focal loss; w = map_alpha + sigmoid(map_beta (r - map_mu)); v = -init_bias "
                   "log(N/n - 1) / neg_scale",
    .formula_neg = "balance w F-(neg_scale (z + v)) / neg_scale; r = (1/n) / (sum of 1/n over the sample's positives), "
                   "n: the label's positives on train, N: samples",
    .source = "arXiv 2007.09654 (ECCV 2020) and its code, github.com/wutong16/DistributionBalancedLoss, at the values "
              "for COCO (for VOC: map_mu .3, neg_scale 5)",
    .note = "in a sample without positives r is infinite and w = 1 + map_alpha; the original also uses class-aware "
            "sampling",
    .params = {{"map_alpha", 0, 10, 0.1, "minimum weight", ASL_BOTH_SIDES},
               {"map_beta", 0, 100, 10, "steepness of the weight in r", ASL_BOTH_SIDES},
               {"map_mu", 0, 1, 0.2, "r at which the weight is halfway", ASL_BOTH_SIDES},
               {"neg_scale", 0.1, 100, 2, "scale of negatives' logits: larger values suppress easy negatives more",
                ASL_NEG_SIDE},
               {"init_bias", 0, 10, 0.05, "shift of the logits towards the labels' prevalences", ASL_BOTH_SIDES},
               {"gamma", 0, 30, 2, "focusing of positives and negatives", ASL_BOTH_SIDES},
               {"balance", 0, 100, 2, "factor of the whole loss", ASL_BOTH_SIDES}},
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
};
