/* exp, log, log1p, expm1, pow, sine and cosine of vectors of doubles: the one implementation behind math/elementary.h.
 *
 * This header is a template: include math/lanes.h with LANE_BITS 64 first. math/elementary.h states special cases and
 * errors. Only +, -, *, /, comparisons and integer operations are used, in an order written out here, and no fused
 * multiply-add, so that every machine and compiler gives the same bits. The coefficients are made by
 * tests/oracle/polynomials.py.
 *
 *   vexp vlog vlog1p vexpm1    the functions
 *   vexp_falling(x)            vexp for x <= 0; 0 below -708, where e^x is about to be subnormal
 *   vpow(x, y)                 x^y for every x >= 0 and y
 *   vpow_positive(x, y)        likewise for finite x > 0 and |y| <= 2^64 only
 *   vlog_normal(x)             vlog for positive, finite and normal x only
 *   one_less_exp(t)            1 - e^-t for t in [0, ASL_RISE_END], to 2^-53
 *   vsincos_turns(u, s, c)     sine and cosine of 2 pi u for |u| <= 2^40 */
#ifndef ASL_MATH_ELEMENTARY_F64_H
#define ASL_MATH_ELEMENTARY_F64_H

#include "math/lanes.h"
#include "math/short_power.h"

/* Adding and subtracting it rounds to an integer, which is then in the low bits of the sum. */
#define ASL_ROUNDER   0x1.8p52
#define ASL_LOG2_E    0x1.71547652b82fep+0
#define ASL_LN2_HI    0x1.62e42fefa3800p-1 /* 42 bits: its products with exponents are exact */
#define ASL_LN2_LO    0x1.ef35793c76730p-45
#define ASL_SQRT_HALF 0x3FE6A09E667F3BCD /* the bits of sqrt(1/2) */
#define ASL_EXPONENT  1023
#define ASL_LARGEST   0x1.fffffffffffffp+1023

/* x with the low 27 bits cleared: products of two such numbers are exact. */
static inline vec leading_bits(vec x) { return of_bits(bits_of(x) & ~(lane_word)0x7FFFFFF); }

/* e^r = 2^-k e^x as one + rest, |rest| < 1/8. power holds k in its low bits, plus ASL_ROUNDER's. */
typedef struct exp_parts {
    vec one, rest, k;
    bits power;
} exp_parts;

/* (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2, to 2^-61 of e^r */
static inline vec exp_tail(vec r)
{
    vec r2 = r * r, r4 = r2 * r2;
    vec a = (0.5 + r * 0x1.5555555555556p-3) + r2 * (0x1.5555555555555p-5 + r * 0x1.11111111109b5p-7);
    vec b =
        (0x1.6c16c16c167e2p-10 + r * 0x1.a01a01a7c2efep-13) + r2 * (0x1.a01a01a47a591p-16 + r * 0x1.71de0db2f6a8fp-19);
    vec c = (0x1.27e4e1f72227cp-22 + r * 0x1.af389ecfd94c2p-26) + r2 * 0x1.1f66d948b03ddp-29;
    return a + r4 * (b + r4 * c);
}

/* Of x + x_lo; |x| < 2^20, |x_lo| < 2^-20. */
static inline exp_parts split_exp(vec x, vec x_lo)
{
    vec shifted = x * ASL_LOG2_E + ASL_ROUNDER, k = shifted - ASL_ROUNDER;
    vec near = x - k * ASL_LN2_HI, rest = k * ASL_LN2_LO - x_lo, r = near - rest;
    vec r_lo = (near - r) - rest, one = 1 + r;
    return (exp_parts){one, (r - (one - 1)) + (r_lo * one + (r * r) * exp_tail(r)), k, bits_of(shifted)};
}

/* v 2^k, rounded once even if it underflows; k in [-2000, 2000], k_bits as in exp_parts. */
static inline vec scale(vec v, vec k, bits k_bits)
{
    bits half = bits_of(k * 0.5 + ASL_ROUNDER);
    return v * of_bits((half + ASL_EXPONENT) << 52) * of_bits((k_bits - half + ASL_EXPONENT) << 52);
}

static inline vec clamp(vec x, double low, double high)
{
    x = pick(less(x, all(low)), all(low), x);
    return pick(less(all(high), x), all(high), x);
}

