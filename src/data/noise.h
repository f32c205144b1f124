/* Label noise: how the observed labels come to differ from the true ones.
 *
 * Every model takes two rates: `missing`, of true positives observed as 0, and `spurious`, of true negatives observed
 * as 1. What each makes of them is said at its name. Samples are told apart by their index alone, so that two rates
 * differ in as few flips as they can: a label that is missing at one rate is missing at every higher one (random,
 * class, instance). */
#ifndef ASL_DATA_NOISE_H
#define ASL_DATA_NOISE_H

#include "data/dataset.h"

typedef struct asl_noise_model asl_noise_model;

typedef struct asl_noise {
    const asl_noise_model *model;
    double missing, spurious; /* in [0, 1] */
    const double *prevalence; /* [labels] by which `class` orders the labels; NULL: the split's own */
} asl_noise;

/* random    each positive is missing with probability `missing`
 * class     label k with probability missing 2 k / (labels - 1), at most 1, from the most frequent label (k = 0) to the
 *           rarest: the mean over labels is `missing` up to 1/2
 * instance  a positive with probability rho (rho + (1 - rho) 2 (1 - F)), rho = missing, F the share of the label's
 *           positives whose evidence is less, equal ones half: what shows least is missed most; the mean is rho
 *           (study/sweep.h)
 * single    each sample keeps one of its positives, chosen at random; `missing` is not used
 * pair      with probability `missing` the mark of a positive moves to a label of that sample that is not there: the
 *           number of marks stays, and every flip makes a missing and a spurious label
 *
 * In all but pair, each negative is spurious with probability `spurious`. */
struct asl_noise_model {
    const char *name, *meaning;
    const char *no_missing, *no_spurious; /* why it does not use that rate; NULL: it does */
};
extern const asl_noise_model asl_noise_models[]; /* ends at the first without a name */
const char *asl_noise_model_name(size_t i);      /* NULL past the last */

/* Set split->given from split->truth. stream tells splits of one seed apart. ASL_BAD where the model wants evidence and
 * the split has none. */
int asl_noise_apply(const asl_noise *noise, asl_split *split, size_t labels, uint64_t seed, uint32_t stream,
                    asl_error *err);

#endif
