#include "study/logit_integral.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/numbers.h"
#include "math/elementary.h"
#include "math/quadrature.h"

/* Coordinates. Most panels are intervals of x = (logit - mean) / sd, because the density of a narrow distribution far
 * from 0 would lose digits if x were computed from a rounded logit. Panels next to a kink where the functions follow a
 * power law are intervals of t = logit - kink, in a chart of that kink. A logit near the kink is only a double up to
 * rounding, so the functions are evaluated at an offset u slightly different from t. f(u) / u^power is smooth, and
 * times t^power it is f(t) with nearly all digits. */

#define REACH     38.5 /* standard deviations; the density underflows there */
#define WIDEST    1.6  /* standard deviations; maximum width of a panel */
#define STEEPEST  0.7  /* maximum width of a panel, in distances to the nearest singularity */
#define FEW_TIMES 4.0  /* largest ratio of the distances of a panel's ends to the kink */
#define IGNORED   60.0 /* e^-60: relative size of what is cut off at both ends, plus a reserve */

enum { FUNCTIONS = ASL_LOGIT_FUNCTIONS, LAWS = 3, MEAN_CHART = -1 };
enum { MOST_CHARTS = 2 * ASL_MAX_KINKS + 1 };
enum { MOST_CENTRES = ASL_MAX_SCALES + ASL_MAX_KINKS + ASL_MAX_PARTS };
enum { ABSOLUTE = 2 | 8 | 32 }; /* the second function, under each of the three laws */

/* A coordinate t = logit - base. */
typedef struct chart {
    asl_logit base;
    /* For the chart of a kink next to which the gradient is t^power times a smooth function, and the value minus its
     * limit is t^(power + 1) times one. Otherwise power is 0 and limit is unused. */
    double power, limit;
    double exponent; /* in [0, 1): the part of the power that needs the product rule */
    double weight[ASL_GAUSS_NODES];
} chart;

typedef struct context {
    const asl_logit_function *f;
    const asl_normal *part;
    const asl_mixture *rank;
    chart chart[MOST_CHARTS]; /* charts of kinks, then charts of narrow stretches */
    size_t charts;
    asl_scale centre[MOST_CENTRES];
    size_t centres;
} context;

static size_t outputs(const context *c) { return c->rank != NULL ? LAWS * FUNCTIONS : FUNCTIONS; }

/* --- integrands */

/* The density at x, and the density times 2 (1 - F) and 2 F: w [LAWS]. Uses erfc of the C library: this is the hottest
 * code of `sweep`, whose results are not promised to the bit. */
static void weigh(const context *c, double x, double *w)
{
    w[0] = asl_exp(-0.5 * x * x) * 0.39894228040143267794;
    w[1] = w[2] = 0;
    if (c->rank == NULL || w[0] == 0) return;
    double above = 0, below = 0;
    for (size_t k = 0; k < c->rank->n; k++) {
        const asl_normal *n = &c->rank->part[k];
        double y = ((c->part->mean - n->mean) + c->part->sd * x) / (n->sd * 1.41421356237309504880);
        above += n->weight * erfc(y);
        below += n->weight * erfc(-y);
    }
    w[1] = w[0] * above;
    w[2] = w[0] * below;
}

/* out: each function v [FUNCTIONS] under each law. */
static void spread(const context *c, const double *w, const double *v, double *out)
{
    size_t laws = c->rank != NULL ? LAWS : 1;
    for (size_t law = 0; law < laws; law++) {
        *out++ = w[law] == 0 || c->f->second_only ? 0 : w[law] * v[0];
        *out++ = w[law] == 0 ? 0 : w[law] * v[1];
    }
}

static double logit_of(const context *c, double x) { return c->part->mean + c->part->sd * x; }
static double x_of(const context *c, asl_logit z) { return ((z.z - c->part->mean) + z.lo) / c->part->sd; }

static void at_x(const void *self, double x, double *out)
{
    const context *c = self;
    double w[LAWS], v[FUNCTIONS];
    weigh(c, x, w);
    c->f->at(c->f->self, logit_of(c, x), v);
    spread(c, w, v, out);
}

/* The distance a - b. */
static double gap(asl_logit a, asl_logit b) { return (a.z - b.z) + (a.lo - b.lo); }
static asl_logit kink_logit(const asl_kink *k) { return (asl_logit){k->z, k->z_lo}; }

