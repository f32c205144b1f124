/* Logit distributions: F1 of the true positives and F0 of the true negatives.
 *
 * Either mixtures of normal distributions, whose expectations are integrals, or samples: the logits of a predictions
 * file pooled by observed label, or draws from a mixture. */
#ifndef ASL_DATA_DIST_H
#define ASL_DATA_DIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "data/predictions.h"
#include "math/sigmoid_point.h"

enum { ASL_MAX_PARTS = 16 };

typedef struct asl_normal {
    double weight, mean, sd;
} asl_normal;

typedef struct asl_mixture {
    size_t n;
    asl_normal part[ASL_MAX_PARTS]; /* weights are positive and sum to 1; sd is positive */
} asl_mixture;

typedef struct asl_sample {
    size_t n;
    double *score; /* [n] logits, or probabilities as read */
    double *low;   /* [n] 2 (1 - F), with F the mid-rank over n: the weights of low-logit missing labels */
} asl_sample;

typedef struct asl_dist {
    bool sampled;
    asl_mixture mixture[2]; /* F0, F1 if not sampled */
    bool probabilities;     /* samples contain probabilities */
    asl_sample sample[2];   /* F0, F1 if sampled */
    double positive_rate;   /* of the file; NaN for a mixture */
} asl_dist;

/* Read a distribution:
 *
 *   late, init, mid                                        presets
 *   gauss:neg_mean=-5,neg_sd=1.5,pos_mean=1.5,pos_sd=1.5   default values as in late
 *   neg=w*N(mean,sd)+...;pos=...                           weights are scaled to sum to 1; `w*` is optional
 *
 * If the text has none of these forms, it may be a file name: *known is false and the result ASL_BAD. Nothing to
 * release. */
int asl_dist_read(asl_dist *dist, const char *spec, bool *known, asl_error *err);

/* The name of preset i; NULL after the last (an asl_name_at of base/suggest.h; ignores table). */
const char *asl_dist_preset(const void *table, size_t i);

/* Set *dist to `late`, `init` or `mid`; false if the name is a different one. Nothing to release. */
bool asl_dist_of_preset(asl_dist *dist, const char *name);

/* The logits of predictions, pooled by observed label. ASL_BAD if there are no positives or no negatives. Release with
 * asl_dist_free. */
int asl_dist_of_predictions(asl_dist *dist, const asl_predictions *d, asl_error *err);

/* Draw n samples from each side of a mixture. The random numbers are Philox4x32-10 with the seed as key and (side,
 * index) as counter, so draw i is the same for every n. Only the draws from, from + step, ... below n are made.
 * Release with asl_dist_free. */
int asl_dist_draw(asl_dist *dist, const asl_dist *mixture, uint64_t seed, size_t n, size_t from, size_t step,
                  asl_error *err);

/* Predictions of n samples with label noise. round(n rate) samples are truly positive, with logits drawn from F1; a
 * fraction `missing` of these (rounded to a whole number) is given as 0. The rest is negative, with logits from F0 and
 * a fraction `spurious` given as 1. The only label is called `drawn`. */
typedef struct asl_draw {
    size_t n;
    double positive_rate, missing, spurious; /* in [0, 1] */
    uint64_t seed;
} asl_draw;
int asl_dist_predictions(asl_predictions *d, const asl_dist *mixture, const asl_draw *draw, asl_error *err);

void asl_dist_free(asl_dist *dist);

/* F(z) and 1 - F(z), with relative error at most 1e-15. */
double asl_mixture_below(const asl_mixture *m, double z);
double asl_mixture_above(const asl_mixture *m, double z);

#endif
