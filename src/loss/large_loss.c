#include "loss/large_loss.h"

#include <math.h>

#include "base/numbers.h"

enum { DELTA_REL };

/* The value at index `at` of x [n] in descending order (Hoare's FIND). Reorders x. */
static double select_highest(double *x, long n, long at)
{
    for (long lo = 0, hi = n - 1; lo < hi;) {
        double pivot = x[at];
        long i = lo, k = hi;
        while (i <= k) {
            while (x[i] > pivot) i++;
            while (x[k] < pivot) k--;
            if (i > k) break;
            double t = x[i];
            x[i++] = x[k];
            x[k--] = t;
        }
        if (at > k && at < i) break;
        if (at <= k) hi = k;
        if (at >= i) lo = i;
    }
    return x[at];
}

double asl_large_logit(const asl_batch *b, double share)
{
    long known = 0, negatives = 0;
    for (size_t i = 0; i < b->n * b->labels; i++) {
        known += b->y[i] >= 0;
        if (b->y[i] == 0) b->scratch[negatives++] = (double)b->z[i];
    }
    double wanted = ceil((double)known * fmin(share, 1));
    long k = wanted < (double)negatives ? (long)wanted : negatives;
    return k == 0 ? ASL_INF : select_highest(b->scratch, negatives, k - 1);
}

double asl_large_share_growing(const asl_loss *loss, const asl_batch *b)
{
    return loss->theta[DELTA_REL] / 100 * (double)b->epoch;
}

double asl_large_share_fixed(const asl_loss *loss, const asl_batch *b)
{
    return b->epoch == 0 ? 0 : loss->theta[DELTA_REL] / 100;
}
