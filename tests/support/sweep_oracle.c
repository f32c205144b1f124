#include "sweep_oracle.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef long double real;

/* A number and its derivative with respect to the logit. */
typedef struct dual {
    real v, d;
} dual;

static dual plus(dual a, dual b) { return (dual){a.v + b.v, a.d + b.d}; }
static dual times(dual a, dual b) { return (dual){a.v * b.v, a.d * b.v + a.v * b.d}; }
static dual scaled(real k, dual a) { return (dual){k * a.v, k * a.d}; }
static dual constant(real k) { return (dual){k, 0}; }
static dual detached(dual a) { return (dual){a.v, 0}; }

static dual power(dual a, real g)
{
    if (g == 0) return constant(1);
    real v = powl(a.v, g);
    return (dual){v, a.v > 0 ? g * v / a.v * a.d : 0};
}

/* --- the losses */

/* The inputs of a loss at one logit. */
typedef struct place {
    real z;
    dual p, q, log_p, log_q;
    bool past; /* the logit is above the kink */
    real t;    /* z - kink, if past */
} place;

static place place_at(real z)
{
    real e = expl(-fabsl(z)), big = 1 / (1 + e), small = e / (1 + e), l = log1pl(e);
    real p = z >= 0 ? big : small, q = z >= 0 ? small : big;
    return (place){.z = z,
                   .p = {p, p * q},
                   .q = {q, -p * q},
                   .log_p = {z >= 0 ? -l : z - l, q},
                   .log_q = {z >= 0 ? -z - l : -l, -p}};
}

/* Returns the inputs at k z + c, with derivatives with respect to z. */
static place place_on_line(real z, real k, real c)
{
    place x = place_at(k * z + c);
    dual *all[] = {&x.p, &x.q, &x.log_p, &x.log_q};
    for (int i = 0; i < 4; i++) all[i]->d *= k;
    return x;
}

/* log p + q + ... + q^n / n for n = 1 or 2. Its derivative is q^(n + 1). */
static dual log_rest(const place *x, int n)
{
    real q = x->q.v, v = 0;
    if (q > 0.25L) {
        v = x->log_p.v + q + (n > 1 ? q * q / 2 : 0);
    } else {
        real term = n > 1 ? q * q : q;
        for (int k = n + 1; k < 60; k++) v -= (term *= q) / k;
    }
    return (dual){v, powl(q, n + 1)};
}

static bool is(const oracle_point *o, const char *name) { return strcmp(o->family, name) == 0; }

static dual focusing(const place *x, real g, bool detach)
{
    dual w = power(x->q, g);
    return scaled(-1, times(detach ? detached(w) : w, x->log_p));
}

/* -(log p + e1 q + e2 / 2 q^2) q^gamma */
static dual polynomial(const place *x, real e1, real e2, real gamma)
{
    dual sum = plus(log_rest(x, 2), plus(scaled(e1 - 1, x->q), scaled((e2 - 1) / 2, times(x->q, x->q))));
    return scaled(-1, times(sum, power(x->q, gamma)));
}

static dual positive(const oracle_point *o, const place *x)
{
    const double *t = o->theta;
    if (is(o, "focal")) return focusing(x, t[0], false);
    if (is(o, "focal_alpha")) return scaled(t[0], focusing(x, t[1], false));
    if (is(o, "asl") || is(o, "asl_detached")) return focusing(x, t[0], is(o, "asl_detached"));
    if (is(o, "hill") || is(o, "splc")) {
        place s = place_on_line(x->z, 1, -(real)t[1]);
        return focusing(&s, t[2], false);
    }
    if (is(o, "apl")) return polynomial(x, t[0], t[1], t[3]);
    if (is(o, "ral")) return polynomial(x, t[1], t[2], t[4]);
    if (is(o, "poly1")) return plus(scaled(-1, log_rest(x, 1)), scaled(1 + (real)t[0], x->q));
    if (is(o, "gce")) return (dual){-expm1l(t[0] * x->log_p.v) / t[0], -expl(t[0] * x->log_p.v) * x->q.v};
    if (is(o, "sce")) return plus(scaled(-(real)t[0], x->log_p), scaled((real)t[1] * t[2], x->q));
    if (is(o, "an_ls")) return plus(scaled(-(1 - (real)t[0]), x->log_p), scaled(-(real)t[0], x->log_q));
    if (is(o, "fl_star")) return scaled(-1 / (real)t[0], place_on_line(x->z, t[0], t[1]).log_p);
    if (is(o, "spa")) return scaled(-1 / (real)t[0], place_on_line(x->z, t[1], -(real)t[1] * t[2]).log_p);
    return scaled(-1, x->log_p); /* ce, wan, em */
}

