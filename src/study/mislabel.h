/* Wrong labels: which ones a loss lets go, whether those are the wrong ones, and where to look for more.
 *
 * A label given as 0 whose truth is 1 is missing; one given as 1 whose truth is 0 is spurious. Among the labels given 0
 * the suspect ones have a high p, among those given 1 a low one. Besides p there are two scores of suspicion that a
 * loss makes: its value and the size of its gradient. */
#ifndef ASL_STUDY_MISLABEL_H
#define ASL_STUDY_MISLABEL_H

#include "base/row.h"
#include "data/predictions.h"
#include "loss/loss.h"

typedef struct asl_mislabel {
    const asl_predictions *d; /* truth is optional; pairs whose given label is unknown are left out, those whose truth
                                 is unknown count as right */
    const asl_loss *losses;   /* [nlosses] */
    size_t nlosses;
    size_t bootstrap; /* draws for the intervals of auroc; 0: none */
    uint64_t seed;    /* of these */
} asl_mislabel;

/* A column and what it is; in the order of the columns. */
typedef struct asl_mislabel_column {
    const char *name, *meaning;
} asl_mislabel_column;
extern const asl_mislabel_column asl_mislabel_columns[]; /* ends at the first without a name */

/* One row per loss and label, and one over all pairs: loss, row (`label` or `all`), label, then asl_mislabel_columns.
 * NaN where truth is not known or nothing counts. */
int asl_mislabel_rows(const asl_mislabel *m, asl_visitor visitor, asl_error *err);

/* The `top` most suspect labels of each side, by p, for each loss: loss, side (given 0 | given 1), rank, sample, label,
 * given, p, value, grad, past_peak (0 or 1: past p*, of labels given 0), truth where it is known. */
int asl_mislabel_suspects(const asl_mislabel *m, size_t top, asl_visitor visitor, asl_error *err);

/* Rejection curves, of labels given 0: loss, fraction, missing, clean: the shares of missing labels and of true
 * negatives whose gradient is at most that fraction of cross-entropy's; p_star_fraction, where p* sits on this axis
 * (nan: no p*). fraction runs from 0 to 1 in hundredths. ASL_BAD without truth. */
int asl_mislabel_curve(const asl_mislabel *m, asl_visitor visitor, asl_error *err);

enum { ASL_MISLABEL_MOST_DATA = 16 };

typedef struct asl_mislabel_data {
    const char *name;
    const asl_predictions *d;
} asl_mislabel_data;

/* ROC curves of finding the wrong labels of n data sets (up to 16): first by p, the same for every loss (loss `any`,
 * score `p`), then by the size of each loss's gradient (score `gradient`): loss, data, panel (1 ... n: which data set),
 * given (which side), score, fpr (share of right labels past a score), tpr (of wrong ones). A point about every
 * two-hundredth along the curve; a side without wrong or without right labels has none. ASL_BAD without truth. */
int asl_mislabel_roc(const asl_mislabel_data *data, size_t n, const asl_loss *losses, size_t nlosses,
                     asl_visitor visitor, asl_error *err);

#endif
