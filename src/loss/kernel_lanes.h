/* One batch kernel, for vectors of any width. This header is a template: kernel_f64_*.c and kernel_f32_*.c define the
 * following macros and include it.
 *
 *   LANE_BITS, LANES   as in math/lanes.h
 *   KERNEL             name of the function */
#include <string.h>

#include "loss/kernel_variant.h"
#include "math/lanes.h"
#if LANE_BITS == 64
#include "math/elementary_f64.h"
#else
#include "math/elementary_f32.h"
#endif

enum { ROWS = 8 };

#include "loss/kernel_labels.h"

#if LANES == 1
static inline mask load_labels(const signed char *y) { return *y != 0; }
#else
typedef signed char bytes __attribute__((vector_size(LANES)));

static inline mask load_labels(const signed char *y)
{
    bytes b;
    memcpy(&b, y, sizeof b);
#if defined(LANES_AVX512) && LANE_BITS == 64
    return _mm512_test_epi64_mask(_mm512_cvtepi8_epi64(_mm_loadl_epi64((const __m128i *)&b)), _mm512_set1_epi64(-1));
#elif defined(LANES_AVX512)
    return _mm512_test_epi32_mask(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)&b)), _mm512_set1_epi32(-1));
#else
    return __builtin_convertvector(b, mask) != 0;
#endif
}
#endif

/* ROWS vectors at a time: the stages of a label depend on each other, those of different labels do not. */
static void block(const asl_focus *f, const real *z, const signed char *y, real *value, real *grad)
{
    vec logits[ROWS], v[ROWS], g[ROWS];
    mask positive[ROWS];
    memcpy(logits, z, sizeof logits);
    for (int k = 0; k < ROWS; k++) positive[k] = load_labels(y + k * LANES);
    labels(f, logits, positive, v, g);
    memcpy(value, v, sizeof v);
    memcpy(grad, g, sizeof g);
}

void KERNEL(const asl_focus *f, size_t n, const real *z, const signed char *y, real *value, real *grad)
{
    enum { STEP = ROWS * LANES };
    size_t i = 0;
    for (; i + STEP <= n; i += STEP) block(f, z + i, y + i, value + i, grad + i);
    if (i == n) return;
    real last[STEP] = {0}, last_value[STEP], last_grad[STEP];
    signed char last_y[STEP] = {0};
    memcpy(last, z + i, (n - i) * sizeof *last);
    memcpy(last_y, y + i, n - i);
    block(f, last, last_y, last_value, last_grad);
    memcpy(value + i, last_value, (n - i) * sizeof *value);
    memcpy(grad + i, last_grad, (n - i) * sizeof *grad);
}
