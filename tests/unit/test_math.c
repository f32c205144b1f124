/* math: sigmoid, quantiles, sorting and sums. */
#include <math.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "math/interval.h"
#include "math/normal.h"
#include "math/sigmoid_point.h"
#include "math/sort.h"
#include "math/student.h"
#include "math/sum.h"
#include "support.h"

START_TEST(probabilities_of_logits)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(0);
    ck_assert(x.p == 0.5 && x.q == 0.5);
    ck_assert_double_eq_tol(x.log_p, -0.6931471805599453, 1e-16);
    x = asl_sigmoid_of_logit(40); /* 1 - p would be 0 */
    ck_assert_double_eq_tol(x.q / exp(-40), 1, 1e-15);
    ck_assert_double_eq_tol(x.log_p / -exp(-40), 1, 1e-15);
    ck_assert_double_eq_tol(x.log_q, -40, 1e-14);
    x = asl_sigmoid_of_logit(-700);
    ck_assert_double_eq_tol(x.p / exp(-700), 1, 1e-15);
    ck_assert_double_eq(x.log_p, -700);
    ck_assert(x.q == 1);
    x = asl_sigmoid_of_logit(-ASL_INF);
    ck_assert(x.p == 0 && x.q == 1 && isinf(x.log_p) && x.log_q == 0);
}
END_TEST

START_TEST(positive_and_negative_logits_mirror)
{
    dice d = {3};
    for (int i = 0; i < 1000; i++) {
        double z = roll(&d, -800, 800);
        asl_sigmoid_point a = asl_sigmoid_of_logit(z), b = asl_sigmoid_of_logit(-z);
        ck_assert(a.p == b.q && a.q == b.p && a.log_p == b.log_q && a.log_q == b.log_p);
    }
}
END_TEST

START_TEST(probabilities_as_read)
{
    dice d = {4};
    for (int i = 0; i < 2000; i++) {
        double p = roll(&d, 0, 1);
        asl_sigmoid_point x = asl_sigmoid_of_prob(p), y = asl_sigmoid_of_logit(x.z);
        ck_assert(x.p == p && x.read);
        ck_assert_double_eq_tol(y.p / p, 1, 4e-15);
        ck_assert_double_eq_tol(x.log_p, log(p), 1e-15);
    }
    ck_assert(isinf(asl_sigmoid_of_prob(0).z) && asl_sigmoid_of_prob(0).z < 0);
    ck_assert(isinf(asl_sigmoid_of_prob(1).z) && asl_sigmoid_of_prob(1).z > 0);
    ck_assert(asl_sigmoid_of_prob(1).log_p == 0 && isinf(asl_sigmoid_of_prob(1).log_q));
    ck_assert(asl_sigmoid_of_prob(0.5).z == 0);
}
END_TEST

START_TEST(vanishing_products)
{
    ck_assert(asl_mul_zero(0, ASL_INF) == 0);
    ck_assert(asl_mul_zero(2, 3) == 6);
}
END_TEST

START_TEST(sorting_is_descending_and_stable)
{
    enum { N = 5000 };
    static double score[N];
    static uint32_t order[N];
    dice d = {5};
    for (int i = 0; i < N; i++)
        score[i] = i % 3 == 0 ? round(roll(&d, -3, 3)) : ldexp(roll(&d, -1, 1), (int)roll(&d, -300, 300));
    score[7] = ASL_INF, score[8] = -ASL_INF, score[9] = -0.0, score[10] = 0.0;
    ck_assert_int_eq(asl_sort_descending(N, score, order, NULL), ASL_OK);
    char seen[N] = {0};
    for (int i = 0; i < N; i++) {
        ck_assert(!seen[order[i]]++);
        if (i == 0) continue;
        double a = score[order[i - 1]], b = score[order[i]];
        ck_assert(a > b || (a == b && order[i - 1] < order[i]));
    }
    ck_assert_int_eq(asl_sort_descending(0, score, order, NULL), ASL_OK);
}
END_TEST