/* The double next to t in a chart, on the same side of each kink as points after the base. *offset: its exact t. */
static double logit_in_chart(const context *c, const chart *k, double t, double *offset)
{
    asl_logit z = {k->base.z + (k->base.lo + t), 0};
    for (size_t i = 0; i < c->f->kinks; i++) {
        asl_logit kink = kink_logit(&c->f->kink[i]);
        bool above = gap(k->base, kink) >= 0;
        while (above && !(gap(z, kink) > 0)) z.z = nextafter(z.z, ASL_INF);
        while (!above && gap(z, kink) > 0) z.z = nextafter(z.z, -ASL_INF);
    }
    *offset = gap(z, k->base);
    return z.z;
}

/* An integrand in a chart. */
typedef struct chart_view {
    const context *c;
    const chart *chart;
    /* For a panel that begins at a singular kink: */
    double sign;         /* sign of the gradient there */
    double w_kink[LAWS]; /* the weights at the kink */
    bool *mixed;         /* out: the gradient changes sign */
} chart_view;

static void weigh_in_chart(const chart_view *v, double t, double *w)
{
    weigh(v->c, x_of(v->c, (asl_logit){v->chart->base.z, v->chart->base.lo + t}), w);
    for (size_t law = 0; law < LAWS; law++) w[law] /= v->c->part->sd;
}

/* (t / offset)^power: the ratio of the functions at t and at offset. */
static double correction(double t, double offset, double power)
{
    double ratio = t / offset;
    return power == 0 || fabs(ratio - 1) * (1 + fabs(power)) < 1e-14 ? 1 : asl_pow(ratio, power);
}

/* The two functions at t of a chart. The value minus its limit behaves like t^(power + 1), the gradient like t^power.
 * If the power is negative, the gradient is the derivative of t^(power + 1) times a smooth function; one part of it
 * behaves like t^power, the other like t^(power + 1). */
static void functions_in_chart(const chart_view *v, double t, double *f)
{
    double offset, z = logit_in_chart(v->c, v->chart, t, &offset), power = v->chart->power;
    v->c->f->at(v->c->f->self, z, f);
    if (power == 0) return;
    double rise = f[0] - v->chart->limit, more = correction(t, offset, power + 1);
    double steep = power < 0 ? v->chart->exponent * rise / offset : f[1];
    f[0] = v->chart->limit + rise * more;
    f[1] = steep * correction(t, offset, power) + (f[1] - steep) * more;
}

static void at_offset(const void *self, double t, double *out)
{
    const chart_view *v = self;
    double w[LAWS], f[FUNCTIONS];
    functions_in_chart(v, t, f);
    weigh_in_chart(v, t, w);
    spread(v->c, w, f, out);
}

/* The same without the factor t^exponent. */
static void at_smooth_offset(const void *self, double t, double *out)
{
    const chart_view *v = self;
    double w[LAWS], f[FUNCTIONS], factor = v->chart->exponent > 0 ? asl_pow(t, -v->chart->exponent) : 1;
    functions_in_chart(v, t, f);
    weigh_in_chart(v, t, w);
    for (size_t k = 0; k < FUNCTIONS; k++) f[k] *= factor;
    spread(v->c, w, f, out);
}

/* Next to a singular kink the gradient is g = t^(exponent - 1) G(t) with smooth G. With the weight W, the integral of
 * g W equals W(0) (rise of the value) + the integral of t^exponent G(t) (W(t) - W(0)) / t. This function is the second
 * integrand, without t^exponent. It stays accurate as exponent -> 0, when the whole rise is next to the kink. */
static void at_singular_offset(const void *self, double t, double *out)
{
    const chart_view *v = self;
    double w[LAWS], f[FUNCTIONS], factor = asl_pow(t, -v->chart->exponent);
    functions_in_chart(v, t, f);
    weigh_in_chart(v, t, w);
    double steep = v->sign * f[1] * factor;
    if (steep < 0) *v->mixed = true;
    size_t laws = v->c->rank != NULL ? LAWS : 1;
    for (size_t law = 0; law < laws; law++) {
        *out++ = v->c->f->second_only ? 0 : w[law] * f[0] * factor;
        *out++ = steep * (w[law] - v->w_kink[law]);
    }
}

/* --- integrals over a panel */

/* Closer than this to a singular kink only the rise of the value matters. */
static double negligible_offset(const chart_view *v)
{
    return fmax(1e-14 * fmin(v->c->part->sd, 1), 4 * DBL_EPSILON * fabs(v->chart->base.z));
}

