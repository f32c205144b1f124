/* Adaptive integration of several functions of one variable at once, with an estimate of the error.
 *
 * The caller cuts the range into panels on which the functions are smooth and adds them one by one. A panel is
 * integrated with the 16-point Gauss-Legendre rule. If its estimated error is too large, the panel is split in two,
 * until the error is small enough or the limit on the number of panels is reached.
 *
 * Error estimate. The 16 values of a function on a panel also give its first 16 Legendre coefficients. For a function
 * that is analytic near the panel they decay at least geometrically, and the error of the rule is about as large as
 * the coefficient of order 32. The estimate takes the larger coefficient of orders 14 and 15, lets it decay for
 * another 12 orders as fast as from orders 10 and 11 to orders 14 and 15, but at most by a factor of 1000, and
 * multiplies by 10. The coefficients of a function with a kink that nobody declared decay slowly, so that its panel is
 * split; the estimate may then be 20 times too small. A feature between two nodes is not seen: the caller's panels
 * must be narrow enough for the features that it knows. The estimate costs no function value.
 *
 * A factor x^power at the lower end, power > -1, is integrated by a product rule (asl_power_weights), which is exact
 * for x^power times a polynomial of degree 15. */
#ifndef ASL_MATH_QUADRATURE_H
#define ASL_MATH_QUADRATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "math/sum.h"

enum { ASL_GAUSS_NODES = 16, ASL_MAX_INTEGRANDS = 6, ASL_HELD_PANELS = 64 };

/* n functions of x at once: out [n]. If bit k of `absolute` is set, the absolute value of function k is integrated;
 * the function itself keeps its sign, which shows where |f| has a kink. */
typedef struct asl_integrand {
    void (*at)(const void *self, double x, double *out);
    const void *self;
    size_t n; /* up to ASL_MAX_INTEGRANDS */
    unsigned absolute;
} asl_integrand;

/* Integrals over one panel. */
typedef struct asl_panel_sum {
    double value[ASL_MAX_INTEGRANDS];
    double mass[ASL_MAX_INTEGRANDS];  /* approximate integral of the absolute value */
    double error[ASL_MAX_INTEGRANDS]; /* estimated bound of the absolute error of value */
    double turn[2]; /* neighbouring nodes between which an absolute function changes sign; NaN: none */
} asl_panel_sum;

/* Integrate over [from, to], from < to, with the Gauss-Legendre rule. */
void asl_gauss(const asl_integrand *f, double from, double to, asl_panel_sum *out);

/* Weights of the product rule: sum of weight[k] g(x[k]) is the integral of x^power g(x) over [0, 1], x[k] being the
 * Gauss-Legendre nodes of [0, 1].
 *   power   in (-1, 30]
 *   weight  [ASL_GAUSS_NODES]  out */
void asl_power_weights(double power, double *weight);

/* Integrate x^power f(x) over [0, to] with the weights for that power. */
void asl_gauss_power(const asl_integrand *f, double to, double power, const double *weight, asl_panel_sum *out);

/* A panel in one of the caller's coordinates (charts). */
typedef struct asl_panel {
    double from, to;
    int chart;
} asl_panel;

/* Callbacks: the integrals of a panel, and the point inside it at which to split it. */
typedef struct asl_panel_rule {
    void (*sum)(const void *self, const asl_panel *panel, asl_panel_sum *out);
    double (*split)(const void *self, const asl_panel *panel, const asl_panel_sum *sum);
    const void *self;
} asl_panel_rule;

/* An integration in progress. Set rule, n, aim and left, and the rest to 0; add all panels; finish. */
typedef struct asl_quadrature {
    asl_panel_rule rule;
    size_t n;
    double aim;  /* target relative error of each integral, per panel */
    size_t left; /* panels that may still be evaluated */
    asl_sum value[ASL_MAX_INTEGRANDS];
    double mass[ASL_MAX_INTEGRANDS], error[ASL_MAX_INTEGRANDS];
    double expected[ASL_MAX_INTEGRANDS]; /* mass of all panels, as far as it is known */
    struct asl_held_panel {
        asl_panel panel;
        asl_panel_sum sum;
        double badness; /* error divided by the target */
    } held[ASL_HELD_PANELS];
    size_t nheld;
} asl_quadrature;

/* Add a panel. It is split later if its error matters to the total. */
void asl_quadrature_add(asl_quadrature *q, asl_panel panel);

/* Split all panels that need it; value, mass and error are then final. If `left` runs out, or a function is not
 * finite, error says so. Cannot fail. */
void asl_quadrature_finish(asl_quadrature *q);

#endif
