/* Losses of a whole batch: what a label costs depends on the other labels and samples of the batch, on how often the
 * label is positive on train, or on how far the training has come.
 *
 * The values of a batch add up to n times the loss of a sample, and that is the sum over its labels, as for the losses
 * of one logit: a published mean over samples and labels counts n labels times, a published mean over samples n times.
 * Where a term belongs to several labels together, its value is spread over them evenly; only sums of values are
 * used. The gradient is that of the sum, d(sum of values)/dz, for each logit. What a loss selects, counts or weighs by
 * (ranks, bins, class counts) is a constant in it, and piecewise constant in truth: it is the derivative everywhere
 * but where a rank or a bin changes.
 *
 * Entries with y = -1 are left out: their value and gradient are 0, and they are in no sum, count or rank.
 *
 * To add one: write src/loss/NAME.c with a family of kind ASL_BATCHWISE, whose `batch` does
 *
 *     for (size_t i = 0; i < b->n * b->labels; i++) {
 *         asl_jet j = asl_label_loss((double)b->z[i], b->y[i], 0);
 *         asl_batch_put(b, i, weight(b, i), j, value, grad);
 *     }
 *
 * and add ONE line to ASL_BATCH_FAMILIES in loss/loss.h. */
#ifndef ASL_LOSS_BATCH_H
#define ASL_LOSS_BATCH_H

#include "loss/loss.h"

struct asl_batch {
    size_t n, labels;        /* samples, labels a sample; either may be 1 */
    const float *z;          /* [n, labels] logits, finite */
    const signed char *y;    /* [n, labels] labels 0 or 1; -1: left out */
    const double *positives; /* [labels] observed positives of each label on train */
    double samples;          /* on train */
    size_t epoch;            /* passes over train that are done: 0 in the first */
    double *scratch;         /* [n, labels] contents do not matter, before or after */
};

/* Evaluate a loss of any kind on a batch.
 *
 *   b      the batch; a loss of one logit looks at n, labels, z and y alone
 *   value  [n, labels]  out  their sum is n times the loss of a sample (nats)
 *   grad   [n, labels]  out  d(sum of value)/dz
 *
 * Arithmetic in double. grad is finite for any finite logits, and value where it is within the range of a float. Arrays
 * must not overlap. n == 0 is allowed. Cannot fail, never allocates. */
void asl_loss_on_batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad);

/* Whether a loss changes labels for good. Then, before each batch is evaluated, asl_loss_relabel marks in
 *   y  [n, labels] in/out  the labels b->y (which it may be)
 * those that are to be 1 from now on; whoever trains keeps them. Cannot fail. */
bool asl_loss_relabels(const asl_loss *loss);
void asl_loss_relabel(const asl_loss *loss, const asl_batch *b, signed char *y);

/* --- what these losses are made of */

/* Focal loss of one label, cross-entropy at gamma = 0; y is 0 or 1. */
asl_jet asl_label_loss(double z, int y, double gamma);

/* Make weight times a label's loss entry i of value and grad; 0 where the label is left out. */
void asl_batch_put(const asl_batch *b, size_t i, double weight, asl_jet loss, float *value, float *grad);

/* Labels of the batch that are not left out. */
size_t asl_batch_known(const asl_batch *b);

/* log sum exp(x / t) t over what is added; -inf over nothing. Start with asl_softest(t), t > 0. */
typedef struct asl_soft_max {
    double t, top, sum; /* the largest so far, and sum exp((x - top) / t) */
} asl_soft_max;
asl_soft_max asl_softest(double t);
void asl_soft_add(asl_soft_max *m, double x);
double asl_soft_value(const asl_soft_max *m);

#endif