/* The value minus its limit at the kink. */
static double rise_to(const chart_view *v, double t)
{
    double f[FUNCTIONS];
    functions_in_chart(v, t, f);
    return f[0] - v->chart->limit;
}

static void sum_next_to_singular_kink(chart_view *v, double to, asl_panel_sum *out)
{
    double rise = rise_to(v, to), near = negligible_offset(v);
    v->sign = rise_to(v, near) < 0 ? -1 : 1;
    bool mixed = rise * v->sign < 0;
    v->mixed = &mixed;
    weigh_in_chart(v, 0, v->w_kink);
    asl_integrand integrand = {at_singular_offset, v, outputs(v->c), 0};
    asl_gauss_power(&integrand, to, v->chart->exponent, v->chart->weight, out);
    for (size_t i = 1; i < integrand.n; i += FUNCTIONS) {
        double first = v->w_kink[i / FUNCTIONS] * fabs(rise);
        if (to <= near) { /* too narrow for more terms */
            out->value[i] = out->mass[i] = first;
            out->error[i] = first * to / v->c->part->sd * (1 + fabs(x_of(v->c, v->chart->base)));
        } else if (mixed) { /* the integral of g is wrong, and says nothing about that of |g| */
            out->value[i] = out->mass[i] = 0;
            out->error[i] = ASL_INF;
        } else {
            out->value[i] += first;
            out->mass[i] += first;
        }
    }
}

static void sum_panel(const void *self, const asl_panel *p, asl_panel_sum *out)
{
    const context *c = self;
    asl_integrand integrand = {at_x, c, outputs(c), ABSOLUTE};
    if (p->chart == MEAN_CHART) {
        asl_gauss(&integrand, p->from, p->to, out);
        return;
    }
    const chart *k = &c->chart[p->chart];
    chart_view v = {.c = c, .chart = k};
    integrand.self = &v;
    integrand.at = p->from == 0 && k->exponent > 0 ? at_smooth_offset : at_offset;
    if (p->from > 0 || k->exponent == 0) {
        asl_gauss(&integrand, p->from, p->to, out);
        bool power_varies = k->exponent > 0 && p->to > FEW_TIMES * p->from;
        for (size_t i = 0; power_varies && i < integrand.n; i++) out->error[i] = ASL_INF;
    } else if (k->power < 0) {
        sum_next_to_singular_kink(&v, p->to, out);
    } else {
        asl_gauss_power(&integrand, p->to, k->exponent, k->weight, out);
    }
}

/* The second function at a point of a panel. */
static double second_function(const context *c, const asl_panel *p, double at)
{
    double f[FUNCTIONS], offset;
    double z = p->chart == MEAN_CHART ? logit_of(c, at) : logit_in_chart(c, &c->chart[p->chart], at, &offset);
    c->f->at(c->f->self, z, f);
    return f[1];
}

/* The point between a and b where the second function changes sign, to 1e-12 of the panel. */
static double find_turn(const context *c, const asl_panel *p, double a, double b)
{
    double before = second_function(c, p, a);
    while (b - a > 1e-12 * (p->to - p->from)) {
        double middle = (a + b) / 2;
        if (middle <= a || middle >= b) break;
        *(second_function(c, p, middle) * before > 0 ? &a : &b) = middle;
    }
    return b;
}

static double split_panel(const void *self, const asl_panel *p, const asl_panel_sum *s)
{
    const context *c = self;
    double middle = p->from + (p->to - p->from) / 2;
    if (p->chart != MEAN_CHART) {
        if (p->from == 0 && c->chart[p->chart].power < 0) return p->to / 8;
        if (p->from > 0 && p->to > FEW_TIMES * p->from) return sqrt(p->from) * sqrt(p->to);
    }
    if (isnan(s->turn[0])) return middle;
    double turn = find_turn(c, p, s->turn[0], s->turn[1]);
    return turn > p->from && turn < p->to ? turn : middle;
}

/* --- division of the range into panels */

/* An end of a stretch without kinks: its logit and its x. */
typedef struct edge {
    asl_logit z;
    double x;
} edge;

static edge edge_at_logit(const context *c, asl_logit z) { return (edge){z, x_of(c, z)}; }
static edge edge_at_x(const context *c, double x) { return (edge){{logit_of(c, x), 0}, x}; }