START_TEST(sums_keep_their_digits)
{
    asl_sum s = {0};
    asl_sum_add(&s, 1);
    for (int i = 0; i < 1000000; i++) asl_sum_add(&s, 1e-16);
    ck_assert_double_eq_tol(asl_sum_value(&s), 1 + 1e-10, 1e-16);
    asl_sum big = {0};
    asl_sum_add(&big, 1e100);
    asl_sum_add(&big, 1);
    asl_sum_add(&big, -1e100);
    ck_assert(asl_sum_value(&big) == 1);
    asl_sum_add(&big, ASL_INF);
    ck_assert(isinf(asl_sum_value(&big)));
}
END_TEST

START_TEST(quantiles)
{
    /* from norm.ppf of scipy; t from quadrature of its density and bisection (closed forms for 1 and 2 degrees of
     * freedom) */
    ck_assert_double_eq_tol(asl_normal_quantile(0.975), 1.959963984540054, 1e-14);
    ck_assert_double_eq_tol(asl_normal_quantile(0.007), -2.4572633902054375, 1e-13);
    ck_assert_double_eq_tol(asl_normal_quantile(1e-10), -6.361340902404056, 1e-12);
    ck_assert_double_eq_tol(asl_normal_quantile(0.5), 0, 1e-15);
    static const double t[] = {0,
                               12.706204736174705,
                               4.302652729749464,
                               3.182446305284263,
                               2.7764451051977987,
                               2.570581835636314,
                               2.446911851144971};
    for (int degrees = 1; degrees <= 6; degrees++) {
        ck_assert_double_eq_tol(asl_student_quantile(.975, degrees), t[degrees], 1e-12 * t[degrees]);
        ck_assert_double_eq_tol(asl_student_quantile(.025, degrees), -t[degrees], 1e-12 * t[degrees]);
        ck_assert_double_eq_tol(asl_student_cdf(t[degrees], degrees), .975, 1e-13);
    }
    ck_assert_double_eq_tol(asl_student_quantile(.975, 99), 1.9842169515864196, 1e-12);
}
END_TEST

/* Student's t distribution with 1 and 2 degrees of freedom has a closed form, computed from the smaller tail. */
START_TEST(student_of_one_and_two_degrees)
{
    for (double p = 0.4990234375; p > 1e-290; p *= p > 0.01 ? 0.97 : 0.01) {
        double one = p > 0.1 ? tan(3.141592653589793238 * (p - 0.5)) : -1 / tan(3.141592653589793238 * p);
        double two = (2 * p - 1) / sqrt(2 * p * (1 - p));
        ck_assert_double_eq_tol(asl_student_quantile(p, 1) / one, 1, 1e-12);
        ck_assert_double_eq_tol(asl_student_quantile(p, 2) / two, 1, 1e-12);
    }
}
END_TEST

/* Returns the integral of (sin phi / sin end)^power from 0 to end <= pi / 2 by the tanh-sinh rule. */
static double sine_integral(double power, double end)
{
    const double step = 1. / 512;
    double sum = 0;
    for (int k = -2200; k <= 2200; k++) {
        double u = 1.5707963267948966 * sinh(k * step), from = end / (1 + exp(-2 * u)), to = end / (1 + exp(2 * u));
        /* sin(end - to) / sin(end); each form is used where it does not cancel */
        double ratio = from < to ? sin(from) / sin(end) : cos(to) - sin(to) / tan(end);
        if (!(from > 0 && to > 0 && ratio > 0)) continue;
        sum += pow(ratio, power) * (2 / end) * from * to * 1.5707963267948966 * cosh(k * step);
    }
    return sum * step;
}

/* With T = sqrt(degrees) cot(phi), the density is sin(phi)^(degrees - 1) divided by its integral. The quantile is
 * correct if a Newton step, from the quantile towards the p of that integral, is 0. */
