#include "sweep_oracle.h"

#include <math.h>

typedef long double real;

/* A group of labels: where its logits are and what is asked of it. */
typedef struct group {
    const oracle_point *o;
    int truth, observed;
} group;

enum { VALUE, GRAD, PROB, QROB, DROPPED, MASS, QUANTITIES };

static real normal(const asl_normal *n, real z)
{
    real x = (z - (real)n->mean) / (real)n->sd;
    return expl(-x * x / 2) / ((real)n->sd * sqrtl(2 * acosl(-1)));
}

static real density(const asl_mixture *m, real z)
{
    real sum = 0;
    for (size_t i = 0; i < m->n; i++) sum += (real)m->part[i].weight * normal(&m->part[i], z);
    return sum;
}

static real share_above(const asl_mixture *m, real z)
{
    real sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        sum += (real)m->part[i].weight * erfcl((z - (real)m->part[i].mean) / ((real)m->part[i].sd * sqrtl(2))) / 2;
    }
    return sum;
}

/* The density of a group's labels among all labels. */
static real group_density(const group *g, real z)
{
    const oracle_point *o = g->o;
    real pi = (real)o->positive_rate, rho = (real)o->missing, sigma = (real)o->spurious;
    if (!g->truth) return (1 - pi) * (g->observed ? sigma : 1 - sigma) * density(&o->neg, z);
    real missed = rho;
    if (o->low_logit) missed = rho * (rho + (1 - rho) * 2 * share_above(&o->pos, z));
    real kept = 1 - missed;
    if (o->low_logit) { /* 1 - missed, without cancellation where nearly all are missed */
        real above = share_above(&o->pos, z), below = 1 - above;
        kept = (1 - rho) * (1 - rho) + 2 * rho * (1 - rho) * (below > above ? below : 1 - above);
    }
    return pi * (g->observed ? kept : missed) * density(&o->pos, z);
}

static real gradient_neg(const oracle_point *o, real z)
{
    real p = 1 / (1 + expl(-z)), q = 1 / (1 + expl(z)), m = (real)o->margin, g = (real)o->gamma_neg;
    real u = m > 0 ? p - m : p, v = m > 0 ? q + m : q;
    if (u <= 0) return 0;
    real log_v = u < 0.5L ? log1pl(-u) : logl(v);
    return powl(u, g) * p * q * (1 / v - (g > 0 ? g * log_v / u : 0));
}

static void quantities(const group *g, real z, real *out)
{
    const oracle_point *o = g->o;
    real p = 1 / (1 + expl(-z)), q = 1 / (1 + expl(z)), m = (real)o->margin;
    out[PROB] = p;
    out[QROB] = q;
    out[MASS] = 1;
    if (g->observed) {
        real gamma = (real)o->gamma_pos, weight = powl(q, gamma),
             log_p = z < 0 ? z - log1pl(expl(z)) : -log1pl(expl(-z));
        out[VALUE] = -weight * log_p;
        out[GRAD] = weight * (q - gamma * p * log_p);
        out[DROPPED] = 0;
    } else {
        real u = m > 0 ? p - m : p;
        out[DROPPED] = m > 0 && u <= 0;
        real log_v = u < 0.5L ? log1pl(-u) : logl(m > 0 ? q + m : q);
        out[VALUE] = u <= 0 ? 0 : -powl(u, (real)o->gamma_neg) * log_v;
        out[GRAD] = gradient_neg(o, z);
    }
}

/* One level of the double exponential rule on [a, b] with step h: nodes at odd multiples of h (or all where `all`). */
static void level(const group *g, real a, real b, real h, int all, real *sum)
{
    const real half_pi = acosl(-1) / 2;
    for (int k = all ? 0 : 1;; k += all ? 1 : 2) {
        real t = k * h, e = half_pi * sinhl(t), c = coshl(e), w = half_pi * coshl(t) / (c * c);
        if (t > 4.4L) break;
        for (int side = k == 0 ? 1 : -1; side <= 1; side += 2) {
            real x = 1 / (expl(e) * c); /* distance from the end, of half the width */
            real z = side < 0 ? a + (b - a) / 2 * x : b - (b - a) / 2 * x, q[QUANTITIES], d = group_density(g, z);
            if (d == 0 || z <= a || z >= b) continue;
            quantities(g, z, q);
            for (int i = 0; i < QUANTITIES; i++) sum[i] += w * d * q[i] * (b - a) / 2;
        }
    }
}

/* Adds the integrals over [a, b] to total. */
static void integrate(const group *g, real a, real b, real *total)
{
    enum { LEVELS = 13 };
    real sum[QUANTITIES] = {0}, last[QUANTITIES] = {0}, h = 0.5L;
    level(g, a, b, h, 1, sum);
    for (int n = 0; n < LEVELS; n++) {
        int settled = 1;
        for (int i = 0; i < QUANTITIES; i++) {
            settled = settled && fabsl(sum[i] * h - last[i]) <= 1e-11L * fabsl(sum[i] * h);
            last[i] = sum[i] * h;
        }
        if (settled && n > 3) break;
        h /= 2;
        level(g, a, b, h, 0, sum);
    }
    for (int i = 0; i < QUANTITIES; i++) total[i] += sum[i] * h;
}

