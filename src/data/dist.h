/* Logit distributions: F1, the logits of true positives, and F0, those of true negatives.
 *
 * Either mixtures of normal distributions, whose expectations are integrals, or samples: a predictions file's logits
 * pooled by observed label, or draws from such mixtures. */
#ifndef ASL_DATA_DIST_H
#define ASL_DATA_DIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "data/predictions.h"
#include "math/prob.h"

enum { ASL_MAX_PARTS = 16 };

typedef struct asl_normal {
    double weight, mean, sd;
} asl_normal;

typedef struct asl_mixture {
    size_t n;
    asl_normal part[ASL_MAX_PARTS]; /* weights above 0 that sum to 1, sd above 0 */
} asl_mixture;

typedef struct asl_sample {
    size_t n;
    double *score; /* [n] logits, or probabilities as read */
    double *low;   /* [n] 2 (1 - F) at each, F its mid-rank over n: the weights of low-logit missing labels */
} asl_sample;

typedef struct asl_dist {
    bool sampled;
    asl_mixture mixture[2]; /* F0, F1 where not sampled */
    bool probabilities;     /* samples hold probabilities */
    asl_sample sample[2];   /* F0, F1 where sampled */
    double positive_rate;   /* the file's own; NaN for a mixture */
} asl_dist;

/* Read `late`, `init`, `mid`, `gauss:neg_mean=-5,neg_sd=1.5,pos_mean=1.5,pos_sd=1.5` (those left out as in late), or
 * `neg=w*N(mean,sd)+...;pos=...` (weights are scaled to sum to 1; `w*` may be left out). *known is false where the text
 * is none of these and might be a file's name; err then says so. Nothing to release. */
int asl_dist_read(asl_dist *dist, const char *spec, bool *known, asl_error *err);

/* The name of preset i, NULL past the last (asl_name_at of base/names.h; table is not looked at). */
const char *asl_dist_preset(const void *table, size_t i);

/* `late`, `init` or `mid`; false where the name is another. Nothing to release. */
bool asl_dist_of_preset(asl_dist *dist, const char *name);

/* The logits of a predictions file, pooled by observed label. ASL_BAD where one side has none. */
int asl_dist_of_predictions(asl_dist *dist, const asl_predictions *d, asl_error *err);

/* n draws from each side of a mixture. Random numbers are Philox4x32-10 (Salmon et al. 2011), keyed by the seed and
 * counted by side and index: draw i is the same for every n. from [0, n): draws from, from + step, ... alone. */
int asl_dist_draw(asl_dist *dist, const asl_dist *mixture, uint64_t seed, size_t n, size_t from, size_t step,
                  asl_error *err);

/* What a sample of n labels would look like to an audit: of them round(n rate) are truly positive, their logits drawn
 * from F1, of these round(missing) are given as 0; likewise negatives, F0 and spurious. One label, called `drawn`. */
typedef struct asl_draw {
    size_t n;
    double positive_rate, missing, spurious; /* in [0, 1] */
    uint64_t seed;
} asl_draw;
int asl_dist_predictions(asl_predictions *d, const asl_dist *mixture, const asl_draw *draw, asl_error *err);

void asl_dist_free(asl_dist *dist);

/* F(z) and 1 - F(z), each right to 1e-15 relative. */
double asl_mixture_below(const asl_mixture *m, double z);
double asl_mixture_above(const asl_mixture *m, double z);

#endif
