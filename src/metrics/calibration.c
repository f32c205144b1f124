#include "metrics/calibration.h"

#include <math.h>

#include "base/numbers.h"

void asl_calibration_add(asl_calibration *c, size_t n, const double *p, const signed char *y)
{
    double squares = c->squares;
    for (size_t i = 0; i < n; i++) {
        int bin = (int)(p[i] * (double)ASL_ECE_BINS);
        if (bin >= ASL_ECE_BINS) bin = ASL_ECE_BINS - 1;
        double truth = y[i];
        c->n[bin] += 1;
        c->p[bin] += p[i];
        c->y[bin] += truth;
        squares += (p[i] - truth) * (p[i] - truth);
    }
    c->squares = squares;
}

void asl_calibration_merge(asl_calibration *into, const asl_calibration *other)
{
    for (int b = 0; b < ASL_ECE_BINS; b++) {
        into->n[b] += other->n[b];
        into->p[b] += other->p[b];
        into->y[b] += other->y[b];
    }
    into->squares += other->squares;
}

static double count(const asl_calibration *c)
{
    double n = 0;
    for (int b = 0; b < ASL_ECE_BINS; b++) n += c->n[b];
    return n;
}

double asl_calibration_ece(const asl_calibration *c)
{
    double gap = 0, n = count(c);
    for (int b = 0; b < ASL_ECE_BINS; b++) gap += fabs(c->p[b] - c->y[b]);
    return n > 0 ? gap / n : ASL_NAN;
}

double asl_calibration_brier(const asl_calibration *c)
{
    double n = count(c);
    return n > 0 ? c->squares / n : ASL_NAN;
}
