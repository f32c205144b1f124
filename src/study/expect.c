#include "study/expect.h"

#include <math.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "loss/shape.h"
#include "math/sum.h"

/* --- integrals */

enum { NODES = 16, HALF = NODES / 2, OUTPUTS = 2 };

/* Gauss-Legendre nodes above 0 and their weights on [-1, 1] (Abramowitz and Stegun, table 25.4). */
static const double node[HALF] = {0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863,
                                  0.6178762444026437484, 0.7554044083550030339, 0.8656312023878317439,
                                  0.9445750230732325761, 0.9894009349916499326};
static const double weight[HALF] = {0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382,
                                    0.1495959888165767321, 0.1246289712555338720, 0.0951585116824927848,
                                    0.0622535239386478929, 0.0271524594117540949};

/* What is integrated: up to two functions of the logit at once. */
typedef struct integrand {
    void (*at)(const void *self, double z, double *out);
    const void *self;
} integrand;

typedef struct integral {
    integrand f;
    const asl_normal *part;
    const asl_mixture *rank; /* the distribution function of low and high; NULL: plain alone */
    double from, to;         /* logits to stay between */
    asl_sum plain[OUTPUTS], low[OUTPUTS], high[OUTPUTS];
} integral;

#define WIDEST  2.0  /* logits: poles of sigmoid-like integrands are pi away */
#define SPREAD  1.3  /* standard deviations */
#define REACH   38.5 /* standard deviations: the density underflows there */
#define FLAT    8.5  /* standard deviations: a distribution function is 0 or 1 there */
#define NOTHING 1e-19

static double density(const asl_normal *part, double z)
{
    double x = (z - part->mean) / part->sd;
    return exp(-0.5 * x * x) * 0.39894228040143267794 / part->sd;
}

/* The larger of the integrands at z. */
static double height(const integral *i, double z)
{
    double f[OUTPUTS];
    i->f.at(i->f.self, z, f);
    return density(i->part, z) * fmax(fabs(f[0]), fabs(f[1]));
}

static void add_node(integral *i, double z, double w)
{
    double f[OUTPUTS], mass = w * density(i->part, z);
    if (mass == 0) return;
    i->f.at(i->f.self, z, f);
    double below = i->rank != NULL ? 2 * asl_mixture_below(i->rank, z) : 0;
    double above = i->rank != NULL ? 2 * asl_mixture_above(i->rank, z) : 0;
    for (int k = 0; k < OUTPUTS; k++) {
        asl_sum_add(&i->plain[k], mass * f[k]);
        if (i->rank == NULL) continue;
        asl_sum_add(&i->low[k], mass * f[k] * above);
        asl_sum_add(&i->high[k], mass * f[k] * below);
    }
}

static void add_panel(integral *i, double a, double b)
{
    double middle = (a + b) / 2, half = (b - a) / 2;
    for (int k = 0; k < HALF; k++) {
        add_node(i, middle - half * node[k], half * weight[k]);
        add_node(i, middle + half * node[k], half * weight[k]);
    }
}

/* [a, a + width] with a kink at a: panels [a + w / 4, a + w], w = width, width / 4, ..., until what is left is nothing.
 */
static void add_graded(integral *i, double a, double width)
{
    enum { LEVELS = 60 };
    double w = width;
    for (int level = 0; level < LEVELS && a + w > a; level++, w /= 4) {
        double value = asl_sum_value(&i->plain[0]), grad = asl_sum_value(&i->plain[1]);
        add_panel(i, a + w / 4, a + w);
        double more = fabs(asl_sum_value(&i->plain[0]) - value) + fabs(asl_sum_value(&i->plain[1]) - grad);
        if (level > 2 && more <= NOTHING * (fabs(value) + fabs(grad))) return;
    }
    add_panel(i, a, a + w);
}

/* How wide a panel inside [a, b] may be: no wider than the features of what is integrated there. */
static double panel_width(const integral *i, double a, double b)
{
    double widest = fmin(WIDEST, SPREAD * i->part->sd);
    for (size_t k = 0; i->rank != NULL && k < i->rank->n; k++) {
        const asl_normal *n = &i->rank->part[k];
        bool meets = a < n->mean + FLAT * n->sd && b > n->mean - FLAT * n->sd;
        if (meets) widest = fmin(widest, SPREAD * n->sd);
    }
    return widest;
}

/* A smooth stretch [a, b], graded at a where a kink stands there. most: the integrand's largest value anywhere. */
static void add_stretch(integral *i, double a, double b, bool kink, double most)
{
    size_t n = (size_t)ceil((b - a) / panel_width(i, a, b));
    double width = (b - a) / (double)n;
    for (size_t k = 0; k < n; k++) {
        double from = a + width * (double)k, to = k + 1 < n ? from + width : b;
        double top = fmax(height(i, (from + to) / 2), fmax(height(i, from), height(i, to)));
        if (top < NOTHING * most) continue;
        if (k == 0 && kink) {
            add_graded(i, from, to - from);
        } else {
            add_panel(i, from, to);
        }
    }
}

