/* Statistics of real predictions: what a loss makes of them, and how good they are, per label and overall. */
#ifndef ASL_STUDY_STATS_H
#define ASL_STUDY_STATS_H

#include "base/row.h"
#include "data/predictions.h"
#include "loss/loss.h"

/* One row a label, in the order they first came, and a last one over all. Unknown labels are left out. Columns:
 *   row label                  `label` and its name, or `all`
 *   n positives prevalence     known pairs, those observed positive, and their share
 *   discarded_neg              share of observed negatives with p <= margin
 *   pt_pos pt_neg delta_p      mean p of positives, mean 1 - p of negatives, their difference (equations 9 and 10)
 *   loss_pos loss_neg          mean loss of positives, of negatives
 *   grad_pos grad_neg          sum of |grad| over positives, over negatives, each over n; grad_ratio their quotient
 *   ap auroc ece brier         average precision, area under the ROC curve, calibration error in 15 bins, Brier score
 * The row `all` pools the pairs, but for ap and auroc, which are means over the labels that have them (ap: mAP); it
 * also has
 *   map_labels                 how many labels have positives and so count in mAP
 *   ece_macro                  mean of the labels' ece
 *   threshold                  of the decisions p > threshold
 *   cf1_mean cf1_ratio of1     their F1: asl_f1
 * A mean over nothing and 0/0 are nan. */
int asl_stats_run(const asl_predictions *d, const asl_loss *loss, double threshold, asl_visitor visitor,
                  asl_error *err);

#endif
