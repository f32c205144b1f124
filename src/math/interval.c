#include "math/interval.h"

#include <math.h>

#include "math/student.h"

asl_interval asl_interval_of(size_t n, const double *x)
{
    asl_interval i = {0, (double)NAN, (double)NAN, (double)NAN};
    double mean = 0, squares = 0; /* Welford's algorithm */
    for (size_t k = 0; k < n; k++) {
        if (isnan(x[k])) continue;
        double off = x[k] - mean;
        mean += off / (double)++i.n;
        squares += off * (x[k] - mean);
    }
    if (i.n > 0) i.mean = mean;
    if (i.n < 2) return i;
    double se = sqrt(squares / (double)(i.n - 1) / (double)i.n);
    double half = se > 0 ? se * asl_student_quantile(0.975, (double)(i.n - 1)) : 0;
    i.low = mean - half;
    i.high = mean + half;
    return i;
}