static inline vec exp_sum(vec x, vec x_lo)
{
    exp_parts e = split_exp(clamp(x, -746, 710), x_lo);
    return scale(e.one + e.rest, e.k, e.power);
}

static inline vec vexp(vec x) { return exp_sum(x, all(0)); }

static inline vec vexp_falling(vec x)
{
    exp_parts e = split_exp(x, all(0));
    return pick(less(x, all(-708)), all(0), (e.one + e.rest) * of_bits((e.power + ASL_EXPONENT) << 52));
}

/* 2^k (one + rest) - 1, with what 2^k one - 1 loses by rounding. From 40 on the 1 is below half an ulp of e^x. */
static inline vec vexpm1(vec x)
{
    exp_parts e = split_exp(clamp(x, -40, 40), all(0));
    vec power = of_bits((e.power + ASL_EXPONENT) << 52), one = e.one * power, less_one = one - 1, back = less_one - one;
    vec lost = (one - (less_one - back)) + (-1 - back);
    vec y = pick(less(all(40), x), vexp(x), less_one + (lost + e.rest * power));
    return pick(equal(x, all(0)), x, y);
}

/* A positive finite x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)). Returns f, which is exact. */
static inline vec split_normal(vec x, vec *k)
{
    bits b = bits_of(x) + (0x3FF0000000000000 - ASL_SQRT_HALF);
    *k = of_bits((b >> 52) | 0x4330000000000000) - (0x1p52 + ASL_EXPONENT);
    return of_bits((b & 0xFFFFFFFFFFFFF) + ASL_SQRT_HALF) - 1;
}

static inline vec split(vec x, vec *k)
{
    mask tiny = less(x, all(0x1p-1022));
    vec f = split_normal(pick(tiny, x * 0x1p54, x), k);
    *k = pick(tiny, *k - 54, *k);
    return f;
}

/* k ln 2 + log(1 + f) + rest, rest tiny, by f - f^2 / 2 + s (f^2 / 2 + R), where s = f / (2 + f) and
 * R = log(1 + f) / s - 2 in powers of s^2, to 2^-57 */
static inline vec log_of_parts(vec k, vec f, vec rest)
{
    vec s = f / (2 + f), z = s * s, z2 = z * z, half = 0.5 * f * f;
    vec a = (0x1.5555555555558p-1 + z * 0x1.99999999952e2p-2) + z2 * (0x1.2492492df148dp-2 + z * 0x1.c71c62e5800a1p-3);
    vec b = (0x1.7462b4ab2ef6bp-3 + z * 0x1.39fe606542ddep-3) + z2 * 0x1.2b584aae78a57p-3;
    vec R = z * (a + (z2 * z2) * b);
    return k * ASL_LN2_HI - ((half - (s * (half + R) + (k * ASL_LN2_LO + rest))) - f);
}

static inline vec vlog_normal(vec x)
{
    vec k, f = split_normal(x, &k);
    return log_of_parts(k, f, all(0));
}

/* y, the logarithm of a positive finite x, or its value at other x */
static inline vec log_or_limit(vec x, vec y)
{
    const vec inf = all((double)__builtin_inff()), nan = all((double)__builtin_nanf(""));
    vec not_positive = pick(equal(x, all(0)), -inf, nan);
    return pick(less(all(0), x), pick(less(x, inf), y, x), not_positive);
}

static inline vec vlog(vec x)
{
    vec k, f = split(x, &k);
    return log_or_limit(x, log_of_parts(k, f, all(0)));
}

/* log(u) of u = 1 + x as rounded, and the first term of log((1 + x) / u). */
static inline vec vlog1p(vec x)
{
    vec u = 1 + x, back = u - 1, lost = (1 - (u - back)) + (x - back), k, f = split_normal(u, &k);
    mask near = equal(k, all(0));
    vec y = log_of_parts(k, pick(near, x, f), pick(near, all(0), lost / u));
    return pick(equal(x, all(0)), x, log_or_limit(u, y));
}

