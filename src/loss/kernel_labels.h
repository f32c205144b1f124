/* The arithmetic of the batch kernels on ROWS vectors of labels, in the precision of `real`. It computes what
 * src/loss/focusing.c defines, with as few functions as its accuracy allows: one exponential for the sigmoid and, for
 * either label, one logarithm of the complement 1 - b of the weight's base b (q or u) and one power of b. Where the
 * powers of both labels are whole or half, they are products.
 *
 *   u             p - m, and near the margin (1 - m) p (1 - e^-past), past = z - logit(m)
 *   log(1 - b)    b < 1/2: log(w) plus what w = 1 - b lost by rounding; otherwise the logarithm of the complement, which
 *                 has its digits
 *   beyond 60     p or q underflows further out: its logarithm is the logit */
static inline vec weights(const asl_focus *f, vec b, mask positive)
{
    if (asl_has_short_power(f->gamma_pos) && asl_has_short_power(f->gamma_neg))
        return pick(positive, vpow_short(b, f->gamma_pos), vpow_short(b, f->gamma_neg));
    return vpow_positive(b, pick(positive, all((real)f->gamma_pos), all((real)f->gamma_neg)));
}

static inline void label(const asl_focus *f, vec z, mask positive, vec *value, vec *grad)
{
    const real edge_hi = (real)f->edge_hi, edge_lo = (real)((f->edge_hi - (double)edge_hi) + f->edge_lo);
    const vec zero = all(0), one = all(1), half = all(0.5f), far = all(60), m = all((real)f->margin);
    const vec gamma_pos = all((real)f->gamma_pos), gamma_neg = all((real)f->gamma_neg);
    const bool shifted = f->margin > 0;
    mask down = less(z, zero), nothing;
    vec e = vexp(pick(down, z, -z)), large = one / (one + e), small = e * large;
    vec p = pick(down, small, large), q = pick(down, large, small), u = p, v = q;
    nothing = and(not(positive), not(less(zero, p)));
    if (shifted) {
        vec past = (z - all(edge_hi)) - all(edge_lo);
        u = pick(less(past, all(ASL_RISE_END)), (one - m) * p * one_less_exp(past), p - m);
        v = q + m;
        nothing = and(not(positive), not(less(zero, past)));
    }
    vec b = pick(nothing, half, pick(positive, q, u)), c = pick(positive, p, v), w = pick(less(b, half), one - b, c);
    vec weight = weights(f, b, positive);
    vec log_c = vlog_normal(w) - pick(less(b, half), b + (w - one), zero), grad_pos, grad_neg;
    log_c = pick(and(positive, less(z, -far)), z, log_c);
    if (!shifted) log_c = pick(and(not(positive), less(far, z)), -z, log_c);
    if (f->detached) {
        grad_pos = -q;
        grad_neg = shifted ? p * q / v : p;
    } else {
        grad_pos = gamma_pos * p * log_c - q;
        grad_neg = shifted ? p * q * (u - gamma_neg * log_c * v) / (u * v) : p - gamma_neg * q * log_c;
    }
    *value = pick(nothing, zero, zero - weight * log_c); /* never -0 */
    *grad = pick(nothing, zero, weight * pick(positive, grad_pos, grad_neg) + zero);
}

static inline void labels(const asl_focus *f, const vec *z, const mask *positive, vec *value, vec *grad)
{
    for (int k = 0; k < ROWS; k++) label(f, z[k], positive[k], &value[k], &grad[k]);
}
