/* Finding wrong labels: which labels a loss ignores, whether these are the wrong ones, and which labels to check.
 *
 * A label given as 0 whose truth is 1 is missing; one given as 1 whose truth is 0 is spurious. Among labels given 0
 * those with a high p are suspect, among labels given 1 those with a low p. A loss provides two more scores: its value
 * and its absolute gradient.
 *
 * Pairs with unknown given label are skipped; pairs with unknown truth count as correct. */
#ifndef ASL_STUDY_MISLABEL_H
#define ASL_STUDY_MISLABEL_H

#include "base/row.h"
#include "data/predictions.h"
#include "loss/loss.h"

typedef struct asl_mislabel {
    const asl_predictions *d; /* truth is optional; see below */
    const asl_loss *losses;   /* [nlosses] */
    size_t nlosses;
    size_t bootstrap; /* bootstrap samples for the intervals of auroc; 0: none */
    uint64_t seed;    /* seed of the bootstrap */
} asl_mislabel;

/* Name and meaning of the columns, in order. */
typedef struct asl_mislabel_column {
    const char *name, *meaning;
} asl_mislabel_column;
extern const asl_mislabel_column asl_mislabel_columns[]; /* ends at the first entry without a name */

/* Make one row per loss and label, and one per loss over all pairs: loss, row (`label` or `all`), label, then
 * asl_mislabel_columns. NaN if truth is unknown or a mean is over nothing. */
int asl_mislabel_rows(const asl_mislabel *m, asl_row_sink visitor, asl_error *err);

/* Make rows of the `top` most suspect labels of each side, by p, for each loss: loss, side (given 0 | given 1), rank,
 * sample, label, given, p, value, grad, past_peak (for labels given 0: 1 if p > p*, otherwise 0), and truth if it is
 * known. */
int asl_mislabel_suspects(const asl_mislabel *m, size_t top, asl_row_sink visitor, asl_error *err);

/* Rejection curves of labels given 0: rows of loss, fraction, missing, clean, p_star_fraction. missing and clean are
 * the fractions of missing labels and of true negatives whose gradient is at most `fraction` of the cross-entropy's.
 * p_star_fraction is the position of p* on this axis (nan: no p*). fraction runs from 0 to 1 in steps of 0.01. ASL_BAD
 * without truth. */
int asl_mislabel_curve(const asl_mislabel *m, asl_row_sink visitor, asl_error *err);

enum { ASL_MISLABEL_MOST_DATA = 16 };

typedef struct asl_mislabel_data {
    const char *name;
    const asl_predictions *d;
} asl_mislabel_data;

/* ROC curves for finding the wrong labels of n data sets (up to ASL_MISLABEL_MOST_DATA). First by p, which is the same
 * for every loss (loss `any`, score `p`), then by each loss's absolute gradient (score `gradient`).
 *
 * Columns: loss, data, panel (1 ... n, the data set), given (the side), score, fpr (fraction of correct labels above a
 * score), tpr (fraction of wrong labels). There is about one point per 1/200 of the curve; a side without wrong or
 * without correct labels has none. ASL_BAD without truth. */
int asl_mislabel_roc(const asl_mislabel_data *data, size_t n, const asl_loss *losses, size_t nlosses,
                     asl_row_sink visitor, asl_error *err);

#endif
