/* Internal interface of product.c and its variants: one function per instruction set, from the template
 * product_tiles.h. */
#ifndef ASL_MATH_PRODUCT_VARIANT_H
#define ASL_MATH_PRODUCT_VARIANT_H

#include "math/product.h"

typedef void asl_product_fn(const asl_product *p, float *c);

asl_product_fn asl_product_scalar;
#if defined(__x86_64__)
asl_product_fn asl_product_avx2, asl_product_avx512;
#endif
#if defined(__aarch64__)
asl_product_fn asl_product_neon;
#endif

#endif
