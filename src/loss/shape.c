#include "loss/shape.h"

#include <math.h>

#include "base/numbers.h"

/* The scan: logits -60 .. 60 in steps of 1/8, then doubling, so that maxima of any loss with features wider than 1/8
 * are found, and those far out (small gamma_neg) too. */
#define STEP  0.125
#define INNER 60.0
#define OUTER 1e300

static double next_logit(double z) { return z < INNER ? z + STEP : 2 * z; }

/* A number with the sign of the slope of the pull: of grad at label 0, of -grad at label 1. */
static double slope(const asl_loss *loss, int label, double z)
{
    asl_prob x = asl_prob_of_logit(z);
    asl_jet j = asl_loss_at(loss, x, label);
    double bend = label == 0 && loss->family->neg_bend != NULL ? loss->family->neg_bend(loss, &x) : j.hess;
    return label == 0 ? bend : -bend;
}

/* The sign change of slope from > 0 at a to < 0 at b, to the last bit. */
static double turn(const asl_loss *loss, int label, double a, double b)
{
    for (;;) {
        double middle = a + (b - a) / 2;
        if (middle <= a || middle >= b) return b;
        if (slope(loss, label, middle) > 0) {
            a = middle;
        } else {
            b = middle;
        }
    }
}

static double steepness(const asl_loss *loss, int label, double z)
{
    return fabs(asl_loss_at(loss, asl_prob_of_logit(z), label).grad);
}

/* How hard the label is pulled its own way: down at label 0, up at label 1. */
static double pull(const asl_loss *loss, int label, double z)
{
    double grad = asl_loss_at(loss, asl_prob_of_logit(z), label).grad;
    return label == 0 ? grad : -grad;
}

static void keep_peak(asl_peak *best, double z, double grad)
{
    if (grad > 0 && (!best->found || grad > best->grad)) *best = (asl_peak){true, z, asl_prob_of_logit(z).p, grad};
}

/* A slope of exactly 0 says nothing (it has underflowed, or there is no gradient): only a rise followed by a fall is a
 * maximum. */
asl_peak asl_loss_peak(const asl_loss *loss, int label)
{
    asl_peak best = {false, ASL_NAN, ASL_NAN, ASL_NAN};
    if (loss->family->kind == ASL_BATCHWISE) return best;
    double rising = ASL_NAN, before = 0; /* the last logit where |grad| rose; the slope one step ago */
    for (double z = -INNER; z < OUTER; z = next_logit(z)) {
        double now = slope(loss, label, z);
        if (now < 0 && !isnan(rising)) {
            double top = turn(loss, label, rising, z);
            keep_peak(&best, top, pull(loss, label, top));
        }
        if (now != 0) rising = now > 0 ? z : ASL_NAN;
        if (z > 800 && now == before) break; /* every exponential has underflowed: constant from here on */
        before = now;
    }
    double kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(loss, label, kink);
    for (size_t i = 0; i < n; i++) {                                     /* where it rises and then drops at once */
        double near = 1e-13 * (1 + fabs(kink[i])), low = kink[i] - near; /* the logit is known to a few doubles */
        bool drops = pull(loss, label, low) > pull(loss, label, kink[i] + near);
        if (drops && slope(loss, label, low) > 0) keep_peak(&best, kink[i], pull(loss, label, low));
    }
    return best;
}

/* The next logit on one side of a kink, past the rounding of the kink itself. */
static double beside(double kink, int side)
{
    double to = side > 0 ? ASL_INF : -ASL_INF;
    return nextafter(nextafter(kink, to), to);
}

double asl_loss_grad_sup(const asl_loss *loss, int label)
{
    asl_peak peak = asl_loss_peak(loss, label);
    double sup = peak.found ? peak.grad : 0;
    sup = fmax(sup, steepness(loss, label, -ASL_INF));
    sup = fmax(sup, steepness(loss, label, ASL_INF));
    /* Public code clips its logarithms at some |z| = 18.42, which is where its gradient may be highest, and flat. */
    for (double z = -32; loss->family->kind == ASL_DIALECT && z <= 32; z += STEP) {
        sup = fmax(sup, steepness(loss, label, z));
    }
    double kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(loss, label, kink);
    for (size_t i = 0; i < n; i++) {
        sup = fmax(sup, fmax(steepness(loss, label, beside(kink[i], -1)), steepness(loss, label, beside(kink[i], 1))));
    }
    return sup;
}

/* grad / p at logits a and b past the easy end, and how it falls between them: as distance^order, where the distance is
 * p itself without a margin and z - logit(margin) with one. */
static double easy_order(const asl_loss *loss, double a, double b, double log_distance)
{
    asl_prob x = asl_prob_of_logit(a), y = asl_prob_of_logit(b);
    double gx = asl_loss_at(loss, x, 0).grad / x.p, gy = asl_loss_at(loss, y, 0).grad / y.p;
    double order = log(gy / gx) / log_distance;
    if (fabs(order) < 1e-6) return 0;
    double digit = pow(10, floor(log10(fabs(order))) - 3); /* four digits are what the two points give */
    return round(order / digit) * digit;
}

