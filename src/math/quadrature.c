#include "math/quadrature.h"

#include <math.h>

#include "math/elementary.h"

enum { NODES = ASL_GAUSS_NODES, HALF = NODES / 2, CHECKS = 4 };

/* Gauss-Legendre nodes above 0 and their weights on [-1, 1] (Abramowitz and Stegun, table 25.4). */
static const double node[HALF] = {0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863,
                                  0.6178762444026437484, 0.7554044083550030339, 0.8656312023878317439,
                                  0.9445750230732325761, 0.9894009349916499326};
static const double weight[HALF] = {0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382,
                                    0.1495959888165767321, 0.1246289712555338720, 0.0951585116824927848,
                                    0.0622535239386478929, 0.0271524594117540949};

/* weight (j + 1/2) P_j(node), which give the Legendre coefficients of orders 10, 11, 14 and 15 from values at the
 * nodes. Even orders are sums over f(x) + f(-x), odd ones over f(x) - f(-x). */
static const double check[CHECKS][HALF] = {
    {-0.2649861102737051177, 0.4769065550671519556, -0.1321997834074798281, -0.3277697702434065378,
     0.3629370293395894714, -0.004145262192304827944, -0.2520154141629320490, 0.1412727558730869335},
    {-0.4565658632252509497, 0.07255887482241536616, 0.3501669169395512136, -0.4482634652637290076,
     0.1752711653511037215, 0.1786271897378610426, -0.2910139422600961069, 0.1287590015187105241},
    {-0.1090418159576820733, 0.3058334374396040079, -0.4435406121078920673, 0.4977022367517182479,
     -0.4628447876645263636, 0.3541214949557947067, -0.2049354038701399205, 0.06270545045312346224},
    {-0.5936159289428018117, 0.5617461448292791100, -0.5008933497159644381, 0.4166403770259613652,
     -0.3169196177972208307, 0.2115985306318844377, -0.1122209124505884013, 0.03278130486396173942}};

/* The interpolating polynomial at 1: the sum of end[k] f(node k) over all nodes, ascending. */
static const double end[NODES] = {
    -0.00850476284493360368, 0.0297856705218299482, -0.0585389784982593047, 0.0931816137972210856,
    -0.132915107282165606,   0.177313185839195538,  -0.226227130791846567,  0.279798095625089274,
    -0.338548784672429718,   0.403584252706052494,  -0.476999267128418073,  0.562750133809090893,
    -0.668742288187600734,   0.812779058702932323,  -1.04502471906788571,   1.59630902747212776};

#define CAUTION 10.0 /* factor on the estimated error */

/* --- one panel */

/* Node k, ascending with k, of [-1, 1] and of [from, to]. */
static double abscissa(size_t k) { return k < HALF ? -node[HALF - 1 - k] : node[k - HALF]; }
static double place(double from, double to, size_t k) { return (from + to) / 2 + (to - from) / 2 * abscissa(k); }

/* The estimated error, relative to half the panel's width, of a function with these values at the nodes. */
static double truncation(const double *f)
{
    double c[CHECKS] = {0};
    for (size_t k = 0; k < HALF; k++) {
        double sum = f[HALF + k] + f[HALF - 1 - k], difference = f[HALF + k] - f[HALF - 1 - k];
        c[0] += check[0][k] * sum;
        c[1] += check[1][k] * difference;
        c[2] += check[2][k] * sum;
        c[3] += check[3][k] * difference;
    }
    double before = fmax(fabs(c[0]), fabs(c[1])), last = fmax(fabs(c[2]), fabs(c[3]));
    double decay = last < before ? last / before : 1;
    return CAUTION * last * fmax(decay * decay * decay, 1e-3);
}

/* Sign changes of the values f [NODES] of a function. */
typedef struct turns {
    size_t after; /* the first is between nodes after - 1 and after; 0: below the first node, NODES: above the last */
    bool found;
    double around; /* integral of |f| next to them, relative to half the panel: the error from the kinks of |f| */
} turns;

static turns find_turns(const double *f)
{
    turns t = {0, false, 0};
    double low = 0, high = 0, margin = 1 - node[HALF - 1];
    for (size_t k = 0; k < NODES; k++) {
        low += end[NODES - 1 - k] * f[k];
        high += end[k] * f[k];
        if (k == 0 || !(f[k] * f[k - 1] < 0)) continue;
        t.around += (abscissa(k) - abscissa(k - 1)) * (fabs(f[k]) + fabs(f[k - 1])) / 2;
        if (!t.found) t.after = k;
        t.found = true;
    }
    bool at_low = low * f[0] < 0, at_high = high * f[NODES - 1] < 0;
    if (at_low) t.around += margin * fabs(low);
    if (at_high) t.around += margin * fabs(high);
    if (!t.found && (at_low || at_high)) t.after = at_low ? 0 : NODES;
    t.found = t.found || at_low || at_high;
    return t;
}

/* Sums of w[k] f(node k); the weights sum to about `size`. */
static void add_up(const asl_integrand *f, double from, double to, const double *w, double size, asl_panel_sum *out)
{
    double at[ASL_MAX_INTEGRANDS], column[ASL_MAX_INTEGRANDS][NODES];
    for (size_t k = 0; k < NODES; k++) {
        f->at(f->self, place(from, to, k), at);
        for (size_t i = 0; i < f->n; i++) column[i][k] = at[i];
    }
    out->turn[0] = out->turn[1] = (double)NAN;
    for (size_t i = 0; i < f->n; i++) {
        turns t = {0, false, 0};
        if (f->absolute >> i & 1) t = find_turns(column[i]);
        if (t.found) {
            out->turn[0] = t.after > 0 ? place(from, to, t.after - 1) : from;
            out->turn[1] = t.after < NODES ? place(from, to, t.after) : to;
        }
        out->value[i] = out->mass[i] = 0;
        for (size_t k = 0; k < NODES; k++) {
            if (f->absolute >> i & 1) column[i][k] = fabs(column[i][k]);
            out->value[i] += w[k] * column[i][k];
            out->mass[i] += fabs(w[k] * column[i][k]);
        }
        out->error[i] = size / 2 * (truncation(column[i]) + t.around);
    }
}

