#include "study/sweep_statistics.h"

#define REAL(name, meaning)                                                                                            \
    {                                                                                                                  \
#name, meaning, ASL_COLUMN_REAL, offsetof(asl_sweep_row, name)                                                 \
    }

const asl_column asl_statistics[ASL_SWEEP_STATISTICS + 1] = {
    REAL(loss_pos, NULL),
    REAL(loss_neg, "mean loss of observed positives, of observed negatives"),
    REAL(loss, "mean loss per label"),
    REAL(grad_pos, NULL),
    REAL(grad_neg, "gradient mass: mean over all labels of |gradient| where observed 1, where observed 0"),
    REAL(grad_ratio, "grad_pos / grad_neg"),
    REAL(missing_share, "share of grad_neg that comes from missing labels"),
    REAL(missing_over_pos, "gradient mass of missing labels / grad_pos"),
    REAL(discarded_neg, "share of observed negatives with p at or under the margin: no gradient"),
    REAL(p_star, "where a negative's gradient peaks (nan: nowhere)"),
    REAL(rejected_missing, "share of missing labels past p*; of true, observed negatives: rejected_clean\n"
                           "(0 without a p*; past the peak is not yet no gradient)"),
    REAL(rejected_clean, ""),
    REAL(pt_pos, NULL),
    REAL(pt_neg, NULL),
    REAL(delta_p, "mean p of observed positives, mean 1 - p of observed negatives, their difference"),
    {.name = NULL},
};
