/* The matrix product for any machine, with a fused multiply-add in software. */
#include "math/fma.h"
#include "math/product_variant.h"

typedef float lanes __attribute__((vector_size(16)));

static inline lanes fma_lanes(lanes x, lanes y, lanes z)
{
    for (int i = 0; i < 4; i++) z[i] = asl_fma_soft(x[i], y[i], z[i]);
    return z;
}

#define PRODUCT      asl_product_scalar
#define LANES        4
#define ROWS         4
#define VECTORS      1
#define FMA(x, y, z) fma_lanes(x, y, z)

#include "math/product_tiles.h"
