/* Statistics of predictions: how a loss weighs them, and how good they are, per label and overall. */
#ifndef ASL_STUDY_STATS_H
#define ASL_STUDY_STATS_H

#include "base/column.h"
#include "data/predictions.h"
#include "loss/loss.h"

/* The columns after row and label. Only the last row has those of `overall`. */
extern const asl_column asl_stats_columns[], asl_stats_overall_columns[];

/* Make one row per label (row: `label`), in order of first appearance, and a last one over all (row: `all`). Unknown
 * labels are skipped. The last row pools the pairs, except that ap and auroc are means over the labels for which they
 * exist (ap: mAP). pt_pos, pt_neg and delta_p are equations 9 and 10 of the paper; ece has 15 bins; cf1_mean,
 * cf1_ratio and of1 are described in asl_f1. Means over nothing and 0/0 are nan. */
int asl_stats_run(const asl_predictions *d, const asl_loss *loss, double threshold, asl_row_sink visitor,
                  asl_error *err);

#endif
