/* The two terms of which cross-entropy, focal and asymmetric losses consist.
 *
 *   positive:  l+ = -q^g log p                          (equations 3, 4 and 7)
 *   negative:  l- = -u^g log(1 - u),  u = max(p - m, 0) (equations 5 to 7)
 *
 * g in [0, 30], m in [0, .5]. These forms avoid cancellation:
 *
 *   u near the margin   u = (1-m) p (1 - e^-(z - z0)) with z0 = logit(m) in two doubles, through expm1
 *   v = 1 - u           q + m, a sum of positive terms
 *   -log v              -log1p(-u) if u < 1/2, otherwise -log(q + m) or, if m = 0, softplus(z)
 *   hess as p -> 1      the terms without g are grouped as u^g p q (q^2 + m(1-2p)) / v^2; at m = 0 their plain sum
 *                       would lose all digits */
#ifndef ASL_LOSS_FOCUSING_H
#define ASL_LOSS_FOCUSING_H

#include "loss/loss.h"

typedef struct asl_shifted {
    bool dropped; /* p <= m: no loss, no gradient */
    double u, log_v;
    double rate;  /* L / u with L = -log v; 1 for u -> 0 */
    double q_v;   /* q / v */
    double curve; /* (q^2 + m (1 - 2p)) / v^2 */
} asl_shifted;

/* derived[0..1]: logit(m) as high and low double, from asl_focusing_derive. */
asl_shifted asl_shift(const asl_sigmoid_point *x, double m, const double *derived);
void asl_focusing_derive(double m, double *derived);
extern const double asl_no_margin[2]; /* the derived constants of m = 0 */

asl_loss_value asl_focusing_pos(const asl_sigmoid_point *x, double g);
asl_loss_value asl_focusing_neg(const asl_sigmoid_point *x, double g, double m, const double *derived);
double asl_focusing_neg_hess_sign(const asl_sigmoid_point *x, double g, double m, const double *derived);

#endif
