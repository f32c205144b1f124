/* The statistics of one row of a sweep. */
#ifndef ASL_STUDY_SWEEP_STATISTICS_H
#define ASL_STUDY_SWEEP_STATISTICS_H

#include "base/column.h"

typedef struct asl_sweep_row {
    double loss_pos, loss_neg, loss;
    double grad_pos, grad_neg, grad_ratio;
    double missing_share, missing_over_pos;
    double discarded_neg;
    double p_star, rejected_missing, rejected_clean;
    double pt_pos, pt_neg, delta_p;
} asl_sweep_row;

enum { ASL_SWEEP_STATISTICS = 15 };
extern const asl_column asl_statistics[ASL_SWEEP_STATISTICS + 1]; /* offsets in asl_sweep_row */

#endif
