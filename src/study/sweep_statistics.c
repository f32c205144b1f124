/* What a row of a sweep says. */
#include "study/sweep.h"

const asl_statistic asl_statistics[ASL_SWEEP_STATISTICS] = {
    {"loss_pos", "mean loss of observed positives"},
    {"loss_neg", "mean loss of observed negatives"},
    {"loss", "mean loss per label"},
    {"grad_pos", "gradient mass of observed positives: mean over all labels of |gradient| where observed 1, else 0"},
    {"grad_neg", "gradient mass of observed negatives"},
    {"grad_ratio", "grad_pos / grad_neg"},
    {"missing_share", "share of grad_neg that comes from missing labels (positives observed as 0)"},
    {"missing_over_pos", "gradient mass of missing labels over grad_pos"},
    {"discarded_neg", "share of observed negatives with p at or under the margin: no gradient"},
    {"p_star", "where a negative's gradient peaks (nan: nowhere)"},
    {"rejected_missing", "share of missing labels past p* (0 without a p*; past the peak is not yet no gradient)"},
    {"rejected_clean", "share of true, observed negatives past p*"},
    {"pt_pos", "mean p of observed positives"},
    {"pt_neg", "mean 1 - p of observed negatives"},
    {"delta_p", "pt_pos - pt_neg"},
};
