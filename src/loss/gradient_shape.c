#include "loss/gradient_shape.h"

#include <math.h>

#include "base/numbers.h"
#include "loss/scan.h"
#include "math/elementary.h"

/* Relative differences of grad below this are rounding, unless neg_bend computes the sign of hess. */
#define ROUNDING 1e-13

static asl_loss_value jet_at(const asl_loss *loss, int label, double z)
{
    return asl_loss_at(loss, asl_sigmoid_of_logit(z), label);
}

/* A number with the sign of the slope of grad. */
static double slope(const asl_loss *loss, int label, double z)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    if (label == 0 && loss->family->neg_hess_sign != NULL) return loss->family->neg_hess_sign(loss, &x);
    return asl_loss_at(loss, x, label).hess;
}

/* The logit in (a, b) where the slope changes the sign that it has at a, to the last bit. */
static double extremum(const asl_loss *loss, int label, double a, double b, bool rises)
{
    for (;;) {
        double middle = a + (b - a) / 2;
        if (middle <= a || middle >= b) return b;
        double s = slope(loss, label, middle);
        if (rises ? s > 0 : s < 0) {
            a = middle;
        } else {
            b = middle;
        }
    }
}

/* --- monotone stretches */

enum { MOST_EXTREMA = ASL_MAX_STRETCHES - ASL_MAX_KINKS - 1 };

/* The logits between two neighbouring kinks, with the extrema of grad inside. */
typedef struct domain {
    double from, to;
    asl_loss_value start, end;
    double z[MOST_EXTREMA];
    asl_loss_value at[MOST_EXTREMA];
    size_t n;
    int first; /* sign of the slope before the first extremum; 0: grad is constant */
} domain;

static void add_extremum(domain *d, const asl_loss *loss, int label, double z)
{
    if (d->n == MOST_EXTREMA) return;
    d->z[d->n] = z;
    d->at[d->n++] = jet_at(loss, label, z);
}

/* A slope of exactly 0 carries no information: it has underflowed, or there is no gradient. */
static void find_extrema(domain *d, const asl_loss *loss, int label)
{
    double last = ASL_NAN, before = 0; /* latest logit with a slope; slope at the previous logit */
    int sign = 0;
    asl_scan scan = asl_scan_between(d->from, d->to, loss->family->traits & ASL_NOT_MONOTONE);
    for (double z; asl_scan_next(&scan, &z);) {
        double now = slope(loss, label, z);
        if (z > 800 && now == before) break; /* every exponential has underflowed: grad is constant from here on */
        before = now;
        if (!(now < 0 || now > 0)) continue;
        int turned = now > 0 ? 1 : -1;
        if (sign != 0 && turned != sign) add_extremum(d, loss, label, extremum(loss, label, last, z, sign > 0));
        if (sign == 0) d->first = turned;
        sign = turned;
        last = z;
    }
    double rise = d->end.grad - d->start.grad;
    if (sign == 0 && rise != 0) d->first = rise > 0 ? 1 : -1; /* only visible at the ends */
}

static bool is_rounding(double a, double b)
{
    double larger = fmax(fabs(a), fabs(b));
    if (isinf(larger)) return a == b;
    return fabs(a - b) <= ROUNDING * larger || larger < 1e-290;
}

static void remove_extrema(domain *d, size_t from, size_t count)
{
    for (size_t i = from; i + count < d->n; i++) {
        d->z[i] = d->z[i + count];
        d->at[i] = d->at[i + count];
    }
    d->n -= count;
    if (from == 0 && count % 2 == 1) d->first = -d->first;
}

/* Remove extrema caused by rounding: pairs, and one next to an end, that differ too little. */
static void remove_rounding(domain *d)
{
    for (size_t i = 0; i + 1 < d->n;) {
        if (is_rounding(d->at[i].grad, d->at[i + 1].grad)) {
            remove_extrema(d, i, 2);
            i = 0;
        } else {
            i++;
        }
    }
    if (d->n > 0 && is_rounding(d->start.grad, d->at[0].grad)) remove_extrema(d, 0, 1);
    if (d->n > 0 && is_rounding(d->end.grad, d->at[d->n - 1].grad)) d->n--;
}

static size_t add_stretches(const domain *d, asl_stretch *out)
{
    for (size_t i = 0; i <= d->n; i++) {
        out[i] = (asl_stretch){.from = i == 0 ? d->from : d->z[i - 1],
                               .to = i == d->n ? d->to : d->z[i],
                               .start = i == 0 ? d->start : d->at[i - 1],
                               .end = i == d->n ? d->end : d->at[i],
                               .slope = i % 2 == 0 ? d->first : -d->first};
    }
    return d->n + 1;
}

size_t asl_loss_stretches(const asl_loss *loss, int label, asl_stretch *out)
{
    if (loss->family->kind == ASL_BATCHWISE) return 0;
    asl_kink kink[ASL_MAX_KINKS];
    size_t kinks = asl_loss_kinks(loss, label, kink), n = 0;
    for (size_t i = 0; i <= kinks; i++) {
        domain d = {.from = i == 0 ? -ASL_INF : kink[i - 1].z,
                    .to = i == kinks ? ASL_INF : kink[i].z,
                    .start = i == 0 ? jet_at(loss, label, -ASL_INF) : kink[i - 1].above,
                    .end = i == kinks ? jet_at(loss, label, ASL_INF) : kink[i].below};
        find_extrema(&d, loss, label);
        if (label != 0 || loss->family->neg_hess_sign == NULL) remove_rounding(&d);
        if (n + d.n + 1 > ASL_MAX_STRETCHES) d.n = 0;
        n += add_stretches(&d, out + n);
    }
    return n;
}

