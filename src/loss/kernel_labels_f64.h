/* ROWS vectors of labels in double precision: the arithmetic of src/loss/focusing.c, for every logit. See there for
 * what each form is good for. */
static inline void label(const asl_focus *f, vec z, mask positive, vec *value, vec *grad)
{
    const vec zero = all(0), one = all(1), gamma_pos = all(f->gamma_pos), gamma_neg = all(f->gamma_neg),
              m = all(f->margin);
    mask down = less(z, zero);
    vec e = VEXP(pick(down, z, -z)), large = one / (one + e), small = e * large, log1p_e = VLOG1P(e);
    vec p = pick(down, small, large), q = pick(down, large, small);
    vec log_p = pick(down, z, zero) - log1p_e, log_q = pick(down, zero, -z) - log1p_e;

    vec u = p, log_v = log_q, q_v = one;
    mask dropped = not(less(zero, p));
    if (f->margin > 0) {
        vec past = (z - all(f->edge_hi)) - all(f->edge_lo), v = q + m;
        dropped = not(less(zero, past));
        u = (one - m) * p * -VEXPM1(-past);
        log_v = pick(less(u, all(0.5)), VLOG1P(-u), VLOG(v));
        q_v = q / v;
    }
    u = pick(dropped, all(0.25), u);
    vec weight = VPOW(pick(positive, q, u), pick(positive, gamma_pos, gamma_neg));
    vec grad_pos = f->detached ? -q : gamma_pos * p * log_p - q;
    vec grad_neg = f->detached ? p * q_v : p * (q_v - gamma_neg * q * (log_v / u));
    mask nothing = and(dropped, not(positive));
    *value = pick(nothing, zero, weight * -pick(positive, log_p, log_v));
    *grad = pick(nothing, zero, weight * pick(positive, grad_pos, grad_neg));
}

static void labels(const asl_focus *f, const vec *z, const mask *positive, vec *value, vec *grad)
{
    for (int k = 0; k < ROWS; k++) label(f, z[k], positive[k], &value[k], &grad[k]);
}
