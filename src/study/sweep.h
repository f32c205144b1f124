/* Statistics of a loss over a logit distribution, over any grid of its parameters, the imbalance and the noise.
 *
 * True positives (share pi of all labels) have logits from F1, true negatives from F0. Of the positives a share rho is
 * missing (observed as 0), of the negatives a share sigma is spurious (observed as 1). So there are four groups,
 *
 *     TP  pi (1 - rho)     FN  pi rho (missing)     TN  (1 - pi)(1 - sigma)     FP  (1 - pi) sigma (spurious)
 *
 * and the observed label picks l+ (TP, FP) or l- (FN, TN). Everything is linear in the groups' weights, l+ and l-
 * depend on their own parameters alone: a grid costs one set of integrals per combination of the parameters of each
 * side, and the rates cost nothing (the grid factorises).
 *
 * Which positives are missing. `random`: each with probability rho. `low-logit`: with probability
 *     rho (rho + (1 - rho) 2 (1 - F1(z))),
 * F1(z) being the share of positives below z: for few missing labels the positive with the lowest logit is twice as
 * likely to be missed as the average one and the highest never; as rho -> 1 all are. Its mean is rho for every F1.
 * Spurious labels are always random.
 *
 * Statistics of a mixture of normals are right to 1e-9 relative (a difference, delta_p: to that of its terms; a signed
 * loss: of its absolute value), those of single-precision code to 1e-3: see study/expect.h. */
#ifndef ASL_STUDY_SWEEP_H
#define ASL_STUDY_SWEEP_H

#include <stddef.h>

#include "base/list.h"
#include "base/row.h"
#include "data/dist.h"
#include "loss/loss.h"
#include "study/sweep_statistics.h"

enum {
    ASL_SWEEP_RATES = 3,
    ASL_SWEEP_MOST_BANDS = 5,
    ASL_SWEEP_MOST_COLUMNS = ASL_MAX_PARAMS + ASL_SWEEP_RATES + 2 * ASL_SWEEP_STATISTICS + ASL_SWEEP_MOST_BANDS
};

typedef struct asl_sweep_spec {
    const asl_family *family;
    asl_list params[ASL_MAX_PARAMS]; /* values of each parameter, inside its range */
    asl_list rates[ASL_SWEEP_RATES]; /* positive rate pi, missing rho, spurious sigma, in [0, 1] */
    bool low_logit;                  /* the law of missing labels */
    const asl_dist *dist;
    /* For an error estimate: the same distribution in nbatches parts. Each statistic then has a second column NAME_se,
     * the standard deviation of its values over the parts over the root of their number. NULL and 0: none. */
    const asl_dist *batches;
    size_t nbatches;
    /* Ascending probabilities in (0, 1) that cut [0, 1] into nbands bands, nbands - 1 of them; nbands 0: none. A column
     * band_K for each then says which share of grad_neg comes from true negatives with p in it; with missing_share they
     * sum to 1. */
    double band[ASL_SWEEP_MOST_BANDS - 1];
    size_t nbands;
    size_t threads;
} asl_sweep_spec;

typedef struct asl_sweep asl_sweep;

/* A grid, nothing computed yet. spec and all it points to must outlive the sweep. ASL_BAD where the grid has more than
 * 10^9 rows, saying how many. About 100 bytes for each combination of the positive side's parameters and 240 of the
 * negative side's, up to 24 MB a side; past that its integrals are computed again for each value of the slower axes.
 * Release with asl_sweep_free. */
int asl_sweep_new(asl_sweep **sweep, const asl_sweep_spec *spec, asl_error *err);
void asl_sweep_free(asl_sweep *sweep);

size_t asl_sweep_rows(const asl_sweep *sweep);

/* Columns: the parameters, positive_rate, missing, spurious (the last runs fastest), then the statistics, then the
 * bands. */
int asl_sweep_columns(const asl_sweep *sweep, asl_visitor visitor, asl_error *err);

/* Say which rows are wanted, any number of times; then compute what these need. Cannot fail. */
void asl_sweep_need(asl_sweep *sweep, size_t from, size_t to);
void asl_sweep_prepare(asl_sweep *sweep);

/* Rows [from, to), which were wanted. Several threads may do so at once. ASL_FAILED if the visitor fails, if memory runs
 * out, or if an integral of the row misses its accuracy (study/expect.h); then the message names the loss. */
int asl_sweep_range(const asl_sweep *sweep, size_t from, size_t to, asl_visitor visitor, asl_error *err);

#endif
