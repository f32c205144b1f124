#include "study/expectation.h"

#include <math.h>

#include "base/numbers.h"
#include "math/dd.h"
#include "math/sum.h"
#include "study/logit_integral.h"

enum { OUTPUTS = ASL_LOGIT_FUNCTIONS };

static const asl_precision exact = {.aim = 1e-11, .panels = 4000, .least = 1e-290},
                           single = {.aim = 1e-6, .panels = 400, .least = 1e-30}; /* single precision */

double asl_expectation_limit(const asl_family *family) { return family->traits & ASL_SINGLE ? 0.1 : 1e-10; }

/* --- integrals */

/* The largest estimated relative error of the sums; sums below `least` are ignored. */
static double relative_error(const asl_logit_sum *s, double least)
{
    double worst = 0;
    for (size_t i = 0; i < sizeof s->mass / sizeof s->mass[0]; i++) {
        if (s->mass[i] > least) worst = fmax(worst, s->error[i] / s->mass[i]);
    }
    return worst;
}

/* Integrate over all parts of a mixture: out [OUTPUTS]. Returns the relative error. */
static double integrate(const asl_dist *dist, int truth, const asl_logit_function *f, bool ranked, asl_logit from,
                        asl_logit to, asl_mean *out)
{
    const asl_mixture *m = &dist->mixture[truth];
    asl_logit_sum all = {.plain = {0}};
    for (int k = 0; k < OUTPUTS; k++) out[k] = (asl_mean){0};
    for (size_t p = 0; p < m->n; p++) {
        asl_logit_sum sum;
        double weight = m->part[p].weight;
        asl_integrate_logits(f, &m->part[p], ranked ? &dist->mixture[1] : NULL, from, to, &sum);
        for (int k = 0; k < OUTPUTS; k++) {
            out[k].plain += weight * sum.plain[k];
            out[k].low += weight * sum.low[k];
            out[k].high += weight * sum.high[k];
        }
        for (size_t i = 0; i < sizeof sum.mass / sizeof sum.mass[0]; i++) {
            all.mass[i] += weight * sum.mass[i];
            all.error[i] += weight * sum.error[i];
        }
    }
    return relative_error(&all, f->precision.least);
}

static const asl_logit lowest = {-ASL_INF, 0}, highest = {ASL_INF, 0};

/* --- means over samples */

typedef void (*sample_function)(const void *self, const asl_sigmoid_point *x, double *out);

