/* One kernel, written once for vectors of any width: included by kernel_f64_*.c and kernel_f32_*.c after
 *
 *   REAL, MASK   the element type, and the signed integer of its size
 *   LANES        elements a vector
 *   KERNEL       the function's name
 *   VEXP VLOG VLOG1P VEXPM1   SLEEF's functions of that width, and VPOW(b, g)
 *
 * The arithmetic is that of src/loss/focusing.c: see there for what each form is good for. */
#include <string.h>

typedef REAL vec __attribute__((vector_size(LANES * sizeof(REAL))));
typedef MASK mask __attribute__((vector_size(LANES * sizeof(REAL))));
typedef signed char bytes __attribute__((vector_size(LANES)));

static inline vec pick(mask m, vec a, vec b) { return (vec)((m & (mask)a) | (~m & (mask)b)); }

static inline vec all(REAL x) { return x - (vec){0}; }

/* LANES labels. */
static inline void labels(const asl_focus *f, vec z, mask positive, vec *value, vec *grad)
{
    const vec zero = all(0), one = all(1);
    const REAL m = (REAL)f->margin;
    mask up = z >= zero;
    vec e = VEXP(pick(up, -z, z)), large = one / (one + e), small = e * large, log1p_e = VLOG1P(e);
    vec p = pick(up, large, small), q = pick(up, small, large);
    vec log_p = pick(up, zero, z) - log1p_e, log_q = pick(up, -z, zero) - log1p_e;

    vec u = p, log_v = log_q, q_v = one;
    mask dropped = p == zero;
    if (f->margin > 0) {
        REAL edge_hi = (REAL)f->edge_hi, edge_lo = (REAL)((f->edge_hi - (double)edge_hi) + f->edge_lo);
        vec past = (z - all(edge_hi)) - all(edge_lo), v = q + all(m);
        dropped = past <= zero;
        u = all(1 - m) * p * -VEXPM1(-past);
        log_v = pick(u < all((REAL)0.5), VLOG1P(-u), VLOG(v));
        q_v = q / v;
    }
    u = pick(dropped, all((REAL)0.25), u);
    vec weight = VPOW(pick(positive, q, u), pick(positive, all((REAL)f->gamma_pos), all((REAL)f->gamma_neg)));
    vec grad_pos = f->detached ? -q : all((REAL)f->gamma_pos) * p * log_p - q;
    vec grad_neg = f->detached ? p * q_v : p * (q_v - all((REAL)f->gamma_neg) * q * (log_v / u));
    mask nothing = dropped & ~positive;
    *value = pick(nothing, zero, weight * -pick(positive, log_p, log_v));
    *grad = pick(nothing, zero, weight * pick(positive, grad_pos, grad_neg));
}

static inline mask load_labels(const signed char *y)
{
    bytes b;
    memcpy(&b, y, sizeof b);
    return __builtin_convertvector(b, mask) != 0;
}

void KERNEL(const asl_focus *f, size_t n, const REAL *z, const signed char *y, REAL *value, REAL *grad)
{
    size_t i = 0;
    vec logits, v, g;
    for (; i + LANES <= n; i += LANES) {
        memcpy(&logits, z + i, sizeof logits);
        labels(f, logits, load_labels(y + i), &v, &g);
        memcpy(value + i, &v, sizeof v);
        memcpy(grad + i, &g, sizeof g);
    }
    if (i == n) return;
    REAL last[LANES] = {0};
    signed char last_y[LANES] = {0};
    memcpy(last, z + i, (n - i) * sizeof *last);
    memcpy(last_y, y + i, n - i);
    memcpy(&logits, last, sizeof logits);
    labels(f, logits, load_labels(last_y), &v, &g);
    memcpy(value + i, &v, (n - i) * sizeof *value);
    memcpy(grad + i, &g, (n - i) * sizeof *grad);
}