typedef struct cut {
    double z;
    bool kink;
} cut;

static int compare_cuts(const void *a, const void *b)
{
    const cut *x = a, *y = b;
    return (x->z > y->z) - (x->z < y->z);
}

enum { MOST_BREAKS = ASL_MAX_KINKS + ASL_MAX_TURNS, MOST_CUTS = MOST_BREAKS + 2 * ASL_MAX_PARTS + 2 };

static bool is_kink(double z, const double *kink, size_t kinks)
{
    for (size_t k = 0; k < kinks; k++) {
        if (kink[k] == z) return true;
    }
    return false;
}

/* Whether z is so close behind a kink that a stretch from there would begin beside u^gamma's singularity, ungraded. */
static bool follows_kink(double z, const double *kink, size_t kinks)
{
    for (size_t k = 0; k < kinks; k++) {
        if (z > kink[k] && z < kink[k] + WIDEST) return true;
    }
    return false;
}

/* The ends of a part's reach, the kinks inside it, and where the distribution function of low and high bends. */
static size_t find_cuts(const integral *i, const double *kink, size_t kinks, cut *cuts)
{
    double from = fmax(i->from, i->part->mean - REACH * i->part->sd),
           to = fmin(i->to, i->part->mean + REACH * i->part->sd);
    size_t n = 0;
    if (from >= to) return 0;
    cuts[n++] = (cut){from, is_kink(from, kink, kinks)};
    for (size_t k = 0; k < kinks; k++) {
        if (kink[k] > from && kink[k] < to) cuts[n++] = (cut){kink[k], true};
    }
    for (size_t k = 0; i->rank != NULL && k < i->rank->n; k++) {
        for (double side = -FLAT; side <= FLAT; side += 2 * FLAT) {
            double z = i->rank->part[k].mean + side * i->rank->part[k].sd;
            if (z > from && z < to && !follows_kink(z, kink, kinks)) cuts[n++] = (cut){z, false};
        }
    }
    cuts[n++] = (cut){to, false};
    qsort(cuts, n, sizeof *cuts, compare_cuts);
    return n;
}

static void integrate_part(integral *i, const double *kink, size_t kinks)
{
    cut cuts[MOST_CUTS];
    size_t n = find_cuts(i, kink, kinks, cuts);
    double most = 0, step = fmin(WIDEST, SPREAD * i->part->sd) / 2;
    for (size_t k = 0; k + 1 < n; k++) {
        most = fmax(most, height(i, cuts[k].z));
        for (double z = cuts[k].z + step / 2; z < cuts[k + 1].z; z += step) most = fmax(most, height(i, z));
    }
    for (size_t k = 0; k + 1 < n; k++) {
        if (cuts[k + 1].z > cuts[k].z) add_stretch(i, cuts[k].z, cuts[k + 1].z, cuts[k].kink, most);
    }
}

/* out [OUTPUTS] */
static void integrate_between(const asl_dist *dist, int truth, integrand f, const double *kink, size_t kinks,
                              bool ranked, double from, double to, asl_mean *out)
{
    const asl_mixture *m = &dist->mixture[truth];
    for (int k = 0; k < OUTPUTS; k++) out[k] = (asl_mean){0};
    for (size_t p = 0; p < m->n; p++) {
        integral i = {.f = f, .part = &m->part[p], .rank = ranked ? &dist->mixture[1] : NULL, .from = from, .to = to};
        integrate_part(&i, kink, kinks);
        for (int k = 0; k < OUTPUTS; k++) {
            out[k].plain += m->part[p].weight * asl_sum_value(&i.plain[k]);
            out[k].low += m->part[p].weight * asl_sum_value(&i.low[k]);
            out[k].high += m->part[p].weight * asl_sum_value(&i.high[k]);
        }
    }
}

static void integrate(const asl_dist *dist, int truth, integrand f, const double *kink, size_t kinks, bool ranked,
                      asl_mean *out)
{
    integrate_between(dist, truth, f, kink, kinks, ranked, -ASL_INF, ASL_INF, out);
}

/* --- means over samples */

typedef void (*sample_function)(const void *self, const asl_prob *x, double *out);

static void average(const asl_dist *dist, int truth, sample_function f, const void *self, asl_mean *out)
{
    const asl_sample *s = &dist->sample[truth];
    asl_sum plain[OUTPUTS] = {{0}}, low[OUTPUTS] = {{0}}, high[OUTPUTS] = {{0}};
    for (size_t i = 0; i < s->n; i++) {
        asl_prob x = asl_prob_of(s->score[i], dist->probabilities);
        double v[OUTPUTS];
        f(self, &x, v);
        for (int k = 0; k < OUTPUTS; k++) {
            asl_sum_add(&plain[k], v[k]);
            asl_sum_add(&low[k], asl_vanish(s->low[i], v[k]));
            asl_sum_add(&high[k], asl_vanish(2 - s->low[i], v[k]));
        }
    }
    double n = (double)s->n;
    for (int k = 0; k < OUTPUTS; k++) {
        out[k] = (asl_mean){asl_sum_value(&plain[k]) / n, asl_sum_value(&low[k]) / n, asl_sum_value(&high[k]) / n};
    }
}

