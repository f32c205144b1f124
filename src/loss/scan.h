/* The logits at which the features of a loss are searched, in ascending order, strictly inside an open interval:
 *
 *   above a finite lower end (a kink)   at the distances 2^-44, 2^-43, ... 1/16, for power laws
 *   below a finite upper end            at the distance 2^-44
 *   |z| <= 60                           the multiples of 1/8; in a fine scan those of 1/64 for |z| <= 8
 *   beyond                              60, 120, 240, ... and their negatives, to -1e6 and 1e300 */
#ifndef ASL_LOSS_SCAN_H
#define ASL_LOSS_SCAN_H

#include <stdbool.h>

#define ASL_SCAN_INNER 60.0

typedef struct asl_scan {
    double from, to; /* the interval */
    bool fine;
    double last, distance;
} asl_scan;

/* Start a scan. from may be -inf and to inf. fine: for losses whose gradient changes direction more than once. */
asl_scan asl_scan_between(double from, double to, bool fine);

/* Set *z to the next logit; false at the end. */
bool asl_scan_next(asl_scan *scan, double *z);

#endif
