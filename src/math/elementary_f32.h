/* exp, log and pow of vectors of floats, for the batch kernels.
 *
 * This header is a template: include math/lanes.h with LANE_BITS 32 first. As in math/elementary_f64.h, which explains
 * the methods, the operations and their order are fixed, so that every machine gives the same bits.
 *
 *   vexp_falling(x)       e^x for x <= 0, 2 ulp; 0 below -87, where e^x is about to be subnormal
 *   vlog_normal(x)        log x for positive normal x, 1.5 ulp
 *   vpow_positive(x, y)   x^y for normal x in (0, 1] and y >= 0: e^(y log x) with rounding in between,
 *                         2 + 2 |y log x| ulp
 *   one_less_exp(t)       1 - e^-t for t in [0, ASL_RISE_END], 1 ulp */
#ifndef ASL_MATH_ELEMENTARY_F32_H
#define ASL_MATH_ELEMENTARY_F32_H

#include "math/lanes.h"
#include "math/short_power.h"

#define ASL_ROUNDER   0x1.8p23f
#define ASL_LOG2_E    0x1.715476p+0f
#define ASL_LN2_HI    0x1.62e4p-1f /* 15 bits: its products with exponents are exact */
#define ASL_LN2_LO    0x1.7f7d1cp-20f
#define ASL_SQRT_HALF 0x3F3504F3 /* the bits of sqrt(1/2) */
#define ASL_EXPONENT  127

static inline vec vexp_falling(vec x)
{
    vec shifted = x * ASL_LOG2_E + ASL_ROUNDER, k = shifted - ASL_ROUNDER;
    vec r = (x - k * ASL_LN2_HI) - k * ASL_LN2_LO, r2 = r * r;
    vec tail = (0.5f + r * 0x1.555526p-3f) + r2 * ((0x1.55553ep-5f + r * 0x1.11d946p-7f) + r2 * 0x1.6cdee8p-10f);
    vec y = (1 + (r + r2 * tail)) * of_bits((bits_of(shifted) + ASL_EXPONENT) << 23);
    return pick(less(x, all(-87.f)), all(0), y);
}

static inline vec vlog_normal(vec x)
{
    bits b = bits_of(x) + (0x3F800000 - ASL_SQRT_HALF);
    vec k = of_bits((b >> 23) | 0x4B000000) - (0x1p23f + ASL_EXPONENT);
    vec f = of_bits((b & 0x7FFFFF) + ASL_SQRT_HALF) - 1;
    vec s = f / (2 + f), z = s * s, half = 0.5f * f * f;
    vec R = z * (0x1.55555cp-1f + z * (0x1.997c30p-2f + z * 0x1.2ee610p-2f));
    return k * ASL_LN2_HI - ((half - (s * (half + R) + k * ASL_LN2_LO)) - f);
}

static inline vec vpow_positive(vec x, vec y) { return vexp_falling(y * vlog_normal(x)); }

#define ASL_RISE_END 0.5f
static inline vec one_less_exp(vec t)
{
    vec t2 = t * t;
    vec a =
        (-0x1.ffffff4p-2f + t * 0x1.5554cap-3f) + t2 * ((-0x1.55323cp-5f + t * 0x1.0df336p-7f) - t2 * 0x1.3135fap-10f);
    return t + t2 * a;
}

#endif
