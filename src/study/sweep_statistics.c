#include "study/sweep_statistics.h"

const asl_column asl_statistics[ASL_SWEEP_STATISTICS + 1] = {
    ASL_COLUMN(asl_sweep_row, loss_pos, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, loss_neg, REAL, "mean loss of observed positives, of observed negatives"),
    ASL_COLUMN(asl_sweep_row, loss, REAL, "mean loss per label"),
    ASL_COLUMN(asl_sweep_row, grad_pos, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, grad_neg, REAL,
               "gradient mass: sum of |gradient| of observed positives, of observed negatives,\ndivided by the "
               "number of all labels"),
    ASL_COLUMN(asl_sweep_row, grad_ratio, REAL, "grad_pos / grad_neg"),
    ASL_COLUMN(asl_sweep_row, missing_share, REAL, "fraction of grad_neg that comes from missing labels"),
    ASL_COLUMN(asl_sweep_row, missing_over_pos, REAL, "gradient mass of missing labels / grad_pos"),
    ASL_COLUMN(asl_sweep_row, discarded_neg, REAL,
               "fraction of observed negatives with p <= margin, which get no gradient"),
    ASL_COLUMN(asl_sweep_row, p_star, REAL, "p at the peak of a negative's gradient (nan: no peak)"),
    ASL_COLUMN(asl_sweep_row, rejected_missing, REAL,
               "fraction of missing labels past p*; rejected_clean: of correctly observed negatives\n"
               "(0 without p*; past the peak the gradient falls, but need not be 0)"),
    ASL_COLUMN(asl_sweep_row, rejected_clean, REAL, ""),
    ASL_COLUMN(asl_sweep_row, pt_pos, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, pt_neg, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, delta_p, REAL,
               "mean p of observed positives, mean 1 - p of observed negatives, difference"),
    {.name = NULL},
};
