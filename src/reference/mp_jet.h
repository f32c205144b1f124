/* Functions of the logit z in multiple precision, with their derivatives (forward automatic differentiation).
 *
 *   v   the value
 *   t   dv/dz, the true derivative
 *   d   the derivative with detached parts constant; equals t if nothing is detached
 *   h   dd/dz
 *
 * For a product, d = a.d b + a b.d and h = a.h b + a.d b.t + a.t b.d + a b.h. A factor that is exactly 0 makes its
 * product 0 whatever the other factor is: below a margin there is no loss, and powers and logarithms are not
 * evaluated. Operations change x in place, in the precision of x->v. */
#ifndef ASL_REFERENCE_MP_JET_H
#define ASL_REFERENCE_MP_JET_H

#include <mpfr.h>
#include <stdbool.h>

typedef struct asl_mp_jet {
    mpfr_t v, t, d, h;
} asl_mp_jet;

void asl_mp_jet_init(asl_mp_jet *x, long bits); /* value 0 */
void asl_mp_jet_clear(asl_mp_jet *x);

void asl_mp_jet_negate(asl_mp_jet *x);
void asl_mp_jet_add(asl_mp_jet *x, const asl_mp_jet *y);
void asl_mp_jet_subtract(asl_mp_jet *x, const asl_mp_jet *y);
void asl_mp_jet_multiply(asl_mp_jet *x, const asl_mp_jet *y);
void asl_mp_jet_divide(asl_mp_jet *x, const asl_mp_jet *y);
void asl_mp_jet_power(asl_mp_jet *x, const mpfr_t g); /* 0^0 is 1 */
void asl_mp_jet_detach(asl_mp_jet *x);

/* Computes a function and its first two derivatives, f [3] out, at a. */
typedef void asl_mp_jet_rule(mpfr_t *f, const mpfr_t a);
asl_mp_jet_rule asl_mp_jet_log, asl_mp_jet_exp, asl_mp_jet_sigmoid, asl_mp_jet_softplus;
void asl_mp_jet_apply(asl_mp_jet *x, asl_mp_jet_rule *rule);

/* Is x < y at this z or, if both are equal, just below it? */
bool asl_mp_jet_less(const asl_mp_jet *x, const asl_mp_jet *y);

#endif