/* Is [a, b] too wide to resolve all features of the functions and of F? */
static bool too_wide(const context *c, double a, double b)
{
    double width = (b - a) * c->part->sd, middle = logit_of(c, (a + b) / 2);
    for (size_t i = 0; i < c->centres; i++) {
        double far = fabs(middle - c->centre[i].centre), near = c->centre[i].distance;
        if (width > STEEPEST * fmax(far, near) && width > STEEPEST * hypot(far, near)) return true;
    }
    return false;
}

static void add_range(const context *c, asl_quadrature *q, double a, double b)
{
    double middle = (a + b) / 2;
    if (too_wide(c, a, b) && middle > a && middle < b) {
        add_range(c, q, a, middle);
        add_range(c, q, middle, b);
    } else {
        asl_quadrature_add(q, (asl_panel){a, b, MEAN_CHART});
    }
}

/* Add the panel in the chart of kink k that starts at an offset and ends at `to`, or where the power is no longer the
 * narrowest feature. Returns the x where it ends; -inf if the offset is beyond that. */
static double add_in_chart(const context *c, asl_quadrature *q, size_t k, double offset, edge to)
{
    asl_logit kink = c->chart[k].base;
    double left = gap(to.z, kink), x = x_of(c, kink), width = WIDEST;
    while (too_wide(c, x, x + width)) width /= 2;
    double end = fmin(width * c->part->sd, left);
    if (offset >= end) return -ASL_INF;
    asl_quadrature_add(q, (asl_panel){offset, end, (int)k});
    return end == left ? to.x : x + end / c->part->sd;
}

/* Add a stretch that is so narrow that its width loses digits in x: in its own chart, unless a kink just before it has
 * one. */
static bool add_narrow(context *c, asl_quadrature *q, edge from, edge to)
{
    double width = gap(to.z, from.z);
    if (!(width < 1e-3 * c->part->sd * fmax(1, fabs(from.x)))) return false;
    for (size_t k = 0; k < c->f->kinks; k++) {
        double offset = gap(from.z, c->chart[k].base);
        if (c->chart[k].power != 0 && offset >= 0 && offset < 1e3 * width) return false;
    }
    c->chart[c->charts++] = (chart){.base = from.z};
    asl_quadrature_add(q, (asl_panel){0, width, (int)c->charts - 1});
    return true;
}

static bool is_zero(const context *c, double x)
{
    double f[FUNCTIONS];
    c->f->at(c->f->self, logit_of(c, x), f);
    return f[0] == 0 && f[1] == 0;
}

/* Add a stretch without kinks inside. `below`: the kink at its upper end, or NULL. */
static void add_stretch(context *c, asl_quadrature *q, edge from, edge to, const asl_kink *below)
{
    bool silent = below != NULL && below->below.value == 0 && below->below.grad == 0 && below->below.hess == 0;
    if (silent && is_zero(c, (from.x + to.x) / 2) && is_zero(c, from.x)) return; /* below a margin */
    if (add_narrow(c, q, from, to)) return;
    double a = from.x;
    for (size_t k = 0; k < c->f->kinks; k++) {
        double offset = gap(from.z, c->chart[k].base);
        if (c->chart[k].power != 0 && offset >= 0) a = fmax(a, add_in_chart(c, q, k, offset, to));
    }
    if (!(a < to.x)) return;
    double n = ceil((to.x - a) / WIDEST), width = (to.x - a) / n;
    for (double k = 0; k < n; k++) add_range(c, q, a + k * width, k + 1 < n ? a + (k + 1) * width : to.x);
}

/* --- range of integration */

/* Largest functions and integrands at the sampled points. */
typedef struct survey {
    double function[FUNCTIONS], integrand[LAWS * FUNCTIONS];
} survey;

static void look(const context *c, survey *s, double x)
{
    double w[LAWS], f[FUNCTIONS];
    weigh(c, x, w);
    c->f->at(c->f->self, logit_of(c, x), f);
    for (size_t i = 0; i < outputs(c); i++) {
        double height = fabs(f[i % FUNCTIONS]);
        s->function[i % FUNCTIONS] = fmax(s->function[i % FUNCTIONS], height);
        s->integrand[i] = fmax(s->integrand[i], w[i / FUNCTIONS] * height);
    }
}

/* The number of standard deviations beyond which e^(-x^2 / 2) times the largest function is less than e^-IGNORED times
 * the largest integrand. The reserve in IGNORED allows for functions that are larger than at the sampled points. */
