/* The arithmetic of the batch kernels on ROWS vectors of labels, in the precision of `real`. It computes the
 * definitions of src/loss/focusing.c with as few elementary functions as the accuracy allows: one exponential for the
 * sigmoid, one logarithm of 1 - b and one power of b, where b (q or u) is the base of the weight. If the exponents of
 * both labels are multiples of 1/2, the powers are products.
 *
 *   u             p - m; near the margin (1 - m) p (1 - e^-past) with past = z - logit(m)
 *   log(1 - b)    if b < 1/2: log(w) plus the rounding error of w = 1 - b; otherwise the logarithm of the complement,
 *                 which is accurate
 *   |z| > 60      p or q underflows further out; its logarithm is the logit */

/* Intermediate results of one vector of labels. */
typedef struct label_state {
    vec p, q, u, v; /* v = 1 - u */
    vec b, w;       /* base of the weight; 1 - b as rounded, or the complement */
    mask nothing;   /* below the margin: no loss, no gradient */
} label_state;

static inline void start(const asl_focus *f, vec z, mask positive, vec e, label_state *s)
{
    const real edge_hi = (real)f->edge_hi, edge_lo = (real)((f->edge_hi - (double)edge_hi) + f->edge_lo);
    const vec zero = all(0), one = all(1), half = all((real)0.5), m = all((real)f->margin);
    mask down = less(z, zero);
    vec large = one / (one + e), small = e * large;
    vec p = pick(down, small, large), q = pick(down, large, small), u = p, v = q;
    mask nothing = and(not(positive), not(less(zero, p)));
    if (f->margin > 0) {
        vec past = (z - all(edge_hi)) - all(edge_lo);
        u = pick(less(past, all(ASL_RISE_END)), (one - m) * p * one_less_exp(past), p - m);
        v = q + m;
        nothing = and(not(positive), not(less(zero, past)));
    }
    vec b = pick(nothing, half, pick(positive, q, u));
    s->p = p;
    s->q = q;
    s->u = u;
    s->v = v;
    s->b = b;
    s->w = pick(less(b, half), one - b, pick(positive, p, v));
    s->nothing = nothing;
}

static inline void weigh(const asl_focus *f, const label_state *s, const mask *positive, vec *weight)
{
    if (asl_has_short_power(f->gamma_pos) && asl_has_short_power(f->gamma_neg)) {
        for (int k = 0; k < ROWS; k++) weight[k] = vpow_short(s[k].b, f->gamma_pos);
        for (int k = 0; k < ROWS; k++) weight[k] = pick(positive[k], weight[k], vpow_short(s[k].b, f->gamma_neg));
    } else {
        vec gamma_pos = all((real)f->gamma_pos), gamma_neg = all((real)f->gamma_neg);
        for (int k = 0; k < ROWS; k++) weight[k] = vpow_positive(s[k].b, pick(positive[k], gamma_pos, gamma_neg));
    }
}

/* Computes value and gradient from weight and log_w = log(w). */
static inline void finish(const asl_focus *f, const label_state *s, vec z, mask positive, vec weight, vec log_w,
                          vec *value, vec *grad)
{
    const vec zero = all(0), one = all(1), far = all(60);
    const vec gamma_pos = all((real)f->gamma_pos), gamma_neg = all((real)f->gamma_neg);
    const bool shifted = f->margin > 0;
    vec log_c = log_w - pick(less(s->b, all((real)0.5)), s->b + (s->w - one), zero), grad_pos, grad_neg;
    log_c = pick(and(positive, less(z, -far)), z, log_c);
    if (!shifted) log_c = pick(and(not(positive), less(far, z)), -z, log_c);
    if (f->detached) {
        grad_pos = -s->q;
        grad_neg = shifted ? s->p * s->q / s->v : s->p;
    } else {
        grad_pos = gamma_pos * s->p * log_c - s->q;
        grad_neg =
            shifted ? s->p * s->q * (s->u - gamma_neg * log_c * s->v) / (s->u * s->v) : s->p - gamma_neg * s->q * log_c;
    }
    *value = pick(s->nothing, zero, zero - weight * log_c); /* never -0 */
    *grad = pick(s->nothing, zero, weight * pick(positive, grad_pos, grad_neg) + zero);
}

/* In stages: the steps of one function depend on each other, those of different vectors do not. */
static inline void labels(const asl_focus *f, const vec *z, const mask *positive, vec *value, vec *grad)
{
    vec e[ROWS], weight[ROWS], log_w[ROWS];
    label_state s[ROWS];
    for (int k = 0; k < ROWS; k++) e[k] = vexp_falling(pick(less(z[k], all(0)), z[k], -z[k]));
    for (int k = 0; k < ROWS; k++) start(f, z[k], positive[k], e[k], &s[k]);
    weigh(f, s, positive, weight);
    for (int k = 0; k < ROWS; k++) log_w[k] = vlog_normal(s[k].w);
    for (int k = 0; k < ROWS; k++) finish(f, &s[k], z[k], positive[k], weight[k], log_w[k], &value[k], &grad[k]);
}
