/* math: probabilities of logits, sorting, sums. */
#include <math.h>
#include <stdlib.h>

#include "math/prob.h"
#include "math/sort.h"
#include "math/sum.h"
#include "support.h"

START_TEST(probabilities_of_logits)
{
    asl_prob x = asl_prob_of_logit(0);
    ck_assert(x.p == 0.5 && x.q == 0.5);
    ck_assert_double_eq_tol(x.log_p, -0.6931471805599453, 1e-16);
    x = asl_prob_of_logit(40); /* 1 - p would be 0 */
    ck_assert_double_eq_tol(x.q / exp(-40), 1, 1e-15);
    ck_assert_double_eq_tol(x.log_p / -exp(-40), 1, 1e-15);
    ck_assert_double_eq_tol(x.log_q, -40, 1e-14);
    x = asl_prob_of_logit(-700);
    ck_assert_double_eq_tol(x.p / exp(-700), 1, 1e-15);
    ck_assert_double_eq(x.log_p, -700);
    ck_assert(x.q == 1);
    x = asl_prob_of_logit(-INFINITY);
    ck_assert(x.p == 0 && x.q == 1 && isinf(x.log_p) && x.log_q == 0);
}
END_TEST

START_TEST(positive_and_negative_logits_mirror)
{
    dice d = {3};
    for (int i = 0; i < 1000; i++) {
        double z = roll(&d, -800, 800);
        asl_prob a = asl_prob_of_logit(z), b = asl_prob_of_logit(-z);
        ck_assert(a.p == b.q && a.q == b.p && a.log_p == b.log_q && a.log_q == b.log_p);
    }
}
END_TEST

START_TEST(probabilities_as_read)
{
    dice d = {4};
    for (int i = 0; i < 2000; i++) {
        double p = roll(&d, 0, 1);
        asl_prob x = asl_prob_of_prob(p), y = asl_prob_of_logit(x.z);
        ck_assert(x.p == p && x.read);
        ck_assert_double_eq_tol(y.p / p, 1, 4e-15);
        ck_assert_double_eq_tol(x.log_p, log(p), 1e-15);
    }
    ck_assert(isinf(asl_prob_of_prob(0).z) && asl_prob_of_prob(0).z < 0);
    ck_assert(isinf(asl_prob_of_prob(1).z) && asl_prob_of_prob(1).z > 0);
    ck_assert(asl_prob_of_prob(1).log_p == 0 && isinf(asl_prob_of_prob(1).log_q));
    ck_assert(asl_prob_of_prob(0.5).z == 0);
}
END_TEST

START_TEST(vanishing_products)
{
    ck_assert(asl_vanish(0, INFINITY) == 0);
    ck_assert(asl_vanish(2, 3) == 6);
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
    score[7] = INFINITY, score[8] = -INFINITY, score[9] = -0.0, score[10] = 0.0;
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
    asl_sum_add(&big, INFINITY);
    ck_assert(isinf(asl_sum_value(&big)));
}
END_TEST

SUITE(math, probabilities_of_logits, positive_and_negative_logits_mirror, probabilities_as_read, vanishing_products,
      sorting_is_descending_and_stable, sums_keep_their_digits)
