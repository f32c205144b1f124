/* The matrix product for AVX-512, compiled for it (see the Makefile). */
#include "math/product_variant.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define PRODUCT      asl_product_avx512
#define LANES        16
#define ROWS         8
#define VECTORS      3
#define FMA(x, y, z) ((vec)_mm512_fmadd_ps((__m512)(x), (__m512)(y), (__m512)(z)))

#include "math/product_tiles.h"
#endif