static real margin_of(const oracle_point *o)
{
    return is(o, "asl") || is(o, "asl_detached") ? (real)o->theta[2]
           : is(o, "apl")                        ? (real)o->theta[5]
           : is(o, "ral")                        ? (real)o->theta[6]
                                                 : 0;
}

/* max(p - m, 0). If `share`, divided by the offset from the margin. */
static dual shifted(const oracle_point *o, const place *x, bool share)
{
    real m = margin_of(o);
    if (m == 0) return x->p;
    if (!x->past) return constant(0);
    real r = share && x->t == 0 ? 1 : -expm1l(-x->t) / (share ? x->t : 1);
    return (dual){(1 - m) * x->p.v * r, x->p.d};
}

static dual log_of_rest(const oracle_point *o, const place *x, dual u)
{
    real m = margin_of(o);
    if (m == 0) return x->log_q;
    real v = x->q.v + m;
    return (dual){u.v < 0.5L ? log1pl(-u.v) : logl(v), -x->p.d / v};
}

/* The factor of u^gamma in losses with a margin. */
static dual factor(const oracle_point *o, const place *x)
{
    dual u = shifted(o, x, false), log_v = log_of_rest(o, x, u);
    if (is(o, "asl") || is(o, "asl_detached")) return scaled(-1, log_v);
    const double *t = is(o, "ral") ? o->theta + 1 : o->theta;
    real m = margin_of(o);
    dual v = {x->q.v + m, x->q.d}, sum = scaled(-1, plus(log_v, scaled(t[2], v)));
    if (m > 0 && !x->past) sum = constant(-(real)t[2]);
    if (!is(o, "ral")) return sum;
    dual lambda_1 = constant((real)o->theta[0] - 1);
    dual hill = times(plus(lambda_1, x->q), times(x->p, x->p));
    return times(sum, times(hill, plus(lambda_1, u)));
}

static real gamma_neg(const oracle_point *o)
{
    return is(o, "asl") || is(o, "asl_detached") ? (real)o->theta[1]
           : is(o, "apl")                        ? (real)o->theta[4]
           : is(o, "ral")                        ? (real)o->theta[5]
                                                 : 0;
}

static dual with_margin(const oracle_point *o, const place *x)
{
    real g = gamma_neg(o);
    if (margin_of(o) > 0 && !x->past && (g > 0 || is(o, "asl") || is(o, "asl_detached"))) return constant(0);
    dual w = power(shifted(o, x, false), g);
    return times(is(o, "asl_detached") ? detached(w) : w, factor(o, x));
}