START_TEST(student_by_integration_of_its_density)
{
    static const double degrees[] = {1, 1.3, 2, 2.5, 3, 4, 7.75, 10, 29, 30.5, 99, 1000};
    static const double ps[] = {1e-200, 1e-30, 1e-10, 1e-5,  0.001, 0.01, 0.025, 0.1,
                                0.2,    0.249, 0.25,  0.251, 0.3,   0.4,  0.45};
    for (size_t i = 0; i < sizeof degrees / sizeof degrees[0]; i++) {
        double v = degrees[i], half = sine_integral(v - 1, 1.5707963267948966);
        for (size_t k = 0; k < sizeof ps / sizeof ps[0]; k++) {
            double t = -asl_student_quantile(ps[k], v), end = atan2(sqrt(v), t), peak = (v - 1) * log(sin(end));
            double tail = exp(peak - log(2 * half)) * sine_integral(v - 1, end);
            double slope = exp(peak - log(2 * half)) * sin(end) * cos(end); /* t times the density */
            ck_assert_msg(fabs(tail - ps[k]) <= 1e-12 * slope, "%g of %g degrees: t = %.17g, tail %.17g", ps[k], v, t,
                          tail);
            ck_assert_double_eq_tol(asl_student_cdf(-t, v) / tail, 1, 2e-12 * fmax(1, v));
        }
        /* near the median, t is the distance of p from 1/2, divided by the density */
        ck_assert_double_eq_tol(asl_student_quantile(0.5 + 0x1p-40, v) / (0x1p-39 * half * sqrt(v)), 1, 1e-12);
        ck_assert(asl_student_quantile(0.5, v) == 0 && asl_student_cdf(0, v) == 0.5);
    }
    /* the limit for many degrees of freedom is the normal distribution */
    for (double p = 1e-200; p < 0.5; p = p * 1.9 + 0.001)
        ck_assert_double_eq_tol(asl_student_quantile(p, 1e17) / asl_normal_quantile(p), 1, 1e-12);
}
END_TEST

START_TEST(student_is_odd_and_monotone)
{
    dice d = {31};
    for (int i = 0; i < 3000; i++) {
        double v = i % 3 == 0 ? floor(roll(&d, 1, 60)) : exp(roll(&d, 0, 30)),
               p = floor(roll(&d, 1, 1 << 20)) / (1 << 20);
        double t = asl_student_quantile(p, v);
        ck_assert(asl_student_quantile(1 - p, v) == -t);
        ck_assert_double_eq_tol(asl_student_cdf(t, v) / p, 1, 1e-11);
        ck_assert(asl_student_quantile(fmin(p * 1.001, 1 - 1e-9), v) >= t);
    }
}
END_TEST

START_TEST(intervals)
{
    const double x[] = {1, 2, ASL_NAN, 4};
    asl_interval i = asl_interval_of(4, x);
    ck_assert_uint_eq(i.n, 3);
    ck_assert_double_eq_tol(i.mean, 7. / 3, 1e-15);
    ck_assert_double_eq_tol(i.high - i.mean, 4.302652729749464 * sqrt(7. / 3 / 3), 1e-12); /* variance 7/3 */
    ck_assert_double_eq_tol(i.mean - i.low, i.high - i.mean, 1e-14);
    i = asl_interval_of(1, x);
    ck_assert(i.mean == 1 && isnan(i.low) && isnan(i.high));
    i = asl_interval_of(0, x);
    ck_assert(isnan(i.mean));
    const double same[] = {.3, .3, .3};
    i = asl_interval_of(3, same);
    ck_assert(i.low == .3 && i.high == .3);
}
END_TEST

/* Sorts scores that are equal in single precision: a few, many unordered, many ordered, and many tied. */
START_TEST(order_of_scores_that_are_close)
{
    enum { N = 4000 };
    static double score[N];
    static uint32_t order[N];
    dice d = {4};
    for (int i = 0; i < N; i++) {
        double tiny = 1e-12 * roll(&d, 0, 1);
        score[i] = i % 4 == 0   ? 0.5 + tiny
                   : i % 4 == 1 ? 0.25 - 1e-12 * i
                   : i % 4 == 2 ? 0.125
                                : floor(i / 40.0) + tiny;
    }
    ck_assert_int_eq(asl_sort_descending(N, score, order, NULL), ASL_OK);
    for (int i = 1; i < N; i++) {
        double a = score[order[i - 1]], b = score[order[i]];
        ck_assert(a > b || (a == b && order[i - 1] < order[i]));
    }
}
END_TEST

SUITE(math, quantiles, student_of_one_and_two_degrees, student_by_integration_of_its_density,
      student_is_odd_and_monotone, intervals, order_of_scores_that_are_close, probabilities_of_logits,
      positive_and_negative_logits_mirror, probabilities_as_read, vanishing_products, sorting_is_descending_and_stable,
      sums_keep_their_digits)
