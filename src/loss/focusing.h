/* The two terms that cross-entropy, focal and asymmetric losses are made of.
 *
 *   positive:  l+ = -q^g log p                        (equations 3, 4 and 7)
 *   negative:  l- = -u^g log(1 - u),  u = max(p - m, 0) (equations 5 to 7)
 *
 * g in [0, 30], m in [0, .5]. How the digits are kept (REFERENCE: derived, not in the paper):
 *   u near the margin   u = (1-m) p (1 - e^-(z - z0)) with z0 = logit(m) in two doubles, through expm1
 *   v = 1 - u           q + m, a sum of positive terms
 *   -log v              -log1p(-u) while u < 1/2, else -log(q + m), else (m = 0) softplus(z)
 *   hess as p -> 1      the terms free of g are grouped as u^g p q (q^2 + m(1-2p)) / v^2; their plain sum loses all
 *                       digits there at m = 0 */
#ifndef ASL_LOSS_FOCUSING_H
#define ASL_LOSS_FOCUSING_H

#include "loss/loss.h"

typedef struct asl_shifted {
    bool dropped; /* p <= m: no loss, no gradient */
    double u, log_v;
    double rate;  /* L / u with L = -log v; 1 as u -> 0 */
    double q_v;   /* q / v */
    double curve; /* (q^2 + m (1 - 2p)) / v^2 */
} asl_shifted;

/* derived[0..1] = logit(m) as hi and lo, from asl_focusing_derive. */
asl_shifted asl_shift(const asl_prob *x, double m, const double *derived);
void asl_focusing_derive(double m, double *derived);
extern const double asl_no_margin[2]; /* what it derives of m = 0 */

asl_jet asl_focusing_pos(const asl_prob *x, double g);
asl_jet asl_focusing_neg(const asl_prob *x, double g, double m, const double *derived);
double asl_focusing_neg_bend(const asl_prob *x, double g, double m, const double *derived);

#endif
