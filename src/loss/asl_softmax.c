#include "loss/batch.h"

#include <math.h>

#include "base/numbers.h"
#include "math/elementary.h"

enum { GAMMA_POS, GAMMA_NEG, SMOOTHING };

/* The softmax of a sample over its known labels. log p of the highest logit is computed as -log1p(rest), so that 1 - p
 * is accurate too. */
typedef struct softmax {
    size_t top; /* index of the highest logit */
    double z, log_sum, known, positives;
} softmax;

static softmax softmax_of(const asl_batch *b, size_t row)
{
    softmax s = {.z = -ASL_INF};
    double rest = 0;
    for (size_t i = row; i < row + b->labels; i++) {
        if (b->y[i] < 0) continue;
        s.known++;
        s.positives += b->y[i];
        if ((double)b->z[i] <= s.z) continue;
        s.z = (double)b->z[i];
        s.top = i;
    }
    for (size_t i = row; i < row + b->labels; i++) {
        if (b->y[i] >= 0 && i != s.top) rest += asl_exp((double)b->z[i] - s.z);
    }
    s.log_sum = asl_log1p(rest);
    return s;
}

static double log_p(const asl_batch *b, const softmax *s, size_t i)
{
    return i == s->top ? -s->log_sum : (double)b->z[i] - s->z - s->log_sum;
}

/* -w log p of one label and its derivative in log p: w = (1 - p)^gamma_pos for positives, p^gamma_neg for negatives. */
static asl_loss_value term(const asl_loss *loss, double l, int y)
{
    double p = asl_exp(l), q = -asl_expm1(l), rate = q > 0 ? l / q : -1; /* log p / q; -1 in the limit q -> 0 */
    if (y > 0) {
        double g = loss->theta[GAMMA_POS], w = asl_pow(q, g);
        return (asl_loss_value){-w * l, w * (g * p * rate - 1), ASL_NAN};
    }
    double g = loss->theta[GAMMA_NEG], w = asl_exp(g * l);
    return (asl_loss_value){-w * l, -w * (1 + g * l), ASL_NAN};
}

/* The target of a label. */
static double target_of(const asl_loss *loss, const softmax *s, int y)
{
    double smoothing = loss->theta[SMOOTHING];
    return (y > 0 ? (1 - smoothing) / s->positives : 0) + smoothing / s->known;
}

static void sample(const asl_loss *loss, const asl_batch *b, size_t row, float *value, float *grad)
{
    softmax s = softmax_of(b, row);
    double sum = 0;
    for (size_t i = row; i < row + b->labels; i++) {
        bool counts = b->y[i] >= 0 && s.positives > 0;
        double target = counts ? target_of(loss, &s, b->y[i]) : 0;
        asl_loss_value j = counts ? term(loss, log_p(b, &s, i), b->y[i]) : (asl_loss_value){0};
        value[i] = (float)(target * j.value);
        b->scratch[i] = target * j.grad; /* derivative in log p */
        sum += b->scratch[i];
    }
    for (size_t i = row; i < row + b->labels; i++) {
        double p = b->y[i] >= 0 ? asl_exp(log_p(b, &s, i)) : 0;
        grad[i] = (float)(b->scratch[i] - p * sum);
    }
}

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    for (size_t row = 0; row < b->n * b->labels; row += b->labels) sample(loss, b, row, value, grad);
}

const asl_family asl_family_asl_softmax = {
    .name = "asl_softmax",
    .title = "asymmetric loss for single-label classification, over a softmax",
    .formula_pos = "-s (1 - p)^gamma_pos log p, p: softmax over the sample's labels; s = (1 - smoothing) / (positives "
                   "of the sample) + smoothing / labels",
    .formula_neg = "-s p^gamma_neg log p, s = smoothing / labels",
    .source = "ASLSingleLabel of the official implementation, github.com/Alibaba-MIIL/ASL",
    .note = "without smoothing gamma_neg has no effect. The original has one positive label; here several share the "
            "target, and a sample without positives has loss 0",
    .params = {{"gamma_pos", 0, 30, 0, "focusing of positives: larger values down-weight easy positives", ASL_POS_SIDE},
               {"gamma_neg", 0, 30, 4, "focusing of negatives: larger values down-weight easy negatives", ASL_NEG_SIDE},
               {"smoothing", 0, 1, 0.1, "fraction of the target that is spread evenly over all labels",
                ASL_BOTH_SIDES}},
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
};
