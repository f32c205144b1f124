#include "loss/batch.h"

#include <math.h>

#include "base/numbers.h"
#include "math/elementary.h"

/* One side of a sample's loss, log(1 + sum exp(x)), with x = -z over its positives or x = z over its negatives. */
typedef struct side {
    double log_sum; /* log(1 + sum exp(x)) */
    double labels;
} side;

static double sign_of(int y) { return y > 0 ? -1 : 1; }

static side side_of(const asl_batch *b, size_t row, int y)
{
    asl_soft_max m = asl_softest(1);
    side s = {0};
    asl_soft_add(&m, 0);
    for (size_t i = row; i < row + b->labels; i++) {
        if (b->y[i] != y) continue;
        asl_soft_add(&m, sign_of(y) * (double)b->z[i]);
        s.labels++;
    }
    s.log_sum = asl_soft_value(&m);
    return s;
}

static void batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    (void)loss;
    for (size_t row = 0; row < b->n * b->labels; row += b->labels) {
        side sides[2] = {side_of(b, row, 0), side_of(b, row, 1)};
        for (size_t i = row; i < row + b->labels; i++) {
            const side *s = &sides[b->y[i] > 0];
            double sign = sign_of(b->y[i]), share = asl_exp(sign * (double)b->z[i] - s->log_sum);
            asl_batch_put(b, i, 1, (asl_loss_value){s->log_sum / s->labels, sign * share, ASL_NAN}, value, grad);
        }
    }
}

const asl_family asl_family_zlpr = {
    .name = "zlpr",
    .title = "zero-bounded log-sum-exp and pairwise rank-based loss",
    .formula_pos = "log(1 + sum of e^-z over the positives of a sample)",
    .formula_neg = "log(1 + sum of e^z over the negatives of a sample)",
    .source = "arXiv 2208.02955; kexue.fm/archives/7359",
    .note = "separates logits of positives (above 0) from those of negatives (below 0): p is not an estimate of a "
            "probability",
    .kind = ASL_BATCHWISE,
    .margin = -1,
    .batch = batch,
};