/* --- properties derived from the stretches */

/* The gradient in the label's own direction: down at label 0, up at label 1. */
static double pull(double grad, int label) { return label == 0 ? grad : -grad; }

/* The peak between two stretches, if there is one. */
static asl_peak peak_between(const asl_stretch *before, const asl_stretch *after, int label)
{
    double left = pull(before->end.grad, label), right = pull(after->start.grad, label), top = fmax(left, right);
    bool rises = left < top || pull(before->slope, label) > 0, falls = right < top || pull(after->slope, label) < 0;
    if (!(top > 0 && rises && falls)) return (asl_peak){false, ASL_NAN, ASL_NAN, ASL_NAN};
    return (asl_peak){true, before->to, asl_sigmoid_of_logit(before->to).p, top};
}

asl_peak asl_loss_peak(const asl_loss *loss, int label)
{
    asl_peak best = {false, ASL_NAN, ASL_NAN, ASL_NAN};
    asl_stretch s[ASL_MAX_STRETCHES];
    size_t n = asl_loss_stretches(loss, label, s);
    for (size_t i = 0; i + 1 < n; i++) {
        asl_peak peak = peak_between(&s[i], &s[i + 1], label);
        if (peak.found && (!best.found || peak.grad > best.grad)) best = peak;
    }
    return best;
}

double asl_loss_grad_sup(const asl_loss *loss, int label)
{
    double sup = 0;
    asl_stretch s[ASL_MAX_STRETCHES];
    size_t n = asl_loss_stretches(loss, label, s);
    for (size_t i = 0; i < n; i++) sup = fmax(sup, fmax(fabs(s[i].start.grad), fabs(s[i].end.grad)));
    return sup;
}

/* The power of p that grad / p follows for p -> 0, from two logits as far out as grad does not underflow. */
static double order_at_0(const asl_loss *loss)
{
    bool single = loss->family->traits & ASL_SINGLE;
    double a = -600, underflow = single ? 1e-25 : 1e-290;
    while (a < -5 && fabs(jet_at(loss, 0, a).grad) < underflow) a += 1;
    asl_sigmoid_point x = asl_sigmoid_of_logit(a), y = asl_sigmoid_of_logit(a + 2);
    double order = asl_log(asl_loss_at(loss, y, 0).grad / y.p / (asl_loss_at(loss, x, 0).grad / x.p)) / 2;
    if (!(order >= 1e-6)) return 0;
    if (isinf(order)) return ASL_NAN;  /* grad is 0 in the whole search range */
    double units = single ? 10 : 1000; /* round to 2 or 4 digits, the accuracy of two points */
    for (double top = order; top < 1; top *= 10) units *= 10;
    for (double top = order; top >= 10; top /= 10) units /= 10;
    return round(order * units) / units;
}

static double order_of(const asl_loss *loss, bool hard_threshold, const asl_kink *margin)
{
    if (!hard_threshold) return order_at_0(loss);
    return margin->above.grad == 0 ? margin->power : 0;
}

static double largest_jump(const asl_kink *kink, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        double jump = kink[i].above.grad - kink[i].below.grad;
        if (isnan(jump)) return jump;
        if (fabs(jump) > fabs(largest)) largest = jump;
    }
    return largest;
}

asl_gradient_shape asl_loss_gradient_shape(const asl_loss *loss)
{
    asl_kink kink[ASL_MAX_KINKS];
    size_t n = asl_loss_kinks(loss, 0, kink);
    asl_gradient_shape s = {.peak = asl_loss_peak(loss, 0), .hard_threshold = asl_loss_margin(loss) > 0};
    s.grad_end = asl_loss_at(loss, asl_sigmoid_of_prob(1), 0).grad;
    s.jump = largest_jump(kink, n);
    s.order = order_of(loss, s.hard_threshold, kink);
    s.soft_threshold = s.order > 0;
    s.discards_mislabelled = s.grad_end == 0;
    s.continuous_gradient = s.jump == 0;
    return s;
}

/* Find the sign change of grad inside a monotone stretch and inside the evenly scanned range. */
static bool find_turn(const asl_loss *loss, int label, const asl_stretch *s, double *z)
{
    double low = fmax(s->from, -ASL_SCAN_INNER), high = fmin(s->to, ASL_SCAN_INNER);
    double start = low == s->from ? s->start.grad : jet_at(loss, label, low).grad;
    double end = high == s->to ? s->end.grad : jet_at(loss, label, high).grad;
    if (!(low < high && ((start < 0 && end > 0) || (start > 0 && end < 0)))) return false;
    for (double middle; (middle = low + (high - low) / 2) > low && middle < high;) {
        double grad = jet_at(loss, label, middle).grad;
        bool same = start > 0 ? grad > 0 : grad < 0;
        *(same ? &low : &high) = middle;
    }
    *z = high;
    return true;
}

size_t asl_loss_grad_zeros(const asl_loss *loss, int label, double *z)
{
    if (!(loss->family->traits & ASL_NOT_MONOTONE)) return 0;
    asl_stretch s[ASL_MAX_STRETCHES];
    size_t stretches = asl_loss_stretches(loss, label, s), n = 0;
    for (size_t i = 0; i < stretches && n < ASL_MAX_GRAD_ZEROS; i++) n += find_turn(loss, label, &s[i], &z[n]);
    return n;
}
