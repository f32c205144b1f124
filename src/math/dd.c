#include "math/dd.h"

#include <math.h>

#include "math/elementary.h"

static asl_dd quick_sum(double a, double b) /* |a| >= |b| */
{
    double s = a + b;
    return (asl_dd){s, b - (s - a)};
}

static asl_dd sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (asl_dd){s, (a - (s - t)) + (b - t)};
}

static asl_dd add(asl_dd a, asl_dd b)
{
    asl_dd s = sum(a.hi, b.hi), t = sum(a.lo, b.lo);
    s = quick_sum(s.hi, s.lo + t.hi);
    return quick_sum(s.hi, s.lo + t.lo);
}

static asl_dd mul(asl_dd a, asl_dd b)
{
    double p = a.hi * b.hi;
    return quick_sum(p, fma(a.hi, b.hi, -p) + (a.hi * b.lo + a.lo * b.hi));
}

static asl_dd scale(asl_dd a, double power_of_two) { return (asl_dd){a.hi * power_of_two, a.lo * power_of_two}; }

static asl_dd divide_by(asl_dd a, double b)
{
    double hi = a.hi / b;
    return quick_sum(hi, (fma(-hi, b, a.hi) + a.lo) / b);
}

/* e^y for |y| < 700: e^r by Horner's rule after taking out a power of two, |r| <= log(2) / 2. */
static asl_dd exp_dd(double y)
{
    enum { TERMS = 27 }; /* r^28 / 28! < 2^-140 */
    const asl_dd one = {1, 0}, ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    double k = nearbyint(y / ln2.hi);
    asl_dd r = add((asl_dd){y, 0}, mul((asl_dd){-k, 0}, ln2)), s = one;
    for (int i = TERMS; i >= 1; i--) s = add(one, divide_by(mul(r, s), i));
    return scale(s, ldexp(1, (int)k));
}

asl_dd asl_dd_logit(double m)
{
    double hi = asl_log(m) - asl_log1p(-m);
    if (m == 0) return (asl_dd){hi, 0};
    asl_dd odds = mul(sum(1, -m), exp_dd(hi)); /* (1 - m) e^hi, equal to m except for the error that lo corrects */
    asl_dd gap = add((asl_dd){m, 0}, scale(odds, -1));
    return quick_sum(hi, asl_log1p((gap.hi + gap.lo) / odds.hi));
}