/* log x as hi + lo for finite x > 0, to about 2^-59. s = f / (2 + f) as its leading bits and the rest. */
static inline vec log_pair(vec x, vec *lo)
{
    vec k, f = split(x, &k), d = 2 + f, inverse = 1 / d;
    vec d1 = leading_bits(d), d2 = f - (d1 - 2), s1 = leading_bits(f * inverse),
        s2 = ((f - s1 * d1) - s1 * d2) * inverse;
    vec s = s1 + s2, z = s * s, z2 = z * z;
    vec a = (0x1.5555555555555p-1 + z * 0x1.999999999999ep-2) + z2 * (0x1.249249248e53bp-2 + z * 0x1.c71c71d7e5cbbp-3);
    vec b = (0x1.745d09f1d2e06p-3 + z * 0x1.3b18b888c57c2p-3) + z2 * (0x1.1018bb6af7302p-3 + z * 0x1.0877e906bac2fp-3);
    vec tail = s * (z * (a + (z2 * z2) * b));
    vec large = k * ASL_LN2_HI, twice = 2 * s1, sum = large + twice, lost = (large - sum) + twice;
    vec rest = lost + (k * ASL_LN2_LO + (2 * s2 + tail)), hi = sum + rest;
    *lo = rest - (hi - sum);
    return hi;
}

static inline vec vpow_positive(vec x, vec y)
{
    vec lo, hi = log_pair(x, &lo), hi1 = leading_bits(hi), y1 = leading_bits(y);
    vec product = y1 * hi1, rest = (y - y1) * hi1 + y * ((hi - hi1) + lo), sum = product + rest;
    vec sum_lo = rest - (sum - product);
    return exp_sum(sum, pick(less(sum * sum, all(1e6)), sum_lo, all(0)));
}

static inline vec vpow(vec x, vec y)
{
    const vec zero = all(0), one = all(1), inf = all((double)__builtin_inff());
    mask falls = less(y, zero), finite = and(less(zero, x), less(x, inf));
    vec z = vpow_positive(pick(finite, x, one), clamp(y, -0x1p64, 0x1p64));
    vec at_limit = pick(equal(x, zero), pick(falls, inf, zero), pick(equal(x, inf), pick(falls, zero, inf), x - x));
    z = pick(and(equal(y, y), not(finite)), at_limit, z);
    z = pick(less(x, zero), all((double)__builtin_nanf("")), z);
    return pick(equal(y, zero), one, pick(equal(x, one), one, z));
}

#define ASL_RISE_END 0.25
static inline vec one_less_exp(vec t)
{
    vec t2 = t * t;
    vec a =
        (-0x1.ffffffffffffep-2 + t * 0x1.5555555554ce3p-3) + t2 * (-0x1.55555554a3c4cp-5 + t * 0x1.111110b8207cfp-7);
    vec b = (-0x1.6c16959de0c5ep-10 + t * 0x1.a00e4475e29c1p-13) +
            t2 * (-0x1.9e5a34fb16151p-16 + t * 0x1.4ecda9b0da864p-19);
    return t + t2 * (a + (t2 * t2) * b);
}

/* u = quarters / 4 + r with |r| <= 1/8, exactly; 2 pi as two doubles. */
static inline void vsincos_turns(vec u, vec *sine, vec *cosine)
{
    vec shifted = 4 * u + ASL_ROUNDER, r = u - 0.25 * (shifted - ASL_ROUNDER), w = r * r, w2 = w * w;
    vec a =
        (-0x1.4abbce625be52p+5 + w * 0x1.466bc6775a476p+6) + w2 * (-0x1.32d2cce500387p+6 + w * 0x1.50783208843ebp+5);
    vec b = -0x1.e3027dea82bd7p+3 + w * 0x1.e4a9d9166f052p+1;
    vec s = r * 0x1.921fb54442d18p+2 + r * (0x1.1a62633145c07p-52 + w * (a + (w2 * w2) * b));
    a = (-0x1.3bd3cc9be45dep+4 + w * 0x1.03c1f081b5ac0p+6) + w2 * (-0x1.55d3c7e3cb241p+6 + w * 0x1.e1f5068688d5bp+5);
    b = (-0x1.a6d1eef479be1p+4 + w * 0x1.f9ce245cada0bp+2) + w2 * -0x1.b2f3eb054afcdp+0;
    vec c = 1 + w * (a + (w2 * w2) * b);
    bits quarters = bits_of(shifted); /* only the last two bits count */
    mask odd = equal(of_bits(((quarters & 1) << 52) + 0x3FF0000000000000), all(2));
    bits sine_sign = (quarters & 2) << 62, cosine_sign = ((quarters + 1) & 2) << 62;
    *sine = of_bits(bits_of(pick(odd, c, s)) ^ sine_sign);
    *cosine = of_bits(bits_of(pick(odd, s, c)) ^ cosine_sign);
}

#endif
