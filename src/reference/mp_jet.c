#include "reference/mp_jet.h"

#define R MPFR_RNDN

void asl_mp_jet_init(asl_mp_jet *x, long bits)
{
    mpfr_inits2(bits, x->v, x->t, x->d, x->h, (mpfr_ptr)0);
    mpfr_set_zero(x->v, 1);
    mpfr_set_zero(x->t, 1);
    mpfr_set_zero(x->d, 1);
    mpfr_set_zero(x->h, 1);
}

void asl_mp_jet_clear(asl_mp_jet *x) { mpfr_clears(x->v, x->t, x->d, x->h, (mpfr_ptr)0); }

static void swap(asl_mp_jet *x, asl_mp_jet *y)
{
    mpfr_swap(x->v, y->v);
    mpfr_swap(x->t, y->t);
    mpfr_swap(x->d, y->d);
    mpfr_swap(x->h, y->h);
}

/* sum += a b */
static void add_product(mpfr_t sum, const mpfr_t a, const mpfr_t b)
{
    if (mpfr_zero_p(a) || mpfr_zero_p(b)) return;
    mpfr_t product;
    mpfr_init2(product, mpfr_get_prec(sum));
    mpfr_mul(product, a, b, R);
    mpfr_add(sum, sum, product, R);
    mpfr_clear(product);
}

/* sum += a b c */
static void add_product3(mpfr_t sum, const mpfr_t a, const mpfr_t b, const mpfr_t c)
{
    mpfr_t product;
    mpfr_init2(product, mpfr_get_prec(sum));
    mpfr_set_zero(product, 1);
    add_product(product, a, b);
    add_product(sum, product, c);
    mpfr_clear(product);
}

void asl_mp_jet_negate(asl_mp_jet *x)
{
    mpfr_neg(x->v, x->v, R);
    mpfr_neg(x->t, x->t, R);
    mpfr_neg(x->d, x->d, R);
    mpfr_neg(x->h, x->h, R);
}

void asl_mp_jet_add(asl_mp_jet *x, const asl_mp_jet *y)
{
    mpfr_add(x->v, x->v, y->v, R);
    mpfr_add(x->t, x->t, y->t, R);
    mpfr_add(x->d, x->d, y->d, R);
    mpfr_add(x->h, x->h, y->h, R);
}

void asl_mp_jet_subtract(asl_mp_jet *x, const asl_mp_jet *y)
{
    mpfr_sub(x->v, x->v, y->v, R);
    mpfr_sub(x->t, x->t, y->t, R);
    mpfr_sub(x->d, x->d, y->d, R);
    mpfr_sub(x->h, x->h, y->h, R);
}

void asl_mp_jet_multiply(asl_mp_jet *x, const asl_mp_jet *y)
{
    asl_mp_jet z;
    asl_mp_jet_init(&z, mpfr_get_prec(x->v));
    add_product(z.v, x->v, y->v);
    add_product(z.t, x->t, y->v);
    add_product(z.t, x->v, y->t);
    add_product(z.d, x->d, y->v);
    add_product(z.d, x->v, y->d);
    add_product(z.h, x->h, y->v);
    add_product(z.h, x->d, y->t);
    add_product(z.h, x->t, y->d);
    add_product(z.h, x->v, y->h);
    swap(x, &z);
    asl_mp_jet_clear(&z);
}

void asl_mp_jet_detach(asl_mp_jet *x)
{
    mpfr_set_zero(x->d, 1);
    mpfr_set_zero(x->h, 1);
}

/* x = F(x); f contains F, F' and F'' there. */
static void chain(asl_mp_jet *x, mpfr_t *f)
{
    asl_mp_jet z;
    asl_mp_jet_init(&z, mpfr_get_prec(x->v));
    mpfr_set(z.v, f[0], R);
    add_product(z.t, f[1], x->t);
    add_product(z.d, f[1], x->d);
    add_product3(z.h, x->t, x->d, f[2]);
    add_product(z.h, f[1], x->h);
    swap(x, &z);
    asl_mp_jet_clear(&z);
}

static void init3(mpfr_t *f, mpfr_prec_t bits)
{
    for (int i = 0; i < 3; i++) mpfr_init2(f[i], bits);
}