static double find_reach(const context *c, double a, double b)
{
    static const double steps[] = {0, 1, 2, 4, 6, 9, 13, 18, 25, 34};
    survey s = {{0}, {0}};
    look(c, &s, a);
    look(c, &s, b);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i] > a && steps[i] < b) look(c, &s, steps[i]);
        if (-steps[i] > a && -steps[i] < b && steps[i] > 0) look(c, &s, -steps[i]);
    }
    for (size_t i = 0; i < c->centres; i++) {
        double x = x_of(c, (asl_logit){c->centre[i].centre, 0}), step = fmin(1, c->centre[i].distance / c->part->sd);
        for (double at = x - step; at <= x + 1.5 * step; at += step) {
            if (at > a && at < b) look(c, &s, at);
        }
    }
    double ratio = 0;
    for (size_t i = 0; i < outputs(c); i++) {
        if (s.function[i % FUNCTIONS] > 0) ratio = fmax(ratio, asl_log(s.function[i % FUNCTIONS] / s.integrand[i]));
    }
    return ratio > 0 ? fmin(REACH, sqrt(2 * (IGNORED + ratio))) : REACH;
}

/* --- one integral */

static void set_chart(context *c, const asl_kink *kink)
{
    chart *k = &c->chart[c->charts++];
    *k = (chart){.base = kink_logit(kink), .power = kink->power, .limit = kink->above.value};
    k->exponent = kink->power < 0 ? fmax(kink->power + 1, DBL_MIN) : kink->power - floor(kink->power);
    if (k->exponent > 0) asl_power_weights(k->exponent, k->weight);
}

static void set_centres(context *c)
{
    for (size_t i = 0; i < c->f->scales; i++) c->centre[c->centres++] = c->f->scale[i];
    for (size_t k = 0; k < c->f->kinks; k++) c->centre[c->centres++] = (asl_scale){c->f->kink[k].z, 3};
    for (size_t k = 0; c->rank != NULL && k < c->rank->n; k++) {
        const asl_normal *n = &c->rank->part[k];
        if (n->sd < c->part->sd) c->centre[c->centres++] = (asl_scale){n->mean, WIDEST * n->sd};
    }
}

/* Add the panels of [a, b], cut at the kinks. */
static void add_all(context *c, asl_quadrature *q, edge a, edge b)
{
    for (size_t k = 0; k < c->f->kinks; k++) {
        edge kink = edge_at_logit(c, kink_logit(&c->f->kink[k]));
        if (!(gap(kink.z, a.z) > 0 && gap(b.z, kink.z) > 0)) continue;
        add_stretch(c, q, a, kink, &c->f->kink[k]);
        a = kink;
    }
    bool ends_at_kink = false;
    size_t at = 0;
    for (size_t k = 0; k < c->f->kinks; k++) {
        if (gap(b.z, kink_logit(&c->f->kink[k])) == 0) ends_at_kink = true, at = k;
    }
    add_stretch(c, q, a, b, ends_at_kink ? &c->f->kink[at] : NULL);
}

void asl_integrate_logits(const asl_logit_function *f, const asl_normal *part, const asl_mixture *rank, asl_logit from,
                          asl_logit to, asl_logit_sum *out)
{
    context c = {.f = f, .part = part, .rank = rank};
    memset(out, 0, sizeof *out);
    edge a = edge_at_logit(&c, from), b = edge_at_logit(&c, to);
    if (!(a.x > -REACH)) a = edge_at_x(&c, -REACH);
    if (!(b.x < REACH)) b = edge_at_x(&c, REACH);
    if (!(gap(b.z, a.z) > 0)) return;
    for (size_t k = 0; k < f->kinks; k++) set_chart(&c, &f->kink[k]);
    set_centres(&c);
    double reach = find_reach(&c, a.x, b.x);
    if (a.x < -reach) a = edge_at_x(&c, -reach);
    if (b.x > reach) b = edge_at_x(&c, reach);
    if (!(gap(b.z, a.z) > 0)) return;
    asl_quadrature q = {
        .rule = {sum_panel, split_panel, &c}, .n = outputs(&c), .aim = f->precision.aim, .left = f->precision.panels};
    add_all(&c, &q, a, b);
    asl_quadrature_finish(&q);
    for (size_t i = 0; i < q.n; i++) {
        double *sum[LAWS] = {out->plain, out->low, out->high};
        sum[i / FUNCTIONS][i % FUNCTIONS] = asl_sum_value(&q.value[i]);
        out->mass[i] = q.mass[i];
        out->error[i] = q.error[i];
    }
}
