/* A number as the unevaluated sum of two doubles, for the few constants that need more than 53 bits. */
#ifndef ASL_MATH_DD_H
#define ASL_MATH_DD_H

typedef struct asl_dd {
    double hi, lo;
} asl_dd;

/* logit(m) = log(m / (1 - m)) for m in (0, 1), with an error of 4e-32 (1 + |logit(m)|), about 2^-104. The difference z
 * - logit(m), computed as (z - hi) - lo, is thus accurate to double precision even one ulp away from the margin. m = 0
 * gives -inf. Cannot fail.
 *
 * Method: hi by log and log1p, then lo = log1p(t), t = (m - (1 - m) e^hi) / ((1 - m) e^hi), with e^hi from its series
 * in double-double arithmetic (Hida, Li and Bailey 2001). */
asl_dd asl_dd_logit(double m);

#endif
