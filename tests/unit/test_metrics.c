/* Metrics compared with their definitions: sums over thresholds, pairs and bins, computed by plain loops in quadratic
 * time. The suite multilabel compares with scikit-learn. */
#include <math.h>
#include <string.h>

#include "base/numbers.h"
#include "math/sort.h"
#include "metrics/calibration.h"
#include "metrics/ranking.h"
#include "metrics/samples.h"
#include "metrics/threshold.h"
#include "support.h"

/* Scores in [0, 1] and labels. */
enum { MOST_SCORES = 60, CASES = 600 };

typedef struct metric_case {
    size_t n;
    double score[MOST_SCORES];
    signed char y[MOST_SCORES];
} metric_case;

/* Returns a random case: with many, some, hardly any or only ties; sometimes all positive or all negative; often
 * small. */
static metric_case any_case(size_t i)
{
    static const double grids[] = {4, 10, 1000, 0.5};
    static const double shares[] = {0.3, 0.3, 0.7, 0, 1};
    dice d = {i + 1};
    metric_case c = {.n = 1 + (size_t)roll(&d, 0, i % 2 ? 6 : MOST_SCORES)};
    for (size_t k = 0; k < c.n; k++) {
        c.score[k] = floor(roll(&d, 0, grids[i % 4] + 1)) / fmax(grids[i % 4], 1);
        c.y[k] = roll(&d, 0, 1) < shares[i % 5];
    }
    return c;
}

static void agree(double x, double expected)
{
    if (isnan(expected)) {
        ck_assert(isnan(x));
    } else {
        ck_assert_double_eq_tol(x, expected, 1e-14);
    }
}

/* Number of samples with this truth (-1: any) and a score of at least t. */
static double count_from(const metric_case *c, double t, int truth)
{
    double count = 0;
    for (size_t k = 0; k < c->n; k++) count += c->score[k] >= t && (truth < 0 || c->y[k] == truth);
    return count;
}

/* Average precision: the mean over positives of the precision at the positive's score. */
static double plain_ap(const metric_case *c)
{
    double sum = 0, positives = count_from(c, 0, 1);
    for (size_t k = 0; k < c->n; k++) {
        if (c->y[k]) sum += count_from(c, c->score[k], 1) / count_from(c, c->score[k], -1);
    }
    return sum / positives; /* NaN without positives */
}

/* The share of (positive, negative) pairs in the correct order; a tie counts half. */
static double plain_auroc(const metric_case *c)
{
    double wins = 0, pairs = 0;
    for (size_t i = 0; i < c->n; i++) {
        for (size_t k = 0; k < c->n; k++) {
            if (!c->y[i] || c->y[k]) continue;
            pairs++;
            wins += c->score[i] > c->score[k] ? 1 : c->score[i] == c->score[k] ? 0.5 : 0;
        }
    }
    return wins / pairs;
}

START_TEST(rankings)
{
    for (size_t i = 0; i < CASES; i++) {
        metric_case c = any_case(i);
        asl_ranking r;
        ck_assert_int_eq(asl_ranking_compute(c.n, c.score, c.y, &r, NULL), ASL_OK);
        agree(r.ap, plain_ap(&c));
        agree(r.auroc, plain_auroc(&c));
        ck_assert_double_eq((double)r.positives, count_from(&c, 0, 1));
    }
}
END_TEST

START_TEST(rankings_ignore_the_order_of_samples_and_monotone_scores)
{
    for (size_t i = 0; i < CASES; i++) {
        metric_case c = any_case(i), turned = c; /* scores and labels are both reversed */
        for (size_t k = 0; k < c.n; k++) {
            turned.score[k] = -exp(3 * c.score[c.n - 1 - k]);
            turned.y[k] = !c.y[c.n - 1 - k];
        }
        asl_ranking r, t;
        ck_assert_int_eq(asl_ranking_compute(c.n, c.score, c.y, &r, NULL), ASL_OK);
        ck_assert_int_eq(asl_ranking_compute(c.n, turned.score, turned.y, &t, NULL), ASL_OK);
        agree(t.auroc, r.auroc);
    }
}
END_TEST

/* Expected calibration error with 15 bins of equal width: the sum of |sum of scores - sum of labels| divided by n. */
static double plain_ece(const metric_case *c)
{
    double gaps = 0;
    for (int bin = 0; bin < 15; bin++) {
        double gap = 0;
        for (size_t k = 0; k < c->n; k++) {
            if (fmin(floor(c->score[k] * 15), 14) == bin) gap += c->score[k] - c->y[k];
        }
        gaps += fabs(gap);
    }
    return gaps / (double)c->n;
}

