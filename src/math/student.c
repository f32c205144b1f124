/* Tails and centre are incomplete beta functions (Abramowitz and Stegun 26.5.27), each computed without cancellation:
 * the centre by a series of positive terms, the tail by a continued fraction. */
#include "math/student.h"

#include <math.h>
#include <stdbool.h>

#include "math/elementary.h"

/* Quantities for t > 0: x = degrees / (degrees + t^2) and y = 1 - x. */
typedef struct point {
    double a, x, y; /* a = degrees / 2 */
    double front;   /* x^a y^(1/2) / B(a, 1/2) */
} point;

/* Gamma(n + 1/2) / Gamma(n): the asymptotic series of its logarithm for n >= 32, the recurrence below. */
static double gamma_ratio(double n)
{
    double factor = 1;
    for (; n < 32; n++) factor *= n / (n + 0.5);
    double i = 1 / n, s = i * i;
    double log_rest = i * (-1. / 8 + s * (1. / 192 + s * (-1. / 640 + s * (17. / 14336 - s * (31. / 18432)))));
    return factor * sqrt(n) * asl_exp(log_rest);
}

static point point_of(double t, double degrees)
{
    const double root_pi = 1.7724538509055160272981674833411;
    double w = t / sqrt(degrees), u = w * w;
    bool far = w > 1e10; /* 1 + u = u, and u can overflow */
    point at = {.a = degrees / 2, .x = far ? 1 / w / w : 1 / (1 + u), .y = far ? 1 : u / (1 + u)};
    double log_x = far ? -2 * asl_log(w) : -asl_log1p(u);
    at.front = asl_exp(at.a * log_x) * (far ? 1 : w / sqrt(1 + u)) * gamma_ratio(at.a) / root_pi;
    return at;
}

/* Does the series converge fast? Otherwise the continued fraction does. */
static bool is_central(const point *at) { return at->y < 1.5 / (at->a + 2.5); }

/* P(0 < T < t) */
static double central_series(const point *at)
{
    double term = 1, sum = 1;
    for (double n = 0; term > 1e-17 * sum; n++) {
        term *= (0.5 + at->a + n) / (1.5 + n) * at->y;
        sum += term;
    }
    return at->front * sum;
}

/* P(T > t). The continued fraction is written in y, as in DiDonato and Morris (1992): near x = 1, for large degrees,
 * the usual form in x cancels. */
static double tail_fraction(const point *at)
{
    enum { MOST = 10000 };
    const double a = at->a, b = 0.5, x = at->x, c = 1 - b + (a + b) * at->y;
    double num[2] = {0, 1}, den[2] = {1, c / (1 + 1 / a)}, before = 0;
    for (double n = 1; n < (double)MOST && fabs(num[1] - before) > 2e-16 * num[1]; n++) {
        double s = a + 2 * n - 1, w = n * (b - n) * x;
        double alpha = (a + n - 1) * (a + b + n - 1) * w * x / (s * s);
        double beta = n + w / s + (a + n) / (a + 1 + 2 * n) * (c + n * (1 + at->y));
        double next_num = alpha * num[0] + beta * num[1], next_den = alpha * den[0] + beta * den[1];
        before = num[1];
        num[0] = num[1] / next_den;
        den[0] = den[1] / next_den;
        num[1] = next_num / next_den;
        den[1] = 1;
    }
    return 0.5 * at->front * num[1];
}

static double central(double t, double degrees)
{
    point at = point_of(t, degrees);
    return is_central(&at) ? central_series(&at) : 0.5 - tail_fraction(&at);
}

static double tail(double t, double degrees)
{
    point at = point_of(t, degrees);
    return is_central(&at) ? 0.5 - central_series(&at) : tail_fraction(&at);
}

double asl_student_cdf(double t, double degrees)
{
    return t == 0 ? 0.5 : t < 0 ? tail(-t, degrees) : 1 - tail(t, degrees);
}

/* Is t > 0 larger than the quantile with p < 1/2 to its right? */
static bool beyond(double t, double p, double degrees)
{
    double centre = 0.5 - p; /* exact if it is used */
    return centre < 0.25 ? central(t, degrees) > centre : tail(t, degrees) < p;
}

double asl_student_quantile(double p, double degrees)
{
    double right = p < 0.5 ? p : 1 - p, high = 1;
    if (right == 0.5) return 0;
    if (beyond(high, right, degrees)) {
        while (high > 0 && beyond(high / 2, right, degrees)) high /= 2;
    } else {
        do high *= 2;
        while (isfinite(high) && !beyond(high, right, degrees));
    }
    double low = high / 2;
    for (double middle; isfinite(high); *(beyond(middle, right, degrees) ? &high : &low) = middle) {
        middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) break;
    }
    return p < 0.5 ? -low : low;
}