void asl_gauss(const asl_integrand *f, double from, double to, asl_panel_sum *out)
{
    double w[NODES], half = (to - from) / 2;
    for (size_t k = 0; k < HALF; k++) w[HALF + k] = w[HALF - 1 - k] = half * weight[k];
    add_up(f, from, to, w, to - from, out);
}

void asl_gauss_power(const asl_integrand *f, double to, double power, const double *weights, asl_panel_sum *out)
{
    double w[NODES], scale = asl_pow(to, 1 + power);
    for (size_t k = 0; k < NODES; k++) w[k] = scale * weights[k];
    add_up(f, 0, to, w, 2 * scale / (1 + power), out);
}

/* The interpolating polynomial's coefficients are sums of (2 j + 1) / 2 weight P_j(node) f(node), and the integral of
 * x^a P_j(2 x - 1) over [0, 1] is a (a - 1) ... (a - j + 1) / ((a + 1) (a + 2) ... (a + j + 1)). */
void asl_power_weights(double power, double *out)
{
    double moment[NODES];
    moment[0] = 1 / (power + 1);
    for (size_t j = 1; j < NODES; j++)
        moment[j] = moment[j - 1] * (power - (double)(j - 1)) / (power + (double)(j + 1));
    for (size_t k = 0; k < NODES; k++) {
        double x = abscissa(k), before = 0, legendre = 1, sum = 0;
        for (size_t j = 0; j < NODES; j++) {
            sum += (double)(2 * j + 1) / 2 * legendre * moment[j];
            double next = ((double)(2 * j + 1) * x * legendre - (double)j * before) / (double)(j + 1);
            before = legendre;
            legendre = next;
        }
        out[k] = sum * weight[k < HALF ? HALF - 1 - k : k - HALF];
    }
}

/* --- all panels */

/* Integrals that underflow are not improved. */
#define NOTHING 1e-300

/* The largest error of a panel divided by the target; above 1 it must be split. 0 if it cannot be improved. */
static double badness(const asl_quadrature *q, const struct asl_held_panel *h)
{
    double middle = h->panel.from + (h->panel.to - h->panel.from) / 2, worst = 0;
    if (middle <= h->panel.from || middle >= h->panel.to) return 0;
    for (size_t i = 0; i < q->n; i++) {
        if (isnan(h->sum.value[i])) return 0;
        worst = fmax(worst, h->sum.error[i] / (q->aim * q->expected[i] + NOTHING));
    }
    return worst;
}

static void take(asl_quadrature *q, const asl_panel_sum *s)
{
    for (size_t i = 0; i < q->n; i++) {
        asl_sum_add(&q->value[i], s->value[i]);
        q->mass[i] += s->mass[i];
        q->error[i] += s->error[i];
    }
}

/* Add or subtract a panel's mass from the expected total. */
static void expect(asl_quadrature *q, const asl_panel_sum *s, int sign)
{
    for (size_t i = 0; i < q->n; i++) {
        double mass = isfinite(s->mass[i]) ? s->mass[i] : 0;
        q->expected[i] = fmax(q->mass[i], q->expected[i] + sign * mass);
    }
}

/* Remove the best or the worst of the panels held back, and return it. */
static struct asl_held_panel pick(asl_quadrature *q, bool worst)
{
    size_t chosen = 0;
    for (size_t k = 1; k < q->nheld; k++) {
        double a = q->held[k].badness, b = q->held[chosen].badness;
        if (worst ? a > b : a < b) chosen = k;
    }
    struct asl_held_panel h = q->held[chosen];
    q->held[chosen] = q->held[--q->nheld];
    return h;
}

/* Integrate a panel and hold it back, or take it if it is good enough or no worse than all that are held back. */
static void hold(asl_quadrature *q, asl_panel panel)
{
    if (q->nheld == ASL_HELD_PANELS) {
        struct asl_held_panel best = pick(q, false);
        take(q, &best.sum);
    }
    struct asl_held_panel *h = &q->held[q->nheld];
    h->panel = panel;
    q->rule.sum(q->rule.self, &panel, &h->sum);
    if (q->left > 0) q->left--;
    expect(q, &h->sum, 1);
    h->badness = badness(q, h);
    if (h->badness > 1) {
        q->nheld++;
    } else {
        take(q, &h->sum);
    }
}

/* Split the worst of the panels held back until `keep` of them are left. */
static void release(asl_quadrature *q, size_t keep)
{
    for (size_t k = 0; k < q->nheld; k++) q->held[k].badness = badness(q, &q->held[k]);
    while (q->nheld > keep) {
        struct asl_held_panel h = pick(q, true);
        if (q->left < 2 || h.badness <= 1) {
            take(q, &h.sum);
            continue;
        }
        double middle = q->rule.split(q->rule.self, &h.panel, &h.sum);
        expect(q, &h.sum, -1);
        hold(q, (asl_panel){h.panel.from, middle, h.panel.chart});
        hold(q, (asl_panel){middle, h.panel.to, h.panel.chart});
    }
}

void asl_quadrature_add(asl_quadrature *q, asl_panel panel)
{
    if (q->nheld == ASL_HELD_PANELS) release(q, ASL_HELD_PANELS / 2);
    hold(q, panel);
}

void asl_quadrature_finish(asl_quadrature *q) { release(q, 0); }
