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
    REAL(grad_neg, "gradient mass: sum of |gradient| of observed positives, of observed negatives,\ndivided by the "
                   "number of all labels"),
    REAL(grad_ratio, "grad_pos / grad_neg"),
    REAL(missing_share, "fraction of grad_neg that comes from missing labels"),
    REAL(missing_over_pos, "gradient mass of missing labels / grad_pos"),
    REAL(discarded_neg, "fraction of observed negatives with p <= margin, which get no gradient"),
    REAL(p_star, "p at the peak of a negative's gradient (nan: no peak)"),
    REAL(rejected_missing, "fraction of missing labels past p*; rejected_clean: of correctly observed negatives\n"
                           "(0 without p*; past the peak the gradient falls, but need not be 0)"),
    REAL(rejected_clean, ""),
    REAL(pt_pos, NULL),
    REAL(pt_neg, NULL),
    REAL(delta_p, "mean p of observed positives, mean 1 - p of observed negatives, difference"),
    {.name = NULL},
};