/* At distances 1e-9 and 1e-8 past a margin, or, where the gradient underflows there, further away. */
static double order_past(const asl_loss *loss, double kink)
{
    double near = 1e-9;
    while (near < 1e-2 && steepness(loss, 0, kink + near) < 1e-290) near *= 10;
    return easy_order(loss, kink + near, kink + 10 * near, log(10));
}

asl_shape asl_loss_shape(const asl_loss *loss)
{
    asl_shape s = {.peak = asl_loss_peak(loss, 0)};
    s.grad_end = asl_loss_at(loss, asl_prob_of_prob(1), 0).grad;
    double kink[ASL_MAX_KINKS];
    bool margin = asl_loss_margin(loss) > 0, kinked = asl_loss_kinks(loss, 0, kink) > 0;
    s.order =
        margin ? order_past(loss, kink[0]) : easy_order(loss, -22, -20, 2); /* log p is z there, p^31 no underflow */
    if (kinked && (s.order == 0 || !margin))
        s.jump = steepness(loss, 0, beside(kink[0], 1)) - steepness(loss, 0, beside(kink[0], -1));
    s.hard_threshold = asl_loss_margin(loss) > 0;
    s.soft_threshold = s.order > 0;
    s.discards_mislabelled = s.grad_end == 0;
    s.continuous_gradient = s.jump == 0;
    return s;
}

typedef struct mixed_risk {
    const asl_loss *loss;
    double eta;
} mixed_risk;

static double risk_slope(const mixed_risk *r, double z)
{
    asl_prob x = asl_prob_of_logit(z);
    double up = r->eta == 0 ? 0 : r->eta * asl_loss_at(r->loss, x, 1).grad;
    double down = r->eta == 1 ? 0 : (1 - r->eta) * asl_loss_at(r->loss, x, 0).grad;
    return up + down;
}

static double risk_value(const mixed_risk *r, double z)
{
    asl_prob x = asl_prob_of_logit(z);
    double pos = r->eta == 0 ? 0 : r->eta * asl_loss_at(r->loss, x, 1).value;
    double neg = r->eta == 1 ? 0 : (1 - r->eta) * asl_loss_at(r->loss, x, 0).value;
    return pos + neg;
}

/* The sign change of the risk's slope from <= 0 at a to > 0 at b. */
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

double asl_loss_best_logit(const asl_loss *loss, double eta)
{
    mixed_risk r = {loss, eta};
    double best = risk_slope(&r, -700) > 0 ? -ASL_INF : ASL_INF;
    double lowest = risk_value(&r, best);
    double a = -700, before = risk_slope(&r, a);
    while (a < 700) {
        double b = a < -INNER ? a + 10 : a < INNER ? a + STEP : a + 10;
        double after = risk_slope(&r, b);
        if (before <= 0 && after > 0) {
            double z = valley(&r, a, b), value = risk_value(&r, z);
            if (value <= lowest) {
                lowest = value;
                best = z;
            }
        }
        a = b;
        before = after;
    }
    double at_end = risk_value(&r, ASL_INF);
    if (at_end < lowest) best = ASL_INF;
    if (eta == 0) { /* gradients underflow: what looks flat may still slope down to the margin, or to p = 0 */
        double margin = asl_loss_margin(loss);
        if (asl_loss_at(loss, asl_prob_of_prob(margin), 0).value <= lowest) return asl_prob_of_prob(margin).z;
    }
    return best;
}

double asl_loss_minimiser(const asl_loss *loss, double eta)
{
    double z = asl_loss_best_logit(loss, eta), margin = asl_loss_margin(loss);
    if (loss->family->read_out != NULL) return loss->family->read_out(loss, z);
    return eta == 0 && z == asl_prob_of_prob(margin).z ? margin : asl_prob_of_logit(z).p; /* as it was given */
}

size_t asl_loss_turns(const asl_loss *loss, int label, double *z)
{
    size_t n = 0;
    if (!(loss->family->traits & ASL_NOT_MONOTONE)) return 0;
    double before = asl_loss_at(loss, asl_prob_of_logit(-INNER), label).grad;
    for (double a = -INNER; a < INNER && n < ASL_MAX_TURNS; a += STEP) {
        double low = a, high = a + STEP, after = asl_loss_at(loss, asl_prob_of_logit(high), label).grad;
        bool turned = before * after < 0;
        for (double middle; turned && (middle = low + (high - low) / 2) > low && middle < high;) {
            bool same = asl_loss_at(loss, asl_prob_of_logit(middle), label).grad * before > 0;
            *(same ? &low : &high) = middle;
        }
        if (turned) z[n++] = high;
        if (after != 0) before = after;
    }
    return n;
}
