/* One kernel, written once for vectors of any width: included by kernel_f64_*.c and kernel_f32_*.c after
 *
 *   REAL, MASK   the element type, and the signed integer of its size
 *   LANES        elements a vector
 *   KERNEL       the function's name
 *   LABELS       the header with the arithmetic: static void labels(focus, z, positive, value, grad), all [ROWS]
 *   VEXP VLOG VLOG1P VEXPM1 VPOW, or VEXP VLOG VLOG_ROUGH   SLEEF's functions of that width, as LABELS wants */
#include <string.h>

enum { ROWS = 8 };

typedef REAL vec __attribute__((vector_size(LANES * sizeof(REAL))));

#ifdef MASK_BITS /* AVX-512: a condition is a bit a lane, in a register of its own */
typedef MASK_BITS mask;
static inline mask less(vec a, vec b) { return COMPARE_LESS(a, b); }
static inline mask not(mask m) { return (mask)~m; }
static inline mask and (mask a, mask b) { return (mask)(a & b); }
static inline vec pick(mask m, vec a, vec b) { return BLEND(m, b, a); }
#else /* a condition is all ones or zeros in each lane */
typedef MASK mask __attribute__((vector_size(LANES * sizeof(REAL))));
static inline mask less(vec a, vec b) { return a < b; }
static inline mask not(mask m) { return ~m; }
static inline mask and (mask a, mask b) { return a & b; }
static inline vec pick(mask m, vec a, vec b) { return (vec)((m & (mask)a) | (~m & (mask)b)); }
#endif

static inline vec all(REAL x) { return x - (vec){0}; }

#include LABELS

typedef signed char bytes __attribute__((vector_size(LANES)));

static inline mask load_labels(const signed char *y)
{
    bytes b;
    memcpy(&b, y, sizeof b);
#ifdef MASK_BITS
    return NONZERO(b);
#else
    return __builtin_convertvector(b, mask) != 0;
#endif
}

/* ROWS vectors at a time: the stages of a label wait for each other, those of several labels do not. */
static void block(const asl_focus *f, const REAL *z, const signed char *y, REAL *value, REAL *grad)
{
    vec logits[ROWS], v[ROWS], g[ROWS];
    mask positive[ROWS];
    memcpy(logits, z, sizeof logits);
    for (int k = 0; k < ROWS; k++) positive[k] = load_labels(y + k * LANES);
    labels(f, logits, positive, v, g);
    memcpy(value, v, sizeof v);
    memcpy(grad, g, sizeof g);
}

void KERNEL(const asl_focus *f, size_t n, const REAL *z, const signed char *y, REAL *value, REAL *grad)
{
    enum { STEP = ROWS * LANES };
    size_t i = 0;
    for (; i + STEP <= n; i += STEP) block(f, z + i, y + i, value + i, grad + i);
    if (i == n) return;
    REAL last[STEP] = {0}, last_value[STEP], last_grad[STEP];
    signed char last_y[STEP] = {0};
    memcpy(last, z + i, (n - i) * sizeof *last);
    memcpy(last_y, y + i, n - i);
    block(f, last, last_y, last_value, last_grad);
    memcpy(value + i, last_value, (n - i) * sizeof *value);
    memcpy(grad + i, last_grad, (n - i) * sizeof *grad);
}
