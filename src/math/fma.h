/* A fused multiply-add in single precision without hardware support. */
#ifndef ASL_MATH_FMA_H
#define ASL_MATH_FMA_H

#include <stdint.h>
#include <string.h>

/* a b + c with one rounding, to nearest even: the same bits as fmaf of the C library for all inputs, except that the
 * sign and payload of a NaN are unspecified.
 *
 * The product of two floats is exact in double. The sum is rounded to odd: where it is inexact, the neighbour whose last
 * bit is 1 is taken, so that the conversion to float rounds as if the sum were exact (Boldo and Melquiond, "Emulation of
 * a FMA and correctly rounded sums", 2008). Subnormal numbers and overflow need no special case, because the range of a
 * double exceeds that of a product of floats. */
static inline float asl_fma_soft(float a, float b, float c)
{
    double product = (double)a * (double)b, addend = (double)c, sum = product + addend;
    double part = sum - product, lost = (product - (sum - part)) + (addend - part);
    int64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    int inexact = (lost < 0) | (lost > 0); /* neither if the sum is infinite or NaN */
    int toward_zero = (lost < 0) != (sum < 0);
    bits += (inexact & (int)~bits & 1) * (toward_zero ? -1 : 1);
    memcpy(&sum, &bits, sizeof sum);
    return (float)sum;
}

#endif
