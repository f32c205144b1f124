/* Label noise: how observed labels come to differ from true labels.
 *
 * Every model has two rates: `missing`, the fraction of true positives observed as 0, and `spurious`, the fraction of
 * true negatives observed as 1. The random numbers depend only on the seed and the sample's index, so two rates differ
 * in as few flips as possible: a label that is missing at one rate is missing at every higher one (random, class,
 * instance). */
#ifndef ASL_DATA_NOISE_H
#define ASL_DATA_NOISE_H

#include "data/dataset.h"

typedef struct asl_noise_model asl_noise_model;

typedef struct asl_noise {
    const asl_noise_model *model;
    double missing, spurious; /* in [0, 1] */
    const double *prevalence; /* [labels] determines the order of labels for `class`; NULL: computed from the split */
} asl_noise;

/* The models:
 *
 *   random    Each positive is missing with probability `missing`.
 *   class     A positive of label k is missing with probability missing 2 k / (labels - 1), at most 1. k counts from
 *             the most frequent label (0) to the rarest. The mean over labels is `missing` if that is at most 1/2.
 *   instance  A positive is missing with probability rho (rho + (1 - rho) 2 (1 - F)), rho = missing. F is the
 *             fraction of the label's positives with smaller objects, equal ones counted half. Positives with the
 *             smallest objects are missing most often; the mean is rho (see study/sweep.h).
 *   single    Each sample keeps one of its positives, chosen at random; `missing` is not used.
 *   pair      With probability `missing` the mark of a positive moves to a label that is absent from the sample. The
 *             number of marks stays, and each move makes one missing and one spurious label.
 *
 * In all models except pair, each negative is spurious with probability `spurious`. */
struct asl_noise_model {
    const char *name, *meaning;
    const char *no_missing, *no_spurious; /* why it does not use the rate; NULL if it does */
};
extern const asl_noise_model asl_noise_models[]; /* ends at the first entry without a name */
const char *asl_noise_model_name(size_t i);      /* NULL after the last */

/* Set split->given from split->truth. `stream` separates the splits that share a seed. ASL_BAD if the model needs
 * object sizes and the split has none. */
int asl_noise_apply(const asl_noise *noise, asl_split *split, size_t labels, uint64_t seed, uint32_t stream,
                    asl_error *err);

#endif
