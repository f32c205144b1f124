#include "math/normal.h"

#include <math.h>

/* Bisection of a function that rises from below 0 at a to above 0 at b, until a and b are neighbours. */
static double bisect(double (*f)(double x, double p, int degrees), double p, int degrees, double a, double b)
{
    for (;;) {
        double middle = a + (b - a) / 2;
        if (middle <= a || middle >= b) return middle;
        if (f(middle, p, degrees) > 0) {
            b = middle;
        } else {
            a = middle;
        }
    }
}

static double normal_excess(double z, double p, int degrees)
{
    (void)degrees;
    return 0.5 * erfc(-z / sqrt(2)) - p;
}

double asl_normal_quantile(double p)
{
    return p > 0.5 ? -bisect(normal_excess, 1 - p, 0, -39, 0) : bisect(normal_excess, p, 0, -39, 0);
}

double asl_student_cdf(double t, int degrees)
{
    const double half_pi = 1.5707963267948966192313216916398;
    double angle = atan(t / sqrt(degrees)), s = sin(angle), c2 = 1 / (1 + t * t / degrees);
    int odd = degrees % 2;
    double term = odd ? sqrt(c2) : 1, sum = degrees > 1 ? term : 0;
    for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
        term *= c2 * (k - 1) / k;
        sum += term;
    }
    return 0.5 + 0.5 * (odd ? (angle + s * sum) / half_pi : s * sum);
}

static double student_excess(double t, double p, int degrees) { return asl_student_cdf(t, degrees) - p; }

double asl_student_quantile(double p, int degrees)
{
    double far = 1;
    while (asl_student_cdf(-far, degrees) > (p < 0.5 ? p : 1 - p) && far < 1e15) far *= 2;
    return bisect(student_excess, p, degrees, -far, far);
}
