/* The matrix product for any machine, with a fused multiply-add in software. */
#include "math/product_variant.h"

typedef float floats __attribute__((vector_size(16)));
typedef double doubles __attribute__((vector_size(16)));
typedef long long masks __attribute__((vector_size(16)));

/* x y + z of floats, on two lanes, such that the conversion to float rounds it as fmaf does.
 *
 * The product of two floats is exact in double. The sum is rounded to odd: if it is inexact, the neighbour whose last
 * bit is 1 is taken, so that the conversion rounds as if the sum were exact (Boldo and Melquiond, "Emulation of a FMA
 * and correctly rounded sums", 2008). Subnormal numbers and overflow need no special case, because the range of a
 * double exceeds that of a product of floats. `lost` is NaN if the sum is not finite. A true comparison is -1. */
static inline doubles fma_lanes(doubles x, doubles y, doubles z)
{
    doubles product = x * y, sum = product + z, part = sum - product;
    doubles lost = (product - (sum - part)) + (z - part);
    masks bits = (masks)sum, toward_zero = (lost < 0) ^ (sum < 0);
    masks odd = ((lost < 0) | (lost > 0)) & ~bits & 1;
    return (doubles)(bits + ((odd ^ toward_zero) - toward_zero));
}

static inline doubles low(floats x) { return (doubles){(double)x[0], (double)x[1]}; }
static inline doubles high(floats x) { return (doubles){(double)x[2], (double)x[3]}; }

static inline floats fma_soft(floats x, floats y, floats z)
{
    doubles a = fma_lanes(low(x), low(y), low(z)), b = fma_lanes(high(x), high(y), high(z));
    return (floats){(float)a[0], (float)a[1], (float)b[0], (float)b[1]};
}

#define PRODUCT      asl_product_scalar
#define LANES        4
#define ROWS         4
#define VECTORS      1
#define FMA(x, y, z) fma_soft(x, y, z)

#include "math/product_tiles.h"
