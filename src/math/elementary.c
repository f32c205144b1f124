#include "math/elementary.h"

#include <math.h>
#include <stddef.h>

#define LANE_BITS 64
#define LANES     1
#include "math/elementary_f64.h"

double asl_exp(double x) { return vexp(x); }

double asl_log(double x) { return vlog(x); }

double asl_log1p(double x) { return vlog1p(x); }

double asl_expm1(double x) { return vexpm1(x); }

double asl_pow(double x, double y) { return asl_has_short_power(y) ? vpow_short(x, y) : vpow(x, y); }

void asl_sincos_turns(double u, double *sine, double *cosine) { vsincos_turns(u, sine, cosine); }

/* e^(x^2) erfc(x) / t for x in [0, 27.3], t = 2 / (2 + x), in Chebyshev's sense: a polynomial in v, which maps t to
 * [-1, 1]; to 2^-56. */
static double scaled_erfc(double t)
{
    static const double c[] = {
        0x1.11de7cd5c3649p-1,   0x1.5a3dd173da37ep-2,   0x1.fd0d53138b2c8p-4,   0x1.9163d5678ae2dp-7,
        -0x1.2226ce0b9b147p-7,  -0x1.d966bf2c5cb8bp-10, 0x1.23ea34b4a7c58p-10,  0x1.2f70f08166c38p-13,
        -0x1.86a793fc5ee06p-13, 0x1.e16c51016c5a0p-17,  0x1.d5da3ba502355p-16,  -0x1.64c8d8a4ff432p-17,
        -0x1.ddd63e1e01e55p-20, 0x1.6c2be7e7d9ce2p-19,  -0x1.787e727310614p-21, -0x1.21f3bc596aba7p-22,
        0x1.262f362bbc76dp-22,  -0x1.401f3d096c876p-24, -0x1.ef36c4edd21c3p-26, 0x1.426dfa636011ep-25,
        -0x1.518ee0387d60dp-27, -0x1.e26e8d7931275p-28, 0x1.20544430b712bp-28,  0x1.1e11779ddd0a0p-31,
        -0x1.268077714f110p-31};
    const double low = 2 / 29.3;
    double v = (2 * t - (1 + low)) / (1 - low), sum = 0;
    for (size_t i = sizeof c / sizeof c[0]; i-- > 0;) sum = sum * v + c[i];
    return t * sum;
}

double asl_erfc(double x)
{
    double a = fabs(x), high = leading_bits(a), low = a - high;
    if (a > 27.3) return x > 0 ? 0 : 2;
    double square = high * high, rest = low * (high + a), sum = square + rest;
    double tail = exp_sum(-sum, (sum - square) - rest) * scaled_erfc(2 / (2 + a));
    return x < 0 ? 2 - tail : tail;
}
