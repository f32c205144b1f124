/* An oracle for `aslab sweep`: computes the statistics of one grid point by integration in long double.
 *
 * It shares neither the integration rule nor the formulas with the program. The rule is the double exponential rule
 * (Takahasi and Mori 1974), refined until two levels agree, on pieces between the kinks, the sign changes of the
 * gradient, and the features of the loss and of the distribution. The formulas are the textbook ones, with derivatives
 * by automatic differentiation. The densities of the groups follow their definitions directly. Next to a kink the
 * variable is the offset from it, which can be as small as 1e-4932 in long double. A gradient like offset^(gamma - 1)
 * is integrated over offset^gamma close to the kink, and over the logarithm of the offset elsewhere. */
#ifndef ASL_TESTS_SWEEP_ORACLE_H
#define ASL_TESTS_SWEEP_ORACLE_H

#include "data/dist.h"
#include "loss/loss.h"

enum { ORACLE_STATISTICS = 15, ORACLE_BANDS = 5 };

typedef struct oracle_point {
    const char *family;
    double theta[ASL_MAX_PARAMS];
    double positive_rate, missing, spurious;
    int low_logit;
    asl_mixture neg, pos;
    int bands; /* number of bands; 0: none */
    double band[ORACLE_BANDS - 1];
} oracle_point;

/* Computes out [ORACLE_STATISTICS], in the order of asl_statistics, and scale [ORACLE_STATISTICS], which errors are
 * relative to. p_star and the two shares past it are computed only for asl, and are NaN for other losses. band [5]: the
 * shares of the bands. */
void oracle_statistics(const oracle_point *point, double *out, double *scale, double *band);

/* The loss and its derivative with respect to z for one label. */
void oracle_loss(const oracle_point *point, int label, long double z, long double *value, long double *grad);

#endif