static void average(const asl_dist *dist, int truth, sample_function f, const void *self, asl_mean *out)
{
    const asl_sample *s = &dist->sample[truth];
    asl_sum plain[OUTPUTS] = {{0}}, low[OUTPUTS] = {{0}}, high[OUTPUTS] = {{0}};
    for (size_t i = 0; i < s->n; i++) {
        asl_sigmoid_point x = asl_sigmoid_of(s->score[i], dist->probabilities);
        double v[OUTPUTS];
        f(self, &x, v);
        for (int k = 0; k < OUTPUTS; k++) {
            asl_sum_add(&plain[k], v[k]);
            asl_sum_add(&low[k], asl_mul_zero(s->low[i], v[k]));
            asl_sum_add(&high[k], asl_mul_zero(2 - s->low[i], v[k]));
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

static void loss_of_sample(const void *self, const asl_sigmoid_point *x, double *out)
{
    const labelled_loss *l = self;
    asl_loss_value j = asl_loss_at(l->loss, *x, l->label);
    out[0] = j.value;
    out[1] = fabs(j.grad);
}

static void loss_of_logit(const void *self, double z, double *out)
{
    const labelled_loss *l = self;
    asl_loss_value j = asl_loss_at(l->loss, asl_sigmoid_of_logit(z), l->label);
    out[0] = j.value;
    out[1] = j.grad;
}

/* Implementations in single precision are staircases, so there is no power law next to a kink. */
static void set_single(asl_logit_function *f)
{
    f->precision = single;
    for (size_t k = 0; k < f->kinks; k++) f->kink[k].power = 0;
}

static asl_logit_function function_of_loss(const labelled_loss *l)
{
    asl_logit_function f = {.at = loss_of_logit, .self = l, .precision = exact, .scales = 1};
    f.scale[0] = asl_loss_scale(l->loss, l->label);
    f.kinks = asl_loss_kinks(l->loss, l->label, f.kink);
    if (l->loss->family->traits & ASL_SINGLE) set_single(&f);
    return f;
}

asl_side_mean asl_expectation_loss(const asl_dist *dist, int truth, const asl_loss *loss, int label, bool ranked)
{
    labelled_loss l = {loss, label};
    asl_mean out[OUTPUTS];
    double error = 0;
    if (dist->sampled) {
        average(dist, truth, loss_of_sample, &l, out);
    } else {
        asl_logit_function f = function_of_loss(&l);
        error = integrate(dist, truth, &f, ranked, lowest, highest, out);
    }
    return (asl_side_mean){out[0], out[1], error};
}

typedef struct banded_loss {
    labelled_loss loss;
    double low, high;
} banded_loss;

static void band_of_sample(const void *self, const asl_sigmoid_point *x, double *out)
{
    const banded_loss *b = self;
    bool inside = x->p > b->low && x->p <= b->high;
    out[0] = 0;
    out[1] = inside ? fabs(asl_loss_at(b->loss.loss, *x, b->loss.label).grad) : 0;
}

/* The logit of a probability exactly as a kink has it, so that a band can begin at a kink. */
static asl_logit logit_of_prob(double p)
{
    if (p <= 0) return lowest;
    if (p >= 1) return highest;
    asl_dd z = asl_dd_logit(p);
    return (asl_logit){z.hi, z.lo};
}

double asl_expectation_grad_between(const asl_dist *dist, int truth, const asl_loss *loss, int label, double low,
                                    double high, double *error)
{
    banded_loss b = {{loss, label}, low, high};
    asl_mean out[OUTPUTS];
    *error = 0;
    if (dist->sampled) {
        average(dist, truth, band_of_sample, &b, out);
    } else {
        asl_logit_function f = function_of_loss(&b.loss);
        f.second_only = true;
        *error = integrate(dist, truth, &f, false, logit_of_prob(low), logit_of_prob(high), out);
    }
    return out[1].plain;
}

static void prob_of_sample(const void *self, const asl_sigmoid_point *x, double *out)
{
    (void)self;
    out[0] = x->p;
    out[1] = x->q;
}

static void prob_of_logit(const void *self, double z, double *out)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    prob_of_sample(self, &x, out);
}

double asl_expectation_prob(const asl_dist *dist, int truth, bool ranked, asl_mean *p, asl_mean *q)
{
    asl_mean out[OUTPUTS];
    double error = 0;
    if (dist->sampled) {
        average(dist, truth, prob_of_sample, NULL, out);
    } else {
        asl_logit_function f = {.at = prob_of_logit, .scale = {{0, ASL_PI}}, .scales = 1, .precision = exact};
        error = integrate(dist, truth, &f, ranked, lowest, highest, out);
    }
    *p = out[0];
    *q = out[1];
    return error;
}

typedef struct edge {
    double p, z;
} edge;

static void under(const void *self, const asl_sigmoid_point *x, double *out)
{
    const edge *e = self;
    out[0] = x->read ? x->p <= e->p : x->z <= e->z;
    out[1] = x->z > e->z;
}

/* With F1 = F(z), the fraction of positives below z: E[1(below) 2 (1 - F)] = 1 - (1 - F1)^2 and E[1(below) 2 F] =
 * F1^2, and correspondingly above. (low and high are only requested for positives.) */
asl_mean asl_expectation_dropped(const asl_dist *dist, int truth, double margin, bool ranked)
{
    edge e = {margin, asl_sigmoid_of_prob(margin).z};
    asl_mean out[OUTPUTS];
    if (dist->sampled) {
        average(dist, truth, under, &e, out);
        return out[0];
    }
    double below = margin > 0 ? asl_mixture_below(&dist->mixture[truth], e.z) : 0;
    return (asl_mean){below, ranked ? below * (2 - below) : 0, ranked ? below * below : 0};
}

asl_mean asl_expectation_past(const asl_dist *dist, int truth, double z, bool ranked)
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
