#include "loss/batch.h"

#include <math.h>

enum { BINS };
enum { MOST_BINS = 100 };

/* The bin of the gradient norm |p - y|. */
static size_t bin_of(const asl_batch *b, size_t i, size_t bins)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit((double)b->z[i]);
    size_t bin = (size_t)((b->y[i] > 0 ? x.q : x.p) * (double)bins);
    return bin < bins ? bin : bins - 1;
}

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    size_t bins = (size_t)loss->theta[BINS];
    double count[MOST_BINS] = {0}, known = (double)asl_batch_known(b), filled = 0;
    for (size_t i = 0; i < b->n * b->labels; i++) {
        if (b->y[i] >= 0) count[bin_of(b, i, bins)]++;
    }
    for (size_t k = 0; k < bins; k++) filled += count[k] > 0;
    for (size_t i = 0; i < b->n * b->labels; i++) {
        double weight = b->y[i] >= 0 ? known / (count[bin_of(b, i, bins)] * filled) : 0;
        asl_batch_put(b, i, weight, asl_label_loss((double)b->z[i], b->y[i], 0), value, grad);
    }
}

const asl_family asl_family_ghm_c = {
    .name = "ghm_c",
    .title = "gradient harmonising mechanism for classification",
    .formula_pos = "-w log p, w = (labels of the batch) / (those with |p - y| in the same bin) / (bins that have any)",
    .formula_neg = "-w log q",
    .source = "arXiv 1811.05181 (AAAI 2019), which recommends 30 bins, and its code, github.com/libuyu/GHM_Detection",
    .note = "momentum 0: counts are those of the batch, without the running mean of the original",
    .params = {{"bins", 1, MOST_BINS, 30, "number of bins of the gradient norm, rounded down", ASL_BOTH_SIDES}},
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
};
