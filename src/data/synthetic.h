/* Synthetic multi-label data with the class imbalance of MS-COCO: correlated labels, similar classes, objects of many
 * sizes, and classes that occur without having a label.
 *
 *   prevalence   pi_k = positives (k + 1)^-1 / H_labels, so that a sample has `positives` labels on average
 *   labels       y_k = [t_k > Phi^-1(1 - pi_k)], t_k = c a_k.u + sqrt(1 - c^2) e, u ~ N(0, I_8), a_k a unit
 *                vector, c = correlation
 *   features     x = sum_k y_k s_k mu_k + the same sum over `distractors` classes without a label + noise N(0, I) /
 *                sqrt(features);  s_k = exp(size_sd N(0, 1));  mu_k = unit((G_(k mod groups) + N(0, I)) / sqrt(2))
 *   teacher      instead: x ~ N(0, I) and t_k = (w_k.x + N(0, 1)) / sqrt(2), w_k a unit vector: a linear model is
 *                optimal
 *
 * The class layout (a, mu, w) also depends on the seed: each seed is a different data set. `object_size` is the
 * size s_k of the object (with a teacher: how far t_k is above its threshold). */
#ifndef ASL_DATA_SYNTHETIC_H
#define ASL_DATA_SYNTHETIC_H

#include <stdbool.h>

#include "data/dataset.h"

typedef struct asl_synthetic {
    size_t labels, features;
    size_t train, validation, test; /* numbers of samples */
    double positives, correlation, size_sd, noise;
    size_t distractors, groups;
    bool teacher;
} asl_synthetic;

/* A named setting of the generator, with a matching model and learning rate. */
typedef struct asl_preset {
    const char *name, *meaning;
    double size_sd, noise;
    size_t distractors;
    bool teacher;
    size_t hidden;
    double lr;
} asl_preset;

extern const asl_preset asl_presets[]; /* ends at the first entry without a name */
const char *asl_preset_name(size_t i); /* NULL after the last */

/* Draw a data set with clean labels (given = truth), not yet standardised. Every number is a function of (seed, split,
 * sample), so a split does not depend on the size of another. ASL_BAD if the most frequent class would have a
 * prevalence of 1 or more. Release with asl_dataset_free. */
int asl_synthetic_draw(asl_dataset *d, const asl_synthetic *spec, uint64_t seed, asl_error *err);

#endif
