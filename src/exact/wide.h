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
#ifndef ASL_EXACT_WIDE_H
#define ASL_EXACT_WIDE_H

#include <mpfr.h>
#include <stdbool.h>

typedef struct asl_wide {
    mpfr_t v, t, d, h;
} asl_wide;

void asl_wide_init(asl_wide *x, long bits); /* value 0 */
void asl_wide_clear(asl_wide *x);

void asl_wide_negate(asl_wide *x);
void asl_wide_add(asl_wide *x, const asl_wide *y);
void asl_wide_subtract(asl_wide *x, const asl_wide *y);
void asl_wide_multiply(asl_wide *x, const asl_wide *y);
void asl_wide_divide(asl_wide *x, const asl_wide *y);
void asl_wide_power(asl_wide *x, const mpfr_t g); /* 0^0 is 1 */
void asl_wide_detach(asl_wide *x);

/* Computes a function and its first two derivatives, f [3] out, at a. */
typedef void asl_wide_rule(mpfr_t *f, const mpfr_t a);
asl_wide_rule asl_wide_log, asl_wide_exp, asl_wide_sigmoid, asl_wide_softplus;
void asl_wide_apply(asl_wide *x, asl_wide_rule *rule);

/* Is x < y at this z or, if both are equal, just below it? */
bool asl_wide_less(const asl_wide *x, const asl_wide *y);

#endif
