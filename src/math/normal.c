#include "math/normal.h"

#include <math.h>

#include "math/elementary.h"

/* Bisection until a and b are neighbours; p < 1/2. */
static double lower_quantile(double p)
{
    double a = -39, b = 0;
    for (;;) {
        double middle = a + (b - a) / 2;
        if (middle <= a || middle >= b) return middle;
        if (0.5 * asl_erfc(-middle / sqrt(2)) > p) {
            b = middle;
        } else {
            a = middle;
        }
    }
}

double asl_normal_quantile(double p) { return p > 0.5 ? -lower_quantile(1 - p) : lower_quantile(p); }
