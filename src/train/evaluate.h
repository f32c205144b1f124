/* Evaluation of a trained model: metrics on the test set, and the state of the training set. */
#ifndef ASL_TRAIN_EVALUATE_H
#define ASL_TRAIN_EVALUATE_H

#include "data/predictions.h"
#include "train/trainer.h"

/* Name and meaning of the measures, in the order of the columns. All are fractions, except coverage, losses and
 * gamma_neg. */
#define ASL_MEASURES(X)                                                                                                \
    X(map, "mean average precision over the labels with positives (as in scikit-learn)")                               \
    X(map_val, "map on validation, with observed labels; used to choose learning rates")                               \
    X(map_labels, "number of labels with positives on test, which count in map")                                       \
    X(map_script, "map as in the official ASL script: ties in file order, labels without positives count 0")           \
    X(auroc, "mean area under the ROC curve, over the labels for which it exists")                                     \
    X(cf1_mean, "mean of the labels' F1 at the threshold (the official ASL script)")                                   \
    X(cf1_ratio, "2 CP CR / (CP + CR) at the threshold (ML-GCN and most tables)")                                      \
    X(of1, "F1 over all decisions at the threshold")                                                                   \
    X(top3_cf1_mean, "cf1_mean if the three highest labels of each sample are predicted")                              \
    X(top3_cf1_ratio, "cf1_ratio, likewise")                                                                           \
    X(top3_of1, "of1, likewise")                                                                                       \
    X(hamming, "fraction of wrong decisions at the threshold")                                                         \
    X(ranking_loss, "fraction of a sample's (positive, negative) pairs in wrong order")                                \
    X(coverage, "mean rank of a sample's lowest positive")                                                             \
    X(lrap, "label ranking average precision")                                                                         \
    X(ece, "expected calibration error over all labels, 15 bins")                                                      \
    X(ece_macro, "mean of the labels' calibration errors")                                                             \
    X(brier, "mean squared error of the probabilities")                                                                \
    X(pt_pos, "mean p of positives")                                                                                   \
    X(pt_neg, "mean 1 - p of negatives")                                                                               \
    X(delta_p, "pt_pos - pt_neg")                                                                                      \
    X(train_loss, "mean loss per sample on train")                                                                     \
    X(train_pt_pos, "mean p of observed positives on train")                                                           \
    X(train_pt_neg, "mean 1 - p of observed negatives on train")                                                       \
    X(train_delta_p, "difference of these")                                                                            \
    X(p_missing, "mean p of missing labels on train")                                                                  \
    X(past_missing, "fraction of missing labels with p > p*")                                                          \
    X(grad_pos, "gradient mass of observed positives on train: mean over all labels of |d(loss)/dz|")                  \
    X(grad_clean, "gradient mass of correctly observed negatives")                                                     \
    X(grad_missing, "gradient mass of missing labels")                                                                 \
    X(missing_over_pos, "grad_missing / grad_pos")                                                                     \
    X(missing_rate, "actual fraction of positives that are missing on train")                                          \
    X(spurious_rate, "actual fraction of negatives observed as positive on train")                                     \
    X(gamma_neg_end, "gamma_neg at the end; differs from the start if it is adaptive")

#define ASL_MEASURE_INDEX(name, meaning) ASL_MEASURE_##name,
enum asl_measure_index { ASL_MEASURES(ASL_MEASURE_INDEX) ASL_MEASURE_COUNT };

typedef struct asl_measure {
    const char *name, *meaning;
} asl_measure;
extern const asl_measure asl_measures[ASL_MEASURE_COUNT];

/* What to do with suspected missing labels after a run is trained. The run is then trained again from the start. */
typedef enum asl_label_correction {
    ASL_LABEL_CORRECTION_NONE,
    ASL_LABEL_CORRECTION_DISCARD, /* exclude labels observed as 0 with p above a threshold */
    ASL_LABEL_CORRECTION_RELABEL, /* set them to 1 */
    ASL_LABEL_CORRECTIONS
} asl_label_correction;
extern const char *const asl_label_correction_names[ASL_LABEL_CORRECTIONS];

/* Set given [train.n, labels] to d->train.given after `label_correction`, for labels with p > threshold under the
 * trained model. A diverged run changes nothing. Fails only if memory runs out. */
int asl_label_correction_labels(const asl_trained *t, const asl_dataset *d, asl_label_correction label_correction,
                                double threshold, signed char *given, asl_error *err);

/* Predictions of a trained model for its training set, sample by sample: logits, observed and true labels. Samples and
 * labels are numbered, without names; a sample's number is its row. Entries excluded from training are unknown.
 * ASL_BAD for a diverged run. Release with asl_predictions_free. */
int asl_trained_predictions(const asl_trained *t, const asl_dataset *d, asl_predictions *out, asl_error *err);

/* All measures of a trained run: out [ASL_MEASURE_COUNT]. NaN if one is undefined, and all NaN for a diverged run,
 * that is, if a weight or a logit of any split is not finite. Decisions are p > threshold.
 *
 * For a loss of a batch, train loss and gradients depend on the batch. They are computed on batches of 256 samples in
 * the order of train, with the selection of the last epoch, and with the labels that the loss has changed. (zlpr,
 * asl_softmax, class_balanced and distribution_balanced do not depend on the batches.) These losses have no p*, so
 * past_missing is NaN. Fails only if memory runs out. */
int asl_evaluate(const asl_trained *t, const asl_dataset *d, double threshold, double *out, asl_error *err);

#endif
