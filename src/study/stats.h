/* Statistics of real predictions: what a loss makes of them, and how good they are, per label and overall. */
#ifndef ASL_STUDY_STATS_H
#define ASL_STUDY_STATS_H

#include "base/column.h"
#include "data/predictions.h"
#include "loss/loss.h"

/* The columns after row and label. The last row alone has those of `overall`. */
extern const asl_column asl_stats_columns[], asl_stats_overall_columns[];

/* One row a label (row: `label`), in the order they first came, and a last one over all (row: `all`). Unknown labels are
 * left out. The last row pools the pairs, but for ap and auroc, which are means over the labels that have them (ap: mAP).
 * pt_pos, pt_neg and delta_p are equations 9 and 10; ece has 15 bins; cf1_mean, cf1_ratio and of1 are asl_f1. A mean over
 * nothing and 0/0 are nan. */
int asl_stats_run(const asl_predictions *d, const asl_loss *loss, double threshold, asl_visitor visitor,
                  asl_error *err);

#endif