/* All of a group: each part of its mixture's reach, cut at the margin and into stretches of at most 40 logits. */
static void add_group(const oracle_point *o, int truth, int observed, real *total)
{
    const asl_mixture *m = truth ? &o->pos : &o->neg;
    group g = {o, truth, observed};
    real low = (real)INFINITY, high = -(real)INFINITY,
         z0 = o->margin > 0 ? logl((real)o->margin) - log1pl(-(real)o->margin) : -(real)INFINITY;
    for (size_t i = 0; i < m->n; i++) {
        low = fminl(low, (real)m->part[i].mean - 39 * (real)m->part[i].sd);
        high = fmaxl(high, (real)m->part[i].mean + 39 * (real)m->part[i].sd);
    }
    real cut[3] = {low, z0 > low && z0 < high ? z0 : low, high};
    for (int s = 0; s < 2; s++) {
        real a = cut[s], width = fmaxl(0.5L, fminl(40, (cut[s + 1] - a) / 4));
        for (; a < cut[s + 1]; a += width) integrate(&g, a, fminl(a + width, cut[s + 1]), total);
    }
}

/* A central difference of sixth order; the wide step keeps the noise down where the gradient is all but flat. */
static real slope_neg(const oracle_point *o, real z)
{
    real h = 0.01L;
    return (45 * (gradient_neg(o, z + h) - gradient_neg(o, z - h)) -
            9 * (gradient_neg(o, z + 2 * h) - gradient_neg(o, z - 2 * h)) +
            (gradient_neg(o, z + 3 * h) - gradient_neg(o, z - 3 * h))) /
           (60 * h);
}

/* The logit of p*, or NaN. */
static real find_peak(const oracle_point *o)
{
    if (o->margin == 0 && o->gamma_neg == 0) return (real)NAN; /* cross-entropy: the gradient is p */
    real best = (real)NAN, top = 0, start = o->margin > 0 ? logl((real)o->margin / (1 - (real)o->margin)) + 0.05L : -30;
    for (real z = start; z < 40; z += 0.05L) {
        if (!(slope_neg(o, z) > 0 && slope_neg(o, z + 0.05L) < 0)) continue;
        real a = z, b = z + 0.05L;
        for (int i = 0; i < 70; i++) {
            real c = (a + b) / 2;
            if (slope_neg(o, c) > 0) {
                a = c;
            } else {
                b = c;
            }
        }
        if (gradient_neg(o, a) > top) top = gradient_neg(o, a), best = a;
    }
    return best;
}

/* Share of a group past z, by integrating its density from there. */
static real past(const oracle_point *o, int truth, int observed, real z, real mass)
{
    if (mass == 0) return (real)NAN;
    if (isnan(z)) return 0;
    const asl_mixture *m = truth ? &o->pos : &o->neg;
    group g = {o, truth, observed};
    real total[QUANTITIES] = {0}, high = z;
    for (size_t i = 0; i < m->n; i++) high = fmaxl(high, (real)m->part[i].mean + 39 * (real)m->part[i].sd);
    for (real a = z; a < high; a += 10) integrate(&g, a, fminl(a + 10, high), total);
    return total[MASS] / mass;
}

void oracle_statistics(const oracle_point *o, double *out)
{
    real tp[QUANTITIES] = {0}, fn[QUANTITIES] = {0}, tn[QUANTITIES] = {0}, fp[QUANTITIES] = {0};
    add_group(o, 1, 1, tp);
    add_group(o, 1, 0, fn);
    add_group(o, 0, 0, tn);
    add_group(o, 0, 1, fp);
    real pos = tp[MASS] + fp[MASS], neg = fn[MASS] + tn[MASS], z = find_peak(o);
    real grad_pos = tp[GRAD] + fp[GRAD], grad_neg = fn[GRAD] + tn[GRAD];
    real pt_pos = (tp[PROB] + fp[PROB]) / pos, pt_neg = (fn[QROB] + tn[QROB]) / neg;
    const real all[] = {(tp[VALUE] + fp[VALUE]) / pos,
                        (fn[VALUE] + tn[VALUE]) / neg,
                        tp[VALUE] + fp[VALUE] + fn[VALUE] + tn[VALUE],
                        grad_pos,
                        grad_neg,
                        grad_pos / grad_neg,
                        fn[GRAD] / grad_neg,
                        fn[GRAD] / grad_pos,
                        (fn[DROPPED] + tn[DROPPED]) / neg,
                        1 / (1 + expl(-z)),
                        past(o, 1, 0, z, fn[MASS]),
                        past(o, 0, 0, z, tn[MASS]),
                        pt_pos,
                        pt_neg,
                        pt_pos - pt_neg};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) out[i] = (double)all[i];
}
