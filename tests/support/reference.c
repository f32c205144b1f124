#include "reference.h"

#include <mpfr.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 2400, STEP = 400 }; /* differences over 2^-STEP have an error of about 2^-(2 STEP) */

typedef struct point {
    mpfr_t p, q;
} point;

static void point_at(point *x, const mpfr_t z)
{
    mpfr_inits2(BITS, x->p, x->q, (mpfr_ptr)0);
    mpfr_neg(x->p, z, MPFR_RNDN);
    mpfr_exp(x->p, x->p, MPFR_RNDN);
    mpfr_add_ui(x->p, x->p, 1, MPFR_RNDN);
    mpfr_ui_div(x->p, 1, x->p, MPFR_RNDN);
    mpfr_ui_sub(x->q, 1, x->p, MPFR_RNDN);
}

static void point_clear(point *x) { mpfr_clears(x->p, x->q, (mpfr_ptr)0); }

/* out = -base^g log(arg) */
static void weighted_log(mpfr_t out, const mpfr_t base, double g, const mpfr_t arg)
{
    mpfr_t power, exponent;
    mpfr_inits2(BITS, power, exponent, (mpfr_ptr)0);
    mpfr_set_d(exponent, g, MPFR_RNDN);
    mpfr_pow(power, base, exponent, MPFR_RNDN);
    mpfr_log(out, arg, MPFR_RNDN);
    mpfr_mul(out, out, power, MPFR_RNDN);
    mpfr_neg(out, out, MPFR_RNDN);
    mpfr_clears(power, exponent, (mpfr_ptr)0);
}

/* -(1-p)^g log p, with the weight at w and the logarithm at x. */
static void positive(mpfr_t out, const point *w, const point *x, double g) { weighted_log(out, w->q, g, x->p); }

/* -u^g log(1 - u), u = max(p - m, 0), with the weight at w and the logarithm at x. */
static void negative(mpfr_t out, const point *w, const point *x, double g, double m)
{
    mpfr_t u, v, weight;
    mpfr_inits2(BITS, u, v, weight, (mpfr_ptr)0);
    mpfr_sub_d(weight, w->p, m, MPFR_RNDN);
    mpfr_sub_d(u, x->p, m, MPFR_RNDN);
    if (mpfr_sgn(u) <= 0 || mpfr_sgn(weight) <= 0) {
        mpfr_set_zero(out, 1);
    } else {
        mpfr_ui_sub(v, 1, u, MPFR_RNDN);
        weighted_log(out, weight, g, v);
    }
    mpfr_clears(u, v, weight, (mpfr_ptr)0);
}

/* The published losses. A detached weight is computed at w. */
static void value_at(const asl_loss *loss, const mpfr_t w, const mpfr_t z, int label, mpfr_t out)
{
    const char *name = loss->family->name;
    const double *t = loss->theta;
    double g_pos = 0, g_neg = 0, m = 0;
    if (strcmp(name, "focal") == 0) {
        g_pos = g_neg = t[0];
    } else if (strncmp(name, "asl", 3) == 0) {
        g_pos = t[0], g_neg = t[1], m = t[2];
    } else if (strcmp(name, "ce") != 0) {
        abort(); /* a new family needs its published value here */
    }
    point at_w, at_z;
    point_at(&at_w, w);
    point_at(&at_z, z);
    if (label != 0) {
        positive(out, &at_w, &at_z, g_pos);
    } else {
        negative(out, &at_w, &at_z, g_neg, m);
    }
    point_clear(&at_w);
    point_clear(&at_z);
}

/* d(value)/dz at z. For a detached loss, the weight stays at z. */
static void slope_at(const asl_loss *loss, const mpfr_t z, int label, mpfr_t out)
{
    mpfr_t h, up, down, high, low;
    mpfr_inits2(BITS, h, up, down, high, low, (mpfr_ptr)0);
    mpfr_set_ui_2exp(h, 1, -STEP, MPFR_RNDN);
    mpfr_add(up, z, h, MPFR_RNDN);
    mpfr_sub(down, z, h, MPFR_RNDN);
    bool detached = loss->family->attached != NULL;
    value_at(loss, detached ? z : up, up, label, high);
    value_at(loss, detached ? z : down, down, label, low);
    mpfr_sub(out, high, low, MPFR_RNDN);
    mpfr_div(out, out, h, MPFR_RNDN);
    mpfr_div_ui(out, out, 2, MPFR_RNDN);
    mpfr_clears(h, up, down, high, low, (mpfr_ptr)0);
}

static void bend_at(const asl_loss *loss, const mpfr_t z, int label, mpfr_t out)
{
    mpfr_t h, up, down, high, low;
    mpfr_inits2(BITS, h, up, down, high, low, (mpfr_ptr)0);
    mpfr_set_ui_2exp(h, 1, -STEP / 2, MPFR_RNDN);
    mpfr_add(up, z, h, MPFR_RNDN);
    mpfr_sub(down, z, h, MPFR_RNDN);
    slope_at(loss, up, label, high);
    slope_at(loss, down, label, low);
    mpfr_sub(out, high, low, MPFR_RNDN);
    mpfr_div(out, out, h, MPFR_RNDN);
    mpfr_div_ui(out, out, 2, MPFR_RNDN);
    mpfr_clears(h, up, down, high, low, (mpfr_ptr)0);
}

static void logit_of(mpfr_t z, double p)
{
    mpfr_t q;
    mpfr_init2(q, BITS);
    mpfr_set_d(z, p, MPFR_RNDN);
    mpfr_ui_sub(q, 1, z, MPFR_RNDN);
    mpfr_div(z, z, q, MPFR_RNDN);
    mpfr_log(z, z, MPFR_RNDN);
    mpfr_clear(q);
}

void reference_jet(const asl_loss *loss, double x, int is_prob, int label, asl_loss_value *out)
{
    mpfr_t z, y;
    mpfr_inits2(BITS, z, y, (mpfr_ptr)0);
    if (is_prob) {
        logit_of(z, x);
    } else {
        mpfr_set_d(z, x, MPFR_RNDN);
    }
    value_at(loss, z, z, label, y);
    out->value = mpfr_get_d(y, MPFR_RNDN);
    slope_at(loss, z, label, y);
    out->grad = mpfr_get_d(y, MPFR_RNDN);
    bend_at(loss, z, label, y);
    out->hess = mpfr_get_d(y, MPFR_RNDN);
    mpfr_clears(z, y, (mpfr_ptr)0);
}

double reference_logit_gap(double m, double z)
{
    mpfr_t y;
    mpfr_init2(y, BITS);
    logit_of(y, m);
    mpfr_sub_d(y, y, z, MPFR_RNDN);
    double gap = mpfr_get_d(y, MPFR_RNDN);
    mpfr_clear(y);
    return gap;
}
