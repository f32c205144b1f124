/* An oracle for `aslab sweep`: the statistics of one grid point by adaptive integration in long double.
 *
 * Another road than src/study: the double exponential rule (Takahasi and Mori 1974), doubled until two levels agree, over
 * the textbook formulas of equations 5 to 8, with the groups' densities written out as they are defined, missing law
 * included, instead of expectations that are combined; p* as a sign change of a difference quotient. */
#ifndef ASL_TESTS_SWEEP_ORACLE_H
#define ASL_TESTS_SWEEP_ORACLE_H

#include "data/dist.h"

typedef struct oracle_point {
    double gamma_pos, gamma_neg, margin, positive_rate, missing, spurious;
    int low_logit;
    asl_mixture neg, pos;
} oracle_point;

/* out [15], in the order of asl_statistics. */
void oracle_statistics(const oracle_point *point, double *out);

#endif
