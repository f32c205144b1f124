#include "autograd.h"

#include <math.h>
#include <stdlib.h>

/* A result, its inputs, and d(result)/d(input), which is rounded like the result. */
typedef struct node {
    double value, slope[2], grad;
    int input[2];
    bool reached; /* a gradient has arrived, even if it is 0 */
} node;

static node tape[AD_MOST_NODES];
static int used;
static bool single;

void ad_begin(bool in_single)
{
    used = 0;
    single = in_single;
}

static double rounded(double x) { return single ? (double)(float)x : x; }

static ad push(double value, ad a, double slope_a, ad b, double slope_b)
{
    if (used == AD_MOST_NODES) abort();
    tape[used] = (node){rounded(value), {rounded(slope_a), rounded(slope_b)}, 0, {a.at, b.at}, false};
    return (ad){used++};
}

static const ad none = {-1};

static ad of_one(double value, ad a, double slope) { return push(value, a, slope, none, 0); }

ad ad_number(double x) { return push(x, none, 0, none, 0); }
double ad_value(ad x) { return tape[x.at].value; }

ad ad_add(ad a, ad b) { return push(ad_value(a) + ad_value(b), a, 1, b, 1); }
ad ad_sub(ad a, ad b) { return push(ad_value(a) - ad_value(b), a, 1, b, -1); }
ad ad_mul(ad a, ad b) { return push(ad_value(a) * ad_value(b), a, ad_value(b), b, ad_value(a)); }
ad ad_exp(ad a) { return of_one(exp(ad_value(a)), a, exp(ad_value(a))); }
ad ad_log(ad a) { return of_one(log(ad_value(a)), a, 1 / ad_value(a)); }
ad ad_detach(ad a) { return ad_number(ad_value(a)); }
ad ad_scale(ad a, double factor) { return ad_mul(a, ad_number(factor)); }

ad ad_div(ad a, ad b)
{
    double x = ad_value(a), y = ad_value(b);
    return push(x / y, a, 1 / y, b, -x / y / y);
}

ad ad_sigmoid(ad a)
{
    double s = rounded(1 / rounded(1 + rounded(exp(-ad_value(a)))));
    return of_one(s, a, s * rounded(1 - s));
}

ad ad_softplus(ad a)
{
    double x = ad_value(a);
    return of_one(fmax(x, 0) + log1p(exp(-fabs(x))), a, 1 / (1 + exp(-x)));
}

ad ad_pow(ad a, double power)
{
    double x = ad_value(a), y = rounded(power);
    return of_one(pow(x, y), a, y == 0 ? 0 : y * rounded(pow(x, y - 1)));
}

ad ad_at_least(ad a, double x) { return of_one(fmax(ad_value(a), x), a, ad_value(a) >= rounded(x)); }
ad ad_at_most(ad a, double x) { return of_one(fmin(ad_value(a), x), a, ad_value(a) <= rounded(x)); }

static void pass_back(const node *from)
{
    for (int k = 0; k < 2; k++) {
        if (from->input[k] < 0) continue;
        node *to = &tape[from->input[k]];
        to->grad = rounded(to->grad + rounded(from->grad * from->slope[k]));
        to->reached = true;
    }
}

void ad_grad(ad of, int n, const ad *x, double *grad)
{
    for (int i = 0; i < used; i++) tape[i].grad = 0, tape[i].reached = false;
    tape[of.at].grad = 1;
    tape[of.at].reached = true;
    for (int i = of.at; i >= 0; i--) {
        if (tape[i].reached) pass_back(&tape[i]);
    }
    for (int i = 0; i < n; i++) grad[i] = tape[x[i].at].grad;
}
