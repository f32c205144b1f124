/* ROWS vectors of labels in single precision, with as few calls as its accuracy allows: one exponential for the
 * sigmoid, and for either label one logarithm of the weight's base b (q or u), one of its complement 1 - b (p or v),
 * one exponential for the power; where both gammas are whole numbers, products instead of the power's two.
 *
 *   u             p - m, and beside the margin (1 - m) p (1 - e^-past) by the series of 1 - e^-past
 *   log(1 - b)    b < 1/2: log(w) + what w = 1 - b lost by rounding; else of the complement, which has its digits
 *   beyond 60     p or q underflows later on: its logarithm is the logit */

/* 1 - e^-t for t in [0, 1/2], to 1e-8 relative. */
static inline vec rise(vec t)
{
    vec s = all(-1.f / 720) + t * all(1.f / 5040);
    s = all(1.f / 120) + t * s;
    s = all(-1.f / 24) + t * s;
    s = all(1.f / 6) + t * s;
    s = all(-1.f / 2) + t * s;
    return t + t * (t * s);
}

/* x^n; n at least 0. */
static inline vec whole_power(vec x, int n)
{
    vec y = all(1);
    for (; n > 0; n >>= 1, x *= x) {
        if (n & 1) y *= x;
    }
    return y;
}

static void labels(const asl_focus *f, const vec *z, const mask *positive, vec *value, vec *grad)
{
    const float edge_hi = (float)f->edge_hi, edge_lo = (float)((f->edge_hi - (double)edge_hi) + f->edge_lo);
    const vec zero = all(0), one = all(1), half = all(0.5f), far = all(60), m = all((float)f->margin);
    const vec gamma_pos = all((float)f->gamma_pos), gamma_neg = all((float)f->gamma_neg);
    const bool shifted = f->margin > 0;
    vec e[ROWS], p[ROWS], q[ROWS], u[ROWS], v[ROWS], b[ROWS], c[ROWS], power[ROWS], weight[ROWS], w[ROWS], log_w[ROWS];
    mask nothing[ROWS];

    for (int k = 0; k < ROWS; k++) e[k] = VEXP(pick(less(z[k], zero), z[k], -z[k]));
    for (int k = 0; k < ROWS; k++) {
        mask down = less(z[k], zero);
        vec large = one / (one + e[k]), small = e[k] * large;
        p[k] = u[k] = pick(down, small, large);
        q[k] = v[k] = pick(down, large, small);
        nothing[k] = and(not(positive[k]), not(less(zero, p[k])));
        if (shifted) {
            vec past = (z[k] - all(edge_hi)) - all(edge_lo);
            u[k] = pick(less(past, half), (one - m) * p[k] * rise(past), p[k] - m);
            v[k] = q[k] + m;
            nothing[k] = and(not(positive[k]), not(less(zero, past)));
        }
        b[k] = pick(nothing[k], half, pick(positive[k], q[k], u[k]));
        c[k] = pick(positive[k], p[k], v[k]);
        w[k] = pick(less(b[k], half), one - b[k], c[k]);
    }
    const int whole_pos = (int)f->gamma_pos, whole_neg = (int)f->gamma_neg;
    if ((double)whole_pos == f->gamma_pos && (double)whole_neg == f->gamma_neg) {
        for (int k = 0; k < ROWS; k++)
            weight[k] = pick(positive[k], whole_power(b[k], whole_pos), whole_power(b[k], whole_neg));
    } else {
        for (int k = 0; k < ROWS; k++) power[k] = pick(positive[k], gamma_pos, gamma_neg) * VLOG_ROUGH(b[k]);
        for (int k = 0; k < ROWS; k++) weight[k] = VEXP(power[k]);
    }
    for (int k = 0; k < ROWS; k++) log_w[k] = VLOG(w[k]);
    for (int k = 0; k < ROWS; k++) {
        vec log_c = log_w[k] - pick(less(b[k], half), b[k] + (w[k] - one), zero), grad_pos, grad_neg;
        log_c = pick(and(positive[k], less(z[k], -far)), z[k], log_c);
        if (!shifted) log_c = pick(and(not(positive[k]), less(far, z[k])), -z[k], log_c);
        if (f->detached) {
            grad_pos = -q[k];
            grad_neg = shifted ? p[k] * q[k] / v[k] : p[k];
        } else {
            grad_pos = gamma_pos * p[k] * log_c - q[k];
            grad_neg = shifted ? p[k] * q[k] * (u[k] - gamma_neg * log_c * v[k]) / (u[k] * v[k])
                               : p[k] - gamma_neg * q[k] * log_c;
        }
        value[k] = pick(nothing[k], zero, -weight[k] * log_c);
        grad[k] = pick(nothing[k], zero, weight[k] * pick(positive[k], grad_pos, grad_neg));
    }
}
