/* The matrix product for NEON, which every 64-bit ARM CPU has. */
#include "math/product_variant.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define PRODUCT      asl_product_neon
#define LANES        4
#define ROWS         4
#define VECTORS      4
#define FMA(x, y, z) ((vec)vfmaq_f32((float32x4_t)(z), (float32x4_t)(x), (float32x4_t)(y)))

#include "math/product_tiles.h"
#endif
