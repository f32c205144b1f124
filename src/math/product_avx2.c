/* The matrix product for AVX2 with FMA, compiled for these instructions (see the Makefile). */
#include "math/product_variant.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define PRODUCT      asl_product_avx2
#define LANES        8
#define ROWS         6
#define VECTORS      2
#define FMA(x, y, z) ((vec)_mm256_fmadd_ps((__m256)(x), (__m256)(y), (__m256)(z)))

#include "math/product_tiles.h"
#endif
