/* Matrix products in single precision whose result is a function of the inputs alone.
 *
 *   c [m, n] = op(a) op(b)        op(a) [m, k], op(b) [k, n], where op is the identity or the transpose
 *
 * Each output is one chain of fused multiply-adds, in the order of k, and then, in this order:
 *
 *   x = 0;  for i = 0 .. k - 1:  x = fma(op(a)[row, i], op(b)[i, column], x)
 *   x = x * scale
 *   x = x + bias[column]          if bias is not NULL
 *   x = x > 0 ? x : 0             if rectify
 *
 * The instruction set and the blocking change neither the operations nor their order, so that every variant gives the
 * same bits (tests/unit/test_product.c), except for the sign and payload of a NaN. Subnormal numbers are kept. The
 * variant is that of math/variant.h: AVX-512, AVX2 or NEON. Others have no fused multiply-add and compute it in
 * software, about a hundred times as slowly (asl_product_is_fast). */
#ifndef ASL_MATH_PRODUCT_H
#define ASL_MATH_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct asl_product {
    size_t m, n, k;     /* each may be 0 */
    bool a_transposed;  /* a is stored as [k, m] instead of [m, k] */
    bool b_transposed;  /* b is stored as [n, k] instead of [k, n] */
    const float *a, *b; /* row major */
    float scale;        /* 1: none */
    const float *bias;  /* [n] or NULL */
    bool rectify;
} asl_product;

/* c [m, n]: out, row major; must not overlap the inputs. Uses up to 64 KB of stack. Cannot fail, never allocates. Safe
 * in any thread. */
void asl_product_compute(const asl_product *p, float *c);

/* Does the variant in use have hardware for fused multiply-adds? */
bool asl_product_is_fast(void);

#endif
