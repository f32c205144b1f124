/* Statistics of a loss over a logit distribution, on a grid of its parameters, the imbalance and the label noise.
 *
 * True positives (a fraction pi of all labels) have logits from F1, true negatives from F0. A fraction rho of the
 * positives is missing (observed as 0), a fraction sigma of the negatives is spurious (observed as 1). This makes four
 * groups,
 *
 *     TP  pi (1 - rho)     FN  pi rho (missing)     TN  (1 - pi)(1 - sigma)     FP  (1 - pi) sigma (spurious)
 *
 * and the observed label selects l+ (TP, FP) or l- (FN, TN). Everything is linear in the weights of the groups, and l+
 * and l- depend only on their own parameters. A grid therefore costs one set of integrals per combination of the
 * parameters of each side; the rates are free.
 *
 * Which positives are missing: with `random`, each with probability rho; with `low-logit`, each with probability
 *     rho (rho + (1 - rho) 2 (1 - F1(z))),
 * where F1(z) is the fraction of positives below z. For few missing labels the positive with the lowest logit is twice
 * as likely to be missing as the average one, and the highest is never missing; as rho -> 1 all are. The mean is rho
 * for every F1. Spurious labels are always random.
 *
 * Statistics of a mixture of normals are accurate to 1e-9 relative, those of single-precision code to 1e-3; see
 * study/expectation.h. The error of a difference (delta_p) is relative to its terms, that of a loss with both signs to
 * its absolute value. */
#ifndef ASL_STUDY_SWEEP_H
#define ASL_STUDY_SWEEP_H

#include <stddef.h>

#include "base/axis_values.h"
#include "base/column.h"
#include "base/row.h"
#include "data/dist.h"
#include "loss/loss.h"

/* The statistics of one row. */
typedef struct asl_sweep_row {
    double loss_pos, loss_neg, loss;
    double grad_pos, grad_neg, grad_ratio;
    double missing_share, missing_over_pos;
    double discarded_neg;
    double p_star, rejected_missing, rejected_clean;
    double pt_pos, pt_neg, delta_p;
} asl_sweep_row;

enum { ASL_SWEEP_STATISTICS = 15 };
extern const asl_column asl_statistics[ASL_SWEEP_STATISTICS + 1]; /* offsets in asl_sweep_row */

enum {
    ASL_SWEEP_RATES = 3,
    ASL_SWEEP_MOST_BANDS = 5,
    ASL_SWEEP_MOST_COLUMNS = ASL_MAX_PARAMS + ASL_SWEEP_RATES + 2 * ASL_SWEEP_STATISTICS + ASL_SWEEP_MOST_BANDS
};

typedef struct asl_sweep_spec {
    const asl_family *family;
    asl_axis_values params[ASL_MAX_PARAMS]; /* values of each parameter, inside its range */
    asl_axis_values rates[ASL_SWEEP_RATES]; /* positive rate pi, missing rho, spurious sigma, in [0, 1] */
    bool low_logit;                         /* which positives are missing */
    const asl_dist *dist;
    /* For standard errors: the same distribution in nbatches parts. Each statistic then has a second column NAME_se:
     * the standard deviation of its values over the parts, divided by the square root of their number. NULL and 0:
     * none. */
    const asl_dist *batches;
    size_t nbatches;
    /* nbands - 1 ascending probabilities in (0, 1) that cut [0, 1] into nbands bands; nbands 0: none. Each band has a
     * column band_K: the fraction of grad_neg from true negatives with p in the band. Together with missing_share they
     * sum to 1. */
    double band[ASL_SWEEP_MOST_BANDS - 1];
    size_t nbands;
    size_t threads;
} asl_sweep_spec;

typedef struct asl_sweep asl_sweep;

/* Create a grid without computing it. spec and everything it points to must outlive the sweep. ASL_BAD, with the
 * number of rows, if the grid has more than 10^9. Memory: about 264 bytes per combination of each side's parameters, up
 * to 48 MB per side. A larger side has no table; its integrals are computed again for each value of the slower axes.
 * Release with asl_sweep_free. */
int asl_sweep_new(asl_sweep **sweep, const asl_sweep_spec *spec, asl_error *err);
void asl_sweep_free(asl_sweep *sweep);

size_t asl_sweep_rows(const asl_sweep *sweep);

/* Columns: the parameters, positive_rate, missing, spurious (varies fastest), then the statistics, then the bands. */
int asl_sweep_columns(const asl_sweep *sweep, asl_row_sink visitor, asl_error *err);

/* asl_sweep_need announces rows, any number of times; asl_sweep_prepare then computes the integrals that these rows
 * need. Cannot fail. */
void asl_sweep_need(asl_sweep *sweep, size_t from, size_t to);
void asl_sweep_prepare(asl_sweep *sweep);

/* Make rows [from, to), which must have been announced. Several threads may do so concurrently. ASL_FAILED if the
 * visitor fails, if memory runs out, or if an integral of a row misses its accuracy (study/expectation.h); the message
 * then names the loss. */
int asl_sweep_range(const asl_sweep *sweep, size_t from, size_t to, asl_row_sink visitor, asl_error *err);

#endif