static double plain_brier(const metric_case *c)
{
    double sum = 0;
    for (size_t k = 0; k < c->n; k++) sum += (c->score[k] - c->y[k]) * (c->score[k] - c->y[k]);
    return sum / (double)c->n;
}

START_TEST(calibration)
{
    asl_calibration pooled = {0}, all = {0};
    for (size_t i = 0; i < CASES; i++) {
        metric_case c = any_case(i);
        asl_calibration one = {0};
        asl_calibration_add(&one, c.n, c.score, c.y);
        agree(asl_calibration_ece(&one), plain_ece(&c));
        agree(asl_calibration_brier(&one), plain_brier(&c));
        asl_calibration_merge(&pooled, &one);
        asl_calibration_add(&all, c.n, c.score, c.y);
    }
    ck_assert_double_eq_tol(asl_calibration_ece(&pooled), asl_calibration_ece(&all), 1e-13);
    asl_calibration none = {0};
    ck_assert(isnan(asl_calibration_ece(&none)) && isnan(asl_calibration_brier(&none)));
}
END_TEST

/* A lower edge belongs to its bin, and the largest number below it belongs to the previous bin. */
START_TEST(edges_of_bins)
{
    for (int b = 1; b < ASL_ECE_BINS; b++) {
        const double edge = (double)b / (double)ASL_ECE_BINS, p[] = {edge, nextafter(edge, 0)};
        const signed char y[] = {0, 0};
        asl_calibration c = {0};
        asl_calibration_add(&c, 2, p, y);
        ck_assert(c.n[b] == 1 && c.n[b - 1] == 1);
    }
}
END_TEST

/* Merging the counts of two parts gives the counts of the whole. */
START_TEST(calibration_in_parts)
{
    const double p[] = {0.02, 0.31, 0.35, 0.36, 0.99, 1, 0};
    const signed char y[] = {0, 1, 0, 0, 1, 0, 1};
    for (size_t first = 0; first <= 7; first++) {
        asl_calibration whole = {0}, part = {0}, rest = {0};
        asl_calibration_add(&whole, 7, p, y);
        asl_calibration_add(&part, first, p, y);
        asl_calibration_add(&rest, 7 - first, p + first, y + first);
        asl_calibration_merge(&part, &rest);
        agree(asl_calibration_ece(&part), asl_calibration_ece(&whole));
        agree(asl_calibration_brier(&part), asl_calibration_brier(&whole));
    }
}
END_TEST

START_TEST(decisions)
{
    for (size_t i = 0; i < CASES; i++) {
        metric_case c = any_case(i);
        double hits = 0, called = 0;
        for (size_t k = 0; k < c.n; k++) {
            called += c.score[k] > 0.5;
            hits += c.score[k] > 0.5 && c.y[k];
        }
        asl_decisions d = asl_decide(c.n, c.score, c.y, 0.5);
        ck_assert(d.hits == hits && d.called == called && d.positives == count_from(&c, 0, 1));
    }
}
END_TEST

START_TEST(f1_in_both_ways)
{
    /* Label 1: 3 true positives of 4 predictions and 6 positives. Label 2: 1 of 1 and 1. Label 3: no predictions, 2
     * positives. */
    const asl_decisions d[] = {{3, 4, 6}, {1, 1, 1}, {0, 0, 2}};
    asl_f1 f = asl_f1_of(3, d);
    double cp = (0.75 + 1 + 0) / 3, cr = (0.5 + 1 + 0) / 3;
    ck_assert_double_eq_tol(f.cf1_mean, (0.6 + 1 + 0) / 3, 1e-15);
    ck_assert_double_eq_tol(f.cf1_ratio, 2 * cp * cr / (cp + cr), 1e-15);
    ck_assert_double_eq_tol(f.of1, 2 * 4.0 / (5 + 9), 1e-15);
    ck_assert(isnan(asl_f1_of(0, d).of1));
    const asl_decisions none[] = {{0, 0, 0}};
    ck_assert(asl_f1_of(1, none).cf1_mean == 0 && asl_f1_of(1, none).of1 == 0);
}
END_TEST

/* --- fast algorithms compared with plain ones, bit by bit */

enum { MOST_SAMPLES = 300, MOST_LABELS = 40 };

/* Scores of one kind: all different, few values, all equal, or with infinities and both zeros. */
static double any_score(dice *d, int kind)
{
    double x = roll(d, -3, 3);
    if (kind == 1) return (double)(int)(2 * x) / 2;
    if (kind == 2) return 0.5;
    if (kind == 3 && x > 2) return x > 2.5 ? (double)INFINITY : -(double)INFINITY;
    if (kind == 3 && x < 0) return x < -1 ? -0.0 : 0.0;
    return kind == 4 ? (double)(float)(0.01 * x) : x;
}