static void clear3(mpfr_t *f)
{
    for (int i = 0; i < 3; i++) mpfr_clear(f[i]);
}

void asl_mp_jet_apply(asl_mp_jet *x, asl_mp_jet_rule *rule)
{
    mpfr_t f[3];
    init3(f, mpfr_get_prec(x->v));
    rule(f, x->v);
    chain(x, f);
    clear3(f);
}

/* g a^(g-1) is 0 for g = 0, and g (g-1) a^(g-2) is 0 for g = 0 and 1, also at a = 0. */
void asl_mp_jet_power(asl_mp_jet *x, const mpfr_t g)
{
    mpfr_t f[3], exponent, factor;
    init3(f, mpfr_get_prec(x->v));
    mpfr_inits2(mpfr_get_prec(x->v), exponent, factor, (mpfr_ptr)0);
    mpfr_set(exponent, g, R);
    mpfr_set_ui(factor, 1, R);
    for (int i = 0; i < 3; i++) {
        mpfr_set_zero(f[i], 1);
        if (mpfr_zero_p(factor)) continue;
        mpfr_pow(f[i], x->v, exponent, R);
        mpfr_mul(f[i], f[i], factor, R);
        mpfr_mul(factor, factor, exponent, R);
        mpfr_sub_ui(exponent, exponent, 1, R);
    }
    chain(x, f);
    mpfr_clears(exponent, factor, (mpfr_ptr)0);
    clear3(f);
}

static void reciprocal(mpfr_t *f, const mpfr_t a)
{
    mpfr_ui_div(f[0], 1, a, R);
    mpfr_sqr(f[1], f[0], R);
    mpfr_mul(f[2], f[1], f[0], R);
    mpfr_mul_ui(f[2], f[2], 2, R);
    mpfr_neg(f[1], f[1], R);
}

void asl_mp_jet_divide(asl_mp_jet *x, const asl_mp_jet *y)
{
    asl_mp_jet z;
    asl_mp_jet_init(&z, mpfr_get_prec(x->v));
    asl_mp_jet_add(&z, y);
    asl_mp_jet_apply(&z, reciprocal);
    asl_mp_jet_multiply(x, &z);
    asl_mp_jet_clear(&z);
}

void asl_mp_jet_log(mpfr_t *f, const mpfr_t a)
{
    mpfr_log(f[0], a, R);
    mpfr_ui_div(f[1], 1, a, R);
    mpfr_sqr(f[2], f[1], R);
    mpfr_neg(f[2], f[2], R);
}

void asl_mp_jet_exp(mpfr_t *f, const mpfr_t a)
{
    mpfr_exp(f[0], a, R);
    mpfr_set(f[1], f[0], R);
    mpfr_set(f[2], f[0], R);
}

/* s = 1 / (1 + e^-a) */
static void sigmoid(mpfr_t s, const mpfr_t a)
{
    mpfr_neg(s, a, R);
    mpfr_exp(s, s, R);
    mpfr_add_ui(s, s, 1, R);
    mpfr_ui_div(s, 1, s, R);
}

/* s, s (1 - s), s (1 - s) (1 - 2s), with 1 - s computed as the sigmoid of -a */
void asl_mp_jet_sigmoid(mpfr_t *f, const mpfr_t a)
{
    mpfr_neg(f[2], a, R);
    sigmoid(f[2], f[2]);
    sigmoid(f[0], a);
    mpfr_mul(f[1], f[0], f[2], R);
    mpfr_sub(f[2], f[2], f[0], R);
    mpfr_mul(f[2], f[2], f[1], R);
}

void asl_mp_jet_softplus(mpfr_t *f, const mpfr_t a)
{
    mpfr_neg(f[0], a, R);
    sigmoid(f[0], f[0]);
    sigmoid(f[1], a);
    mpfr_mul(f[2], f[0], f[1], R);
    mpfr_exp(f[0], a, R);
    mpfr_log1p(f[0], f[0], R);
}

bool asl_mp_jet_less(const asl_mp_jet *x, const asl_mp_jet *y)
{
    int order = mpfr_cmp(x->v, y->v);
    return order != 0 ? order < 0 : mpfr_greater_p(x->t, y->t);
}
