#include "math/product.h"

#include "math/product_variant.h"
#include "math/variant.h"

/* Variants without an entry have no fused multiply-add. */
static asl_product_fn *const variants[ASL_VARIANTS] = {
#if defined(__x86_64__)
    [ASL_AVX512] = asl_product_avx512,
    [ASL_AVX2] = asl_product_avx2,
#endif
#if defined(__aarch64__)
    [ASL_NEON] = asl_product_neon,
#endif
    [ASL_SCALAR] = NULL,
};

bool asl_product_is_fast(void) { return variants[asl_variant_chosen()] != NULL; }

void asl_product_compute(const asl_product *p, float *c)
{
    asl_product_fn *fast = variants[asl_variant_chosen()];
    if (p->m == 0 || p->n == 0) return;
    if (fast != NULL) {
        fast(p, c);
    } else {
        asl_product_scalar(p, c);
    }
}