static dual negative(const oracle_point *o, const place *x)
{
    const double *t = o->theta;
    if (is(o, "asl") || is(o, "asl_detached") || is(o, "apl") || is(o, "ral")) return with_margin(o, x);
    if (is(o, "focal")) return scaled(-1, times(power(x->p, t[0]), x->log_q));
    if (is(o, "focal_alpha")) return scaled(-(1 - (real)t[0]), times(power(x->p, t[1]), x->log_q));
    if (is(o, "hill")) return times(plus(constant((real)t[0] - 1), x->q), times(x->p, x->p));
    if (is(o, "splc")) return x->past ? focusing(x, t[2], false) : scaled(-1, times(power(x->p, t[2]), x->log_q));
    if (is(o, "wan")) return scaled(-1 / ((real)t[0] - 1), x->log_q);
    if (is(o, "em")) return scaled(t[0], plus(times(x->p, x->log_p), times(x->q, x->log_q)));
    if (is(o, "fl_star")) return scaled(-1 / (real)t[0], place_on_line(x->z, t[0], -(real)t[1]).log_q);
    if (is(o, "spa")) return scaled(-1 / (real)t[3], place_on_line(x->z, t[4], -(real)t[4] * t[5]).log_q);
    if (is(o, "ce")) return scaled(-1, x->log_q);
    place mirrored = place_at(-x->z); /* poly1, gce, sce, an_ls */
    dual other = positive(o, &mirrored);
    return (dual){other.v, -other.d};
}

/* Returns the probability at the kink of the negative loss; 0: no kink. */
static real kink_of(const oracle_point *o) { return is(o, "splc") ? (real)o->theta[0] : margin_of(o); }

static real logit_of(real p) { return logl(p) - log1pl(-p); }

void oracle_loss(const oracle_point *o, int label, long double z, long double *value, long double *grad)
{
    place x = place_at(z);
    real kink = kink_of(o);
    x.t = kink > 0 ? z - logit_of(kink) : 0;
    x.past = x.t > 0;
    dual l = label ? positive(o, &x) : negative(o, &x);
    *value = l.v;
    *grad = l.d;
}

/* --- groups of labels */

/* A group of labels with the same true and observed label. */
typedef struct group {
    const oracle_point *o;
    int truth, observed;
    real kink;          /* as a logit; -inf: none */
    real origin, ahead; /* a coordinate is a logit minus origin; ahead = origin - kink */
} group;

enum { VALUE, SIZE, GRAD, PROB, QROB, DROPPED, MASS, QUANTITIES };

static real density(const asl_mixture *m, real z)
{
    const real root = sqrtl(2 * acosl(-1));
    real sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        real x = (z - (real)m->part[i].mean) / (real)m->part[i].sd;
        sum += (real)m->part[i].weight * expl(-x * x / 2) / ((real)m->part[i].sd * root);
    }
    return sum;
}

static real share(const asl_mixture *m, real z, int side)
{
    real sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        real x = (z - (real)m->part[i].mean) / ((real)m->part[i].sd * sqrtl(2));
        sum += (real)m->part[i].weight * erfcl(side * x) / 2;
    }
    return sum;
}

/* The density of a group among all labels at z. */
static real group_density(const group *g, real z)
{
    const oracle_point *o = g->o;
    real pi = (real)o->positive_rate, rho = (real)o->missing, sigma = (real)o->spurious;
    if (!g->truth) return (1 - pi) * (g->observed ? sigma : 1 - sigma) * density(&o->neg, z);
    real missed = rho, kept = 1 - rho;
    if (o->low_logit) { /* kept = 1 - missed, without cancellation if nearly all are missed */
        missed = rho * (rho + (1 - rho) * 2 * share(&o->pos, z, 1));
        kept = (1 - rho) * ((1 - rho) + rho * 2 * share(&o->pos, z, -1));
    }
    return pi * (g->observed ? kept : missed) * density(&o->pos, z);
}

/* The inputs of the loss at a coordinate, which is above the kink if `past`. */
static place at_coordinate(const group *g, bool past, real c)
{
    place x = place_at(g->origin + c);
    x.past = past;
    x.t = past ? g->ahead + c : 0;
    return x;
}

static dual loss_at(const group *g, const place *x) { return g->observed ? positive(g->o, x) : negative(g->o, x); }

/* Whether negatives below the margin get no gradient. For RAL with gamma_neg = 0, the factor u^gamma is constant there,
 * but the others are not, unless lambda is 1 (then the last factor is 0). */
