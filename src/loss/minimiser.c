#include "loss/minimiser.h"

#include <math.h>

#include "base/numbers.h"
#include "loss/scan.h"

#define FARTHEST 1e6 /* logits; beyond this even the flattest loss of the registry has no features */

typedef struct mixed_risk {
    const asl_loss *loss;
    double eta;
} mixed_risk;

/* eta a + (1 - eta) b; a side with weight 0 counts as 0 even if it is infinite. */
static double mix(const mixed_risk *r, double a, double b)
{
    return (r->eta == 0 ? 0 : r->eta * a) + (r->eta == 1 ? 0 : (1 - r->eta) * b);
}

static double risk_slope(const mixed_risk *r, double z)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    return mix(r, asl_loss_at(r->loss, x, 1).grad, asl_loss_at(r->loss, x, 0).grad);
}

static double risk_value(const mixed_risk *r, double z)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    return mix(r, asl_loss_at(r->loss, x, 1).value, asl_loss_at(r->loss, x, 0).value);
}

/* The point where the slope of the risk changes from <= 0 at a to > 0 at b. */
static double valley(const mixed_risk *r, double a, double b)
{
    for (;;) {
        double middle = a + (b - a) / 2;
        if (middle <= a || middle >= b) return a;
        if (risk_slope(r, middle) > 0) {
            b = middle;
        } else {
            a = middle;
        }
    }
}

typedef struct lowest {
    double z, value;
} lowest;

static void consider(lowest *best, double z, double value)
{
    if (value <= best->value) *best = (lowest){z, value};
}

/* A walk over ascending logits that finds the minima between them. */
typedef struct walk {
    const mixed_risk *risk;
    double z, slope; /* current position */
    lowest best;
} walk;

static void walk_to(walk *w, double z)
{
    double slope = risk_slope(w->risk, z);
    if (w->slope <= 0 && slope > 0) {
        double low = valley(w->risk, w->z, z);
        consider(&w->best, low, risk_value(w->risk, low));
    }
    w->z = z;
    w->slope = slope;
}

/* Visit all scanned logits and the kinks of label 0; above those of label 1 there are no power laws. */
static void walk_along(walk *w)
{
    asl_kink kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(w->risk->loss, 0, kink);
    for (size_t i = 0; i <= n; i++) {
        double to = i < n ? kink[i].z : FARTHEST;
        asl_scan scan = asl_scan_between(i == 0 ? -ASL_INF : kink[i - 1].z, to, false);
        for (double z; asl_scan_next(&scan, &z);) walk_to(w, z);
        walk_to(w, to);
    }
}

/* A loss can have a step at a kink: consider the risk on both sides. */
static void consider_kinks(const mixed_risk *r, int label, lowest *best)
{
    asl_kink kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(r->loss, label, kink);
    for (size_t i = 0; i < n; i++) {
        double other = asl_loss_at(r->loss, asl_sigmoid_of_logit(kink[i].z), 1 - label).value;
        bool above = kink[i].z_lo < 0; /* side of the kink on which its logit lies as a double */
        double z = kink[i].z, low = above ? nextafter(z, -ASL_INF) : z, high = above ? z : nextafter(z, ASL_INF);
        asl_loss_value below = kink[i].below, past = kink[i].above;
        consider(best, high, label == 0 ? mix(r, other, past.value) : mix(r, past.value, other));
        consider(best, low, label == 0 ? mix(r, other, below.value) : mix(r, below.value, other)); /* attained */
    }
}

/* The point where the gradient of the risk changes sign, or an end. */
static lowest find_settling(const mixed_risk *r)
{
    double slope = risk_slope(r, -FARTHEST), end = slope > 0 ? -ASL_INF : ASL_INF;
    walk w = {r, -FARTHEST, slope, {end, risk_value(r, end)}};
    walk_along(&w);
    double at_1 = risk_value(r, ASL_INF);
    return at_1 < w.best.value ? (lowest){ASL_INF, at_1} : w.best;
}

/* At eta = 0 gradients underflow: a seemingly flat risk can still decrease towards the margin or p = 0. */
static double upper_end(const mixed_risk *r, lowest best)
{
    double edge = asl_sigmoid_of_prob(asl_loss_margin(r->loss)).z;
    return r->eta == 0 && risk_value(r, edge) <= best.value ? edge : best.z;
}

double asl_loss_settling_logit(const asl_loss *loss, double eta)
{
    mixed_risk r = {loss, eta};
    return upper_end(&r, find_settling(&r));
}

double asl_loss_minimiser_logit(const asl_loss *loss, double eta)
{
    asl_loss attached = *loss;
    if (loss->family->attached != NULL) asl_loss_set(&attached, loss->family->attached, loss->theta, NULL);
    mixed_risk r = {&attached, eta};
    lowest best = find_settling(&r);
    for (int label = 0; label <= 1; label++) consider_kinks(&r, label, &best);
    return upper_end(&r, best);
}

/* The probability of a logit; the margin as given, not recomputed from its logit. */
static double prob_of(const asl_loss *loss, double eta, double z)
{
    if (loss->family->prob_of_logit != NULL) return loss->family->prob_of_logit(loss, z);
    double margin = asl_loss_margin(loss);
    return eta == 0 && z == asl_sigmoid_of_prob(margin).z ? margin : asl_sigmoid_of_logit(z).p;
}

double asl_loss_settling(const asl_loss *loss, double eta)
{
    return prob_of(loss, eta, asl_loss_settling_logit(loss, eta));
}

double asl_loss_minimiser(const asl_loss *loss, double eta)
{
    return prob_of(loss, eta, asl_loss_minimiser_logit(loss, eta));
}
