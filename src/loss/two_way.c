#include "loss/batch.h"

#include <math.h>

#include "base/numbers.h"
#include "math/elementary.h"

enum { TEMPERATURE_POS, TEMPERATURE_NEG };

/* The labels of a sample (a row of the batch) or the samples of a label (a column): indices first, first + step, ... */
typedef struct line {
    size_t first, step, n;
} line;

static line row(const asl_batch *b, size_t i) { return (line){i * b->labels, 1, b->labels}; }
static line column(const asl_batch *b, size_t k) { return (line){k, b->labels, b->n}; }

static bool has_positive(const asl_batch *b, line l)
{
    bool any = false;
    for (size_t i = 0; i < l.n && !any; i++) any = b->y[l.first + i * l.step] > 0;
    return any;
}

/* Add weight times softplus(N + P), with N = T- log sum exp(z / T-) over negatives and P = T+ log sum exp(-z / T+)
 * over positives, to value (evenly over the line) and grad. */
static void add_line(const asl_loss *loss, const asl_batch *b, line l, double weight, float *value, double *grad)
{
    asl_soft_max pos = asl_softest(loss->theta[TEMPERATURE_POS]), neg = asl_softest(loss->theta[TEMPERATURE_NEG]);
    double known = 0;
    for (size_t i = 0; i < l.n; i++) {
        size_t at = l.first + i * l.step;
        double z = (double)b->z[at];
        known += b->y[at] >= 0;
        if (b->y[at] > 0) asl_soft_add(&pos, -z);
        if (b->y[at] == 0) asl_soft_add(&neg, z);
    }
    double P = asl_soft_value(&pos), N = asl_soft_value(&neg);
    asl_sigmoid_point x = asl_sigmoid_of_logit(N + P); /* its softplus is -log q, with slope p */
    for (size_t i = 0; i < l.n; i++) {
        size_t at = l.first + i * l.step;
        double z = (double)b->z[at];
        if (b->y[at] < 0) continue;
        double pull = b->y[at] > 0 ? -asl_exp((-z - P) / pos.t) : asl_exp((z - N) / neg.t);
        value[at] += (float)(weight * -x.log_q / known);
        grad[at] += weight * x.p * pull;
    }
}

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    double rows = 0, columns = 0, n = (double)b->n;
    for (size_t i = 0; i < b->n * b->labels; i++) value[i] = 0, b->scratch[i] = 0;
    for (size_t i = 0; i < b->n; i++) rows += has_positive(b, row(b, i));
    for (size_t k = 0; k < b->labels; k++) columns += has_positive(b, column(b, k));
    for (size_t i = 0; i < b->n; i++) {
        if (has_positive(b, row(b, i))) add_line(loss, b, row(b, i), n / rows, value, b->scratch);
    }
    for (size_t k = 0; k < b->labels; k++) {
        if (has_positive(b, column(b, k))) add_line(loss, b, column(b, k), n / columns, value, b->scratch);
    }
    for (size_t i = 0; i < b->n * b->labels; i++) grad[i] = (float)b->scratch[i];
}

const asl_family asl_family_two_way = {
    .name = "two_way",
    .title = "two-way multi-label loss",
    .formula_pos = "mean of softplus(N + P) over samples with a positive, plus the same over labels with one, where",
    .formula_neg = "N = T- log sum e^(z / T-) over the negatives, P = T+ log sum e^(-z / T+) over the positives",
    .source = "Kobayashi, CVPR 2023 (openaccess.thecvf.com), and its code, github.com/tk1980/TwowayMultiLabelLoss",
    .note =
        "only differences of logits matter: p is not an estimate of a probability, and 0.5 is not a useful threshold",
    .params = {{"temperature_pos", 0.01, 100, 4, "T+: larger values include more of the lowest positives",
                ASL_POS_SIDE},
               {"temperature_neg", 0.01, 100, 1, "T-: larger values include more of the highest negatives",
                ASL_NEG_SIDE}},
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
};