static bool drops(const oracle_point *o)
{
    return margin_of(o) > 0 && !(is(o, "ral") && gamma_neg(o) == 0 && o->theta[3] != 0 && o->theta[0] > 1);
}

/* --- integration */

/* The integrand: several quantities at a coordinate, times the density and the derivative of the substitution. */
typedef struct integrand {
    const group *g;
    bool past;
    int change; /* which substitution */
    real gamma;
    bool without_gradient;
} integrand;
enum { PLAIN, LOGARITHM, POWER }; /* the variable is c, log c, or c^gamma (for the gradient only) */

static void evaluate(const integrand *f, real at, real *out)
{
    memset(out, 0, QUANTITIES * sizeof *out);
    real c = f->change == PLAIN ? at : f->change == LOGARITHM ? expl(at) : powl(at, 1 / f->gamma);
    place x = at_coordinate(f->g, f->past, c);
    real d = group_density(f->g, x.z) * (f->change == LOGARITHM ? c : 1);
    if (d == 0) return;
    if (f->change == POWER) { /* the gradient of u^g B is u^g (B' + g u' / u B) */
        dual b = factor(f->g->o, &x), r = shifted(f->g->o, &x, true);
        out[GRAD] = d * powl(r.v, f->gamma) * fabsl(c * b.d / f->gamma + r.d / r.v * b.v);
        return;
    }
    dual l = loss_at(f->g, &x);
    const real all[QUANTITIES] = {l.v,   fabsl(l.v), f->without_gradient ? 0 : fabsl(l.d),
                                  x.p.v, x.q.v,      !f->g->observed && !f->past && drops(f->g->o),
                                  1};
    for (int i = 0; i < QUANTITIES; i++) out[i] = d * all[i];
}

/* One level of the double exponential rule on [a, b] with step h, with nodes at odd multiples of h, or at all multiples
 * if `all`. */
static void level(const integrand *f, real a, real b, real h, bool all, real *sum)
{
    const real half_pi = acosl(-1) / 2;
    for (int k = all ? 0 : 1;; k += all ? 1 : 2) {
        real t = k * h;
        if (t > 4.3L) break;
        real e = half_pi * sinhl(t), c = coshl(e), w = half_pi * coshl(t) / c / c;
        for (int side = k == 0 ? 1 : -1; side <= 1; side += 2) {
            real x = 1 / (expl(e) * c), q[QUANTITIES]; /* distance from the end divided by half the width */
            real at = side < 0 ? a + (b - a) / 2 * x : b - (b - a) / 2 * x;
            if (at <= a || at >= b) continue;
            evaluate(f, at, q);
            for (int i = 0; i < QUANTITIES; i++) sum[i] += w * q[i] * (b - a) / 2;
        }
    }
}

/* Adds the integrals over [a, b] to total. */
static void integrate(const integrand *f, real a, real b, real *total)
{
    enum { LEVELS = 12 };
    real sum[QUANTITIES] = {0}, last[QUANTITIES] = {0}, h = 0.5L;
    if (!(a < b)) return;
    level(f, a, b, h, true, sum);
    for (int n = 0; n < LEVELS; n++) {
        bool settled = true;
        for (int i = 0; i < QUANTITIES; i++) {
            if (i == SIZE) continue; /* SIZE has kinks, and is only used for tolerances */
            real near = i == VALUE ? sum[SIZE] * h : fabsl(sum[i] * h), all = fabsl(total[i == VALUE ? SIZE : i]);
            settled = settled && fabsl(sum[i] * h - last[i]) <= 1e-13L * near + 1e-16L * all;
            last[i] = sum[i] * h;
        }
        if (settled && n > 1) break;
        h /= 2;
        level(f, a, b, h, false, sum);
    }
    for (int i = 0; i < QUANTITIES; i++) total[i] += sum[i] * h;
}