static void same_bits(double x, double y) { ck_assert_msg(memcmp(&x, &y, sizeof x) == 0, "%.17g is not %.17g", x, y); }

START_TEST(ranking_by_positives_is_ranking_by_all)
{
    dice d = {1};
    for (int round = 0; round < 3000; round++) {
        double score[MOST_SAMPLES], share = roll(&d, 0, 1);
        signed char y[MOST_SAMPLES];
        uint32_t order[MOST_SAMPLES];
        size_t n = (size_t)roll(&d, 0, round % 2 ? 12 : MOST_SAMPLES);
        asl_ranking fast, plain;
        asl_error err;
        for (size_t i = 0; i < n; i++) {
            score[i] = any_score(&d, round % 5);
            y[i] = roll(&d, 0, 1) < share * share;
        }
        ck_assert_int_eq(asl_sort_descending(n, score, order, &err), ASL_OK);
        ck_assert_int_eq(asl_ranking_compute(n, score, y, &fast, &err), ASL_OK);
        asl_ranking_in_order(n, score, y, order, &plain);
        same_bits(fast.ap, plain.ap);
        same_bits(fast.ap_script, plain.ap_script);
        same_bits(fast.auroc, plain.auroc);
        ck_assert(fast.positives == plain.positives && fast.negatives == plain.negatives);
    }
}
END_TEST

/* Returns how many labels rank before label k: those with a higher score, and earlier ones with the same score. */
static size_t standing(size_t labels, const double *score, size_t k)
{
    size_t before = 0;
    for (size_t j = 0; j < labels; j++) before += score[j] > score[k] || (score[j] == score[k] && j < k);
    return before;
}

START_TEST(the_top_labels_are_those_that_stand_first)
{
    dice d = {2};
    for (int round = 0; round < 3000; round++) {
        size_t labels = 1 + (size_t)roll(&d, 0, MOST_LABELS), top = (size_t)roll(&d, 0, 1.2 * MOST_LABELS);
        double score[MOST_LABELS + 1];
        signed char y[MOST_LABELS + 1];
        asl_decisions got[MOST_LABELS + 1] = {{0}};
        for (size_t k = 0; k < labels; k++) {
            score[k] = any_score(&d, round % 5);
            y[k] = roll(&d, 0, 1) < 0.3;
        }
        asl_decide_top(1, labels, round % 3 ? top : 3, score, y, got);
        for (size_t k = 0; k < labels; k++) {
            bool called = standing(labels, score, k) < (round % 3 ? top : 3);
            ck_assert_double_eq(got[k].called, called);
            ck_assert_double_eq(got[k].hits, called && y[k]);
            ck_assert_double_eq(got[k].positives, y[k]);
        }
    }
}
END_TEST

/* The definitions in samples.h, computed pair by pair. */
static asl_sample_metrics plain_sample(size_t labels, const double *score, const signed char *y)
{
    double positives = 0, wrong = 0, precision = 0, furthest = 0;
    for (size_t j = 0; j < labels; j++) {
        double rank = 0, right = 0;
        if (!y[j]) continue;
        for (size_t k = 0; k < labels; k++) {
            rank += score[k] >= score[j];
            right += score[k] >= score[j] && y[k];
        }
        positives++;
        precision += right / rank;
        wrong += rank - right;
        furthest = fmax(furthest, rank);
    }
    bool both = positives > 0 && positives < (double)labels;
    return (asl_sample_metrics){both ? wrong / positives / ((double)labels - positives) : 0, furthest,
                                both ? precision / positives : 1};
}

START_TEST(samples_by_counting)
{
    dice d = {3};
    for (int round = 0; round < 3000; round++) {
        size_t labels = 1 + (size_t)roll(&d, 0, MOST_LABELS);
        double score[MOST_LABELS + 1], share = roll(&d, 0, 1);
        signed char y[MOST_LABELS + 1];
        for (size_t k = 0; k < labels; k++) {
            score[k] = any_score(&d, round % 5);
            y[k] = roll(&d, 0, 1) < share;
        }
        asl_sample_metrics fast = asl_sample_metrics_of(1, labels, score, y), plain = plain_sample(labels, score, y);
        same_bits(fast.ranking_loss, plain.ranking_loss);
        same_bits(fast.coverage, plain.coverage);
        same_bits(fast.lrap, plain.lrap);
    }
}
END_TEST

SUITE(metrics, rankings, rankings_ignore_the_order_of_samples_and_monotone_scores, calibration, edges_of_bins,
      calibration_in_parts, decisions, f1_in_both_ways, ranking_by_positives_is_ranking_by_all,
      the_top_labels_are_those_that_stand_first, samples_by_counting)