/* --- the four expectations */

typedef struct labelled_loss {
    const asl_loss *loss;
    int label;
} labelled_loss;

static void loss_of_sample(const void *self, const asl_prob *x, double *out)
{
    const labelled_loss *l = self;
    asl_jet j = asl_loss_at(l->loss, *x, l->label);
    out[0] = j.value;
    out[1] = fabs(j.grad);
}

static void loss_of_logit(const void *self, double z, double *out)
{
    asl_prob x = asl_prob_of_logit(z);
    loss_of_sample(self, &x, out);
}

/* Where the loss or the size of its gradient is not smooth, in any order, into z [MOST_BREAKS]. */
static size_t find_breaks(const asl_loss *loss, int label, double *z)
{
    asl_kink kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(loss, label, kink);
    for (size_t i = 0; i < n; i++) z[i] = kink[i].z;
    return n + asl_loss_turns(loss, label, z + n);
}

asl_side_mean asl_expect_loss(const asl_dist *dist, int truth, const asl_loss *loss, int label, bool ranked)
{
    labelled_loss l = {loss, label};
    asl_mean out[OUTPUTS];
    if (dist->sampled) {
        average(dist, truth, loss_of_sample, &l, out);
    } else {
        double kink[MOST_BREAKS];
        size_t n = find_breaks(loss, label, kink);
        integrate(dist, truth, (integrand){loss_of_logit, &l}, kink, n, ranked, out);
    }
    return (asl_side_mean){out[0], out[1]};
}

typedef struct banded_loss {
    labelled_loss loss;
    double low, high;
} banded_loss;

static void band_of_sample(const void *self, const asl_prob *x, double *out)
{
    const banded_loss *b = self;
    bool inside = x->p > b->low && x->p <= b->high;
    out[0] = 0;
    out[1] = inside ? fabs(asl_loss_at(b->loss.loss, *x, b->loss.label).grad) : 0;
}

double asl_expect_grad_between(const asl_dist *dist, int truth, const asl_loss *loss, int label, double low,
                               double high)
{
    banded_loss b = {{loss, label}, low, high};
    asl_mean out[OUTPUTS];
    if (dist->sampled) {
        average(dist, truth, band_of_sample, &b, out);
    } else {
        double kink[MOST_BREAKS];
        size_t n = find_breaks(loss, label, kink);
        integrate_between(dist, truth, (integrand){loss_of_logit, &b.loss}, kink, n, false, asl_prob_of_prob(low).z,
                          asl_prob_of_prob(high).z, out);
    }
    return out[1].plain;
}

static void prob_of_sample(const void *self, const asl_prob *x, double *out)
{
    (void)self;
    out[0] = x->p;
    out[1] = x->q;
}

static void prob_of_logit(const void *self, double z, double *out)
{
    asl_prob x = asl_prob_of_logit(z);
    prob_of_sample(self, &x, out);
}

void asl_expect_prob(const asl_dist *dist, int truth, bool ranked, asl_mean *p, asl_mean *q)
{
    asl_mean out[OUTPUTS];
    if (dist->sampled) {
        average(dist, truth, prob_of_sample, NULL, out);
    } else {
        integrate(dist, truth, (integrand){prob_of_logit, NULL}, NULL, 0, ranked, out);
    }
    *p = out[0];
    *q = out[1];
}

typedef struct edge {
    double p, z;
} edge;

static void under(const void *self, const asl_prob *x, double *out)
{
    const edge *e = self;
    out[0] = x->read ? x->p <= e->p : x->z <= e->z;
    out[1] = x->z > e->z;
}

/* With F1 = F(z) the share of positives below z: E[1(below) 2 (1 - F)] = 1 - (1 - F1)^2, E[1(below) 2 F] = F1^2, and
 * likewise above. (low and high are asked for over the positives alone.) */
asl_mean asl_expect_dropped(const asl_dist *dist, int truth, double margin, bool ranked)
{
    edge e = {margin, asl_prob_of_prob(margin).z};
    asl_mean out[OUTPUTS];
    if (dist->sampled) {
        average(dist, truth, under, &e, out);
        return out[0];
    }
    double below = margin > 0 ? asl_mixture_below(&dist->mixture[truth], e.z) : 0;
    return (asl_mean){below, ranked ? below * (2 - below) : 0, ranked ? below * below : 0};
}

asl_mean asl_expect_past(const asl_dist *dist, int truth, double z, bool ranked)
{
    edge e = {ASL_NAN, z};
    asl_mean out[OUTPUTS];
    if (dist->sampled) {
        average(dist, truth, under, &e, out);
        return out[1];
    }
    double above = asl_mixture_above(&dist->mixture[truth], z);
    return (asl_mean){above, ranked ? above * above : 0, ranked ? above * (2 - above) : 0};
}
