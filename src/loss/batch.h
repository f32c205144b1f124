/* Losses of a whole batch. The loss of a label depends on the other labels and samples of the batch, on the number of
 * its positives on train, or on the epoch.
 *
 * The values of a batch sum to n times the loss of a sample, which is the sum over its labels, as for losses of one
 * logit. A published mean over samples and labels is therefore multiplied by n times labels, a published mean over
 * samples by n. If a term belongs to several labels, its value is spread evenly over them; only sums of values are
 * used. The gradient is that of the sum, d(sum of values)/dz, for each logit. Everything that a loss selects, counts
 * or weighs with (ranks, bins, class counts) is treated as a constant. As these are piecewise constant, this is the
 * derivative wherever no rank or bin changes.
 *
 * Entries with y = -1 are excluded: their value and gradient are 0, and they are in no sum, count or rank.
 *
 * To add a loss: write src/loss/NAME.c with a family of kind ASL_BATCHWISE, whose `batch` does
 *
 *     for (size_t i = 0; i < b->n * b->labels; i++) {
 *         asl_loss_value j = asl_label_loss((double)b->z[i], b->y[i], 0);
 *         asl_batch_put(b, i, weight(b, i), j, value, grad);
 *     }
 *
 * and add ONE line to ASL_BATCH_FAMILIES in loss/loss.h. */
#ifndef ASL_LOSS_BATCH_H
#define ASL_LOSS_BATCH_H

#include "loss/loss.h"

struct asl_batch {
    size_t n, labels;        /* samples, and labels per sample; each at least 1 */
    const float *z;          /* [n, labels] logits, finite */
    const signed char *y;    /* [n, labels] labels 0 or 1; -1: excluded */
    const double *positives; /* [labels] observed positives of each label on train */
    double samples;          /* number of samples on train */
    size_t epoch;            /* completed passes over train: 0 in the first */
    double *scratch;         /* [n, labels] scratch memory */
};

/* Evaluate a loss of any kind on a batch.
 *
 *   b      the batch; a loss of one logit uses only n, labels, z and y
 *   value  [n, labels]  out  sums to n times the loss of a sample (nats)
 *   grad   [n, labels]  out  d(sum of value)/dz
 *
 * Computes in double. grad is finite for finite logits; value is finite if it is in the range of a float. Arrays must
 * not overlap. n == 0 is allowed. Cannot fail, never allocates. */
void asl_loss_on_batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad);

/* Does the loss change labels permanently? If so, call asl_loss_relabel before each batch is evaluated. It sets to 1
 * those labels that are positive from now on:
 *
 *   y  [n, labels] in/out  the labels b->y (may be the same array)
 *
 * The trainer must keep them. Cannot fail. */
bool asl_loss_relabels(const asl_loss *loss);
void asl_loss_relabel(const asl_loss *loss, const asl_batch *b, signed char *y);

/* --- building blocks of these losses */

/* Focal loss of one label; cross-entropy if gamma = 0. y is 0 or 1. */
asl_loss_value asl_label_loss(double z, int y, double gamma);

/* Set entry i of value and grad to weight times a label's loss; 0 if the label is excluded. */
void asl_batch_put(const asl_batch *b, size_t i, double weight, asl_loss_value loss, float *value, float *grad);

/* Number of labels of the batch that are not excluded. */
size_t asl_batch_known(const asl_batch *b);

/* t log sum exp(x / t) of the added x; -inf if there are none. Start with asl_softest(t), t > 0. */
typedef struct asl_soft_max {
    double t, top, sum; /* top: largest x so far; sum: sum of exp((x - top) / t) */
} asl_soft_max;
asl_soft_max asl_softest(double t);
void asl_soft_add(asl_soft_max *m, double x);
double asl_soft_value(const asl_soft_max *m);

#endif