/* --- pieces */

enum { MOST_CUTS = 1024 };
typedef struct cuts {
    real at[MOST_CUTS];
    size_t n;
} cuts;

static void cut(cuts *c, real at, real a, real b)
{
    if (at > a && at < b && c->n < MOST_CUTS) c->at[c->n++] = at;
}

static int ascending(const void *a, const void *b)
{
    const real *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Cuts around a feature at z of width s, at growing distances. */
static void cut_around(cuts *c, real z, real s, real a, real b)
{
    cut(c, z, a, b);
    for (real w = s; w < b - a; w *= 3) {
        cut(c, z - w, a, b);
        cut(c, z + w, a, b);
    }
}

static void cut_at_features(const group *g, real a, real b, cuts *c)
{
    real origin = g->origin;
    const double *t = g->o->theta;
    const asl_mixture *m = g->truth ? &g->o->pos : &g->o->neg;
    static const real steps[] = {0, 1.5L, 4, 7, 11, 16, 22, 29, 39};
    for (size_t i = 0; i < m->n; i++) {
        for (int s = -8; s <= 8; s++) {
            real x = s < 0 ? -steps[-s] : steps[s];
            cut(c, (real)m->part[i].mean + x * (real)m->part[i].sd - origin, a, b);
        }
    }
    cut_around(c, -origin, 3, a, b);
    if (is(g->o, "fl_star"))
        cut_around(c, (g->observed ? -1 : 1) * (real)t[1] / (real)t[0] - origin, 3 / (real)t[0], a, b);
    if (is(g->o, "spa")) cut_around(c, (real)t[g->observed ? 2 : 5] - origin, 3 / (real)t[g->observed ? 1 : 4], a, b);
    if (is(g->o, "hill") || is(g->o, "splc")) cut_around(c, (real)t[1] - origin, 3, a, b);
}

/* Adds cuts where the gradient changes sign between two cuts. */
static void cut_at_turns(const group *g, bool past, cuts *c)
{
    enum { STEPS = 24 };
    size_t n = c->n;
    for (size_t i = 0; i + 1 < n; i++) {
        real before = 0, left = c->at[i], width = c->at[i + 1] - c->at[i];
        for (int k = 0; k <= STEPS; k++) {
            real right = c->at[i] + width * ((real)k + 0.0001L) / ((real)STEPS + 0.0002L), low = left, high = right;
            place x = at_coordinate(g, past, right);
            real now = loss_at(g, &x).d;
            for (int step = 0; now * before < 0 && step < 80; step++) {
                real middle = (low + high) / 2;
                x = at_coordinate(g, past, middle);
                *(loss_at(g, &x).d * before > 0 ? &low : &high) = middle;
            }
            if (now * before < 0) cut(c, high, c->at[i], c->at[i + 1]);
            if (now != 0) before = now;
            left = right;
        }
    }
    qsort(c->at, c->n, sizeof c->at[0], ascending);
}

/* Whether the gradient is unbounded just above the kink. */
static bool is_singular(const group *g)
{
    real e0 = is(g->o, "apl") ? (real)g->o->theta[2] : is(g->o, "ral") ? (real)g->o->theta[3] : 0;
    return !g->observed && margin_of(g->o) > 0 && e0 != 0 && gamma_neg(g->o) > 0 && gamma_neg(g->o) < 1;
}

/* Returns a number with the sign of the gradient at an offset from a singular kink. */
static real steepness(const group *g, real t)
{
    place x = at_coordinate(g, true, t);
    dual b = factor(g->o, &x), r = shifted(g->o, &x, true);
    return t * b.d / gamma_neg(g->o) + r.d / r.v * b.v;
}

/* Integrates over offsets [from, to] from a singular kink. The variable for the gradient is offset^gamma close to the
 * kink and the logarithm of the offset elsewhere, with a cut where the gradient changes sign. For the other quantities
 * it is the offset. */
static void add_singular(const group *g, real from, real to, real *total)
{
    real gamma = gamma_neg(g->o), left = fmaxl(from, 1e-300L * to), turn = to;
    real rest[QUANTITIES] = {0}, grad[QUANTITIES] = {0};
    for (real t = left; t < to && turn == to; t *= 2) {
        if (!(steepness(g, t) * steepness(g, fminl(2 * t, to)) < 0)) continue;
        real a = t, b = fminl(2 * t, to);
        for (int i = 0; i < 80; i++) *(steepness(g, (a + b) / 2) * steepness(g, t) > 0 ? &a : &b) = (a + b) / 2;
        turn = b;
    }
    integrand plain = {g, true, PLAIN, gamma, true}, logarithm = {g, true, LOGARITHM, gamma, false},
              over = {g, true, POWER, gamma, false};
    real first = from > 0 ? from : fminl(turn, gamma * to); /* below this offset, only the power matters */
    if (from == 0) integrate(&over, 0, powl(first, gamma), grad);
    for (real a = first; a < turn; a *= 16) integrate(&logarithm, logl(a), logl(fminl(16 * a, turn)), grad);
    for (real a = turn; a < to; a *= 16) integrate(&logarithm, logl(a), logl(fminl(16 * a, to)), grad);
    integrate(&plain, from, to, rest);
    rest[GRAD] = grad[GRAD];
    for (int i = 0; i < QUANTITIES; i++) total[i] += rest[i];
}

/* Integrates over offsets [from, to] from a kink that is not singular, in pieces that become narrower towards the
 * kink. */
static void add_above_kink(const group *g, real from, real to, real *total)
{
    cuts c = {.n = 0};
    integrand f = {g, true, PLAIN, 0, false};
    c.at[c.n++] = from;
    for (int k = 20; k > 0; k--) cut(&c, to * powl(8, -k), from, to);
    c.at[c.n++] = to;
    cut_at_turns(g, true, &c);
    for (size_t i = 0; i + 1 < c.n; i++) integrate(&f, c.at[i], c.at[i + 1], total);
}

/* Returns an offset from the kink that is small compared with every feature. */
static real small_offset(const oracle_point *o)
{
    real near = 0.4L;
    for (size_t i = 0; i < o->neg.n; i++) near = fminl(near, (real)o->neg.part[i].sd);
    for (size_t i = 0; i < o->pos.n; i++) near = fminl(near, (real)o->pos.part[i].sd);
    return near;
}

/* Integrates over [a, b] on one side of the kink: offsets from the kink if `past`, otherwise logits. */
static void add_side(const group *g, bool past, real a, real b, real *total)
{
    cuts c = {.n = 0};
    integrand f = {g, past, PLAIN, 0, false};
    real near = past && g->ahead == 0 ? fminl(b, small_offset(g->o)) : -(real)INFINITY;
    if (a < near) {
        (is_singular(g) ? add_singular : add_above_kink)(g, a, near, total);
        a = near;
    }
    if (!(a < b)) return;
    c.at[c.n++] = a;
    cut_at_features(g, a, b, &c);
    c.at[c.n++] = b;
    qsort(c.at, c.n, sizeof c.at[0], ascending);
    cut_at_turns(g, past, &c);
    for (size_t i = 0; i + 1 < c.n; i++) integrate(&f, c.at[i], c.at[i + 1], total);
}

static group make_group(const oracle_point *o, int truth, int observed)
{
    real kink = observed ? 0 : kink_of(o);
    return (group){o, truth, observed, kink > 0 ? logit_of(kink) : -(real)INFINITY, 0, 0};
}

/* Returns the group with coordinates relative to the kink. */
static group from_kink(group g)
{
    g.origin = g.kink;
    return g;
}

/* Range of logits that contains the distribution of a group. */
static void reach(const group *g, real *low, real *high)
{
    const asl_mixture *m = g->truth ? &g->o->pos : &g->o->neg;
    *low = (real)INFINITY, *high = -(real)INFINITY;
    for (size_t i = 0; i < m->n; i++) {
        *low = fminl(*low, (real)m->part[i].mean - 39 * (real)m->part[i].sd);
        *high = fmaxl(*high, (real)m->part[i].mean + 39 * (real)m->part[i].sd);
    }
}

static void add_group(const oracle_point *o, int truth, int observed, real *total)
{
    group g = make_group(o, truth, observed);
    real low, high;
    reach(&g, &low, &high);
    bool kinked = g.kink > -(real)INFINITY;
    add_side(&g, false, low, kinked ? fminl(high, g.kink) : high, total);
    if (!kinked) return;
    g = from_kink(g);
    add_side(&g, true, fmaxl(0, low - g.kink), high - g.kink, total);
}

/* logit(b) - logit(a), computed from the probabilities, because b - a is exact. */
static real logits_between(real a, real b) { return b < 1 ? log1pl((b - a) / (a * (1 - b))) : (real)INFINITY; }

/* Integrates the gradient of true, observed negatives with probabilities in (from, to]. For a band on one side of the
 * kink, the origin is its lower edge, so that its width is accurate. If the band begins close to the kink, the origin
 * is the kink. */
static real add_band(const oracle_point *o, real from, real to)
{
    group g = make_group(o, 0, 0), above = from_kink(g);
    real low, high, total[QUANTITIES] = {0}, k = kink_of(o);
    reach(&g, &low, &high);
    bool straddles = k > 0 && from < k && to > k;
    real ahead = k > 0 && from >= k ? logits_between(k, from) : 0;
    if (from > 0 && !straddles && !(k > 0 && from >= k && ahead < 1e-3L)) {
        g.origin = logit_of(from);
        g.ahead = ahead;
        add_side(&g, k > 0 && from >= k, fmaxl(0, low - g.origin), fminl(high - g.origin, logits_between(from, to)),
                 total);
        return total[GRAD];
    }
    if (k == 0 || from < k) {
        real b = fminl(high, to < 1 ? logit_of(to) : (real)INFINITY);
        add_side(&g, false, from > 0 ? fmaxl(low, logit_of(from)) : low, k > 0 ? fminl(b, g.kink) : b, total);
    }
    if (k > 0 && to > k)
        add_side(&above, true, fmaxl(ahead, low - g.kink), fminl(high - g.kink, logits_between(k, to)), total);
    return total[GRAD];
}

/* --- p* of asl */

static real gradient_neg(const oracle_point *o, real z)
{
    long double value, grad;
    oracle_loss(o, 0, z, &value, &grad);
    return grad;
}

/* A central difference of sixth order. The wide step reduces rounding errors where the gradient is nearly constant. */
static real slope_neg(const oracle_point *o, real z)
{
    real h = 0.01L;
    return (45 * (gradient_neg(o, z + h) - gradient_neg(o, z - h)) -
            9 * (gradient_neg(o, z + 2 * h) - gradient_neg(o, z - 2 * h)) +
            (gradient_neg(o, z + 3 * h) - gradient_neg(o, z - 3 * h))) /
           (60 * h);
}

/* Returns the logit of p*, or NaN if there is none. */
static real find_peak(const oracle_point *o)
{
    real m = margin_of(o);
    if (!is(o, "asl")) return (real)NAN;
    if (m == 0 && gamma_neg(o) == 0) return (real)NAN; /* cross-entropy: the gradient is p, which has no maximum */
    real best = (real)NAN, top = 0, start = m > 0 ? logit_of(m) + 0.05L : -30;
    for (real z = start; z < 40; z += 0.05L) {
        if (!(slope_neg(o, z) > 0 && slope_neg(o, z + 0.05L) < 0)) continue;
        real a = z, b = z + 0.05L;
        for (int i = 0; i < 70; i++) *(slope_neg(o, (a + b) / 2) > 0 ? &a : &b) = (a + b) / 2;
        if (gradient_neg(o, a) > top) top = gradient_neg(o, a), best = a;
    }
    return best;
}

/* Returns the share of a group past z, by integrating its density from z. */
static real past(const oracle_point *o, int truth, real z, real mass)
{
    if (mass == 0 || !is(o, "asl")) return (real)NAN;
    if (isnan(z)) return 0;
    group g = make_group(o, truth, 0);
    real total[QUANTITIES] = {0}, low, high;
    reach(&g, &low, &high);
    g.kink = -(real)INFINITY;
    g.observed = 1; /* only the density matters, and the loss of an observed positive has no kink */
    cuts c = {.n = 0};
    real a = fmaxl(low, z);
    if (!(a < high)) return 0;
    c.at[c.n++] = a;
    cut_at_features(&g, a, high, &c);
    c.at[c.n++] = high;
    qsort(c.at, c.n, sizeof c.at[0], ascending);
    g.observed = 0;
    oracle_point cross_entropy = *o;
    cross_entropy.family = "ce";
    g.o = &cross_entropy;
    integrand f = {&g, false, PLAIN, 0, false};
    for (size_t i = 0; i + 1 < c.n; i++) integrate(&f, c.at[i], c.at[i + 1], total);
    return total[MASS] / mass;
}

/* --- all statistics */

enum { DELTA_P = 14 }; /* the index of this statistic */

void oracle_statistics(const oracle_point *o, double *out, double *scale, double *band)
{
    real tp[QUANTITIES] = {0}, fn[QUANTITIES] = {0}, tn[QUANTITIES] = {0}, fp[QUANTITIES] = {0};
    add_group(o, 1, 1, tp);
    add_group(o, 1, 0, fn);
    add_group(o, 0, 0, tn);
    add_group(o, 0, 1, fp);
    real pos = tp[MASS] + fp[MASS], neg = fn[MASS] + tn[MASS], z = find_peak(o);
    real grad_pos = tp[GRAD] + fp[GRAD], grad_neg = fn[GRAD] + tn[GRAD];
    real pt_pos = (tp[PROB] + fp[PROB]) / pos, pt_neg = (fn[QROB] + tn[QROB]) / neg;
    const real all[ORACLE_STATISTICS] = {(tp[VALUE] + fp[VALUE]) / pos,
                                         (fn[VALUE] + tn[VALUE]) / neg,
                                         tp[VALUE] + fp[VALUE] + fn[VALUE] + tn[VALUE],
                                         grad_pos,
                                         grad_neg,
                                         grad_pos / grad_neg,
                                         fn[GRAD] / grad_neg,
                                         fn[GRAD] / grad_pos,
                                         (fn[DROPPED] + tn[DROPPED]) / neg,
                                         1 / (1 + expl(-z)),
                                         past(o, 1, z, fn[MASS]),
                                         past(o, 0, z, tn[MASS]),
                                         pt_pos,
                                         pt_neg,
                                         pt_pos - pt_neg};
    const real sizes[] = {(tp[SIZE] + fp[SIZE]) / pos, (fn[SIZE] + tn[SIZE]) / neg,
                          tp[SIZE] + fp[SIZE] + fn[SIZE] + tn[SIZE]};
    for (size_t i = 0; i < ORACLE_STATISTICS; i++) {
        out[i] = (double)all[i];
        scale[i] = i < 3 ? (double)sizes[i] : fabs(out[i]);
    }
    scale[DELTA_P] = fmax(scale[DELTA_P], 0.1); /* a difference of numbers up to 1 */
    for (int k = 0; k < o->bands; k++) {
        real from = k > 0 ? (real)o->band[k - 1] : 0, to = k + 1 < o->bands ? (real)o->band[k] : 1;
        band[k] = (double)(add_band(o, from, to) / grad_neg);
    }
}
