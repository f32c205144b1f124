/* What a trained student is worth: metrics on the test set, the state it leaves its training set in. */
#ifndef ASL_TRAIN_EVALUATE_H
#define ASL_TRAIN_EVALUATE_H

#include "data/predictions.h"
#include "train/trainer.h"

/* NAME and what it is, in the order of the columns. All are fractions, but for coverage, losses and gamma_neg. */
#define ASL_MEASURES(X)                                                                                                \
    X(map, "mean average precision over the labels that have positives (scikit-learn's)")                              \
    X(map_val, "the same on validation, against observed labels; what learning rates are chosen by")                   \
    X(map_labels, "how many labels have positives on test and so count in map")                                        \
    X(map_script, "map as the official ASL script has it: ties in order, labels without positives count 0")            \
    X(auroc, "mean area under the ROC curve over the labels that have it")                                             \
    X(cf1_mean, "mean of the labels' F1 at the threshold (the official ASL script)")                                   \
    X(cf1_ratio, "2 CP CR / (CP + CR) at the threshold (ML-GCN and most tables)")                                      \
    X(of1, "F1 of all decisions pooled at the threshold")                                                              \
    X(top3_cf1_mean, "cf1_mean where a sample's three highest labels are called")                                      \
    X(top3_cf1_ratio, "cf1_ratio likewise")                                                                            \
    X(top3_of1, "of1 likewise")                                                                                        \
    X(hamming, "share of wrong decisions at the threshold")                                                            \
    X(ranking_loss, "share of a sample's (positive, negative) pairs in wrong order")                                   \
    X(coverage, "how many labels down a sample's list its last positive is")                                           \
    X(lrap, "label ranking average precision")                                                                         \
    X(ece, "expected calibration error, 15 bins, pooled")                                                              \
    X(ece_macro, "mean of the labels' calibration errors")                                                             \
    X(brier, "mean squared error of the probabilities")                                                                \
    X(pt_pos, "mean p of positives")                                                                                   \
    X(pt_neg, "mean 1 - p of negatives")                                                                               \
    X(delta_p, "pt_pos - pt_neg")                                                                                      \
    X(train_loss, "mean loss a sample on train")                                                                       \
    X(train_pt_pos, "mean p of observed positives on train")                                                           \
    X(train_pt_neg, "mean 1 - p of observed negatives on train")                                                       \
    X(train_delta_p, "their difference")                                                                               \
    X(p_missing, "mean p of missing labels on train")                                                                  \
    X(past_missing, "share of missing labels with p past p*")                                                          \
    X(grad_pos, "gradient mass of observed positives on train: mean over all labels of |d(loss)/dz|")                  \
    X(grad_clean, "of negatives that are negative")                                                                    \
    X(grad_missing, "of missing labels")                                                                               \
    X(missing_over_pos, "grad_missing / grad_pos")                                                                     \
    X(missing_rate, "share of positives that are missing on train, as realised")                                       \
    X(spurious_rate, "share of negatives observed as positive on train, as realised")                                  \
    X(gamma_neg_end, "gamma_neg at the end; it moves where it is adaptive")

#define ASL_MEASURE_INDEX(name, meaning) ASL_MEASURE_##name,
enum asl_measure_index { ASL_MEASURES(ASL_MEASURE_INDEX) ASL_MEASURE_COUNT };

typedef struct asl_measure {
    const char *name, *meaning;
} asl_measure;
extern const asl_measure asl_measures[ASL_MEASURE_COUNT];

/* What is done about suspected missing labels once a run is trained, before it is trained again from the start. */
typedef enum asl_rescue {
    ASL_RESCUE_NONE,
    ASL_RESCUE_DISCARD, /* labels observed 0 with p above a threshold are left out */
    ASL_RESCUE_RELABEL, /* they become 1 */
    ASL_RESCUES
} asl_rescue;
extern const char *const asl_rescue_names[ASL_RESCUES];

/* Set given [train.n, labels] to what `rescue` makes of d->train.given, by the trained student's p > threshold. A run
 * that diverged changes nothing. Fails only for want of memory. */
int asl_rescue_labels(const asl_trained *t, const asl_dataset *d, asl_rescue rescue, double threshold,
                      signed char *given, asl_error *err);

/* What a trained student says of its training set, sample by sample: logits, observed and true labels. samples and
 * labels are numbers, without names; a sample is called by its row. Entries left out of training are unknown. ASL_BAD
 * for a run that diverged. Release with asl_predictions_free. */
int asl_trained_predictions(const asl_trained *t, const asl_dataset *d, asl_predictions *out, asl_error *err);

/* All measures of a trained run, out [ASL_MEASURE_COUNT]; NaN where one is not defined, and throughout for a run that
 * diverged: a weight, or a logit of any split, is not finite. Decisions are p > threshold.
 *
 * Loss and gradients on train of a loss of a batch depend on what else is in it: they are of batches of 256 samples in
 * the order of train, with what the loss selects in the last epoch, and by the labels that it made of the observed
 * ones. (zlpr, asl_softmax, class_balanced and distribution_balanced come to the same in any batches.) Such a loss has
 * no p*, and past_missing is nan. Fails only for want of memory. */
int asl_evaluate(const asl_trained *t, const asl_dataset *d, double threshold, double *out, asl_error *err);

#endif
