/* Judging claims in their declared form. */
#include <math.h>
#include <string.h>

#include "base/numbers.h"
#include "study/claims.h"
#include "support.h"

static asl_claim claim_of(const char *measure, const char *column, const char *over, const char *expect, char **where,
                          size_t n)
{
    return (asl_claim){.text = (char *)"a claim",
                       .paper = (char *)"0.5",
                       .measure = (char *)measure,
                       .column = (char *)column,
                       .over = (char *)over,
                       .expect = (char *)expect,
                       .band = (char *)"",
                       .where = where,
                       .nwhere = n};
}

static asl_claim minus(asl_claim c, char **rows)
{
    c.minus = rows;
    c.nminus = 1;
    return c;
}

static asl_claim with_band(asl_claim c)
{
    c.band = (char *)"1 1";
    return c;
}

/* Rows: loss ce or asl, spelled as given; x 0, .5, 1; y = x for ce, 1 - x^2 for asl. */
static int judge_spelled(asl_claim c, const char *asl, asl_claim_result *f, asl_error *err)
{
    static const char *const names[] = {"loss", "x", "y"};
    const char *const losses[] = {"ce", asl};
    asl_claim_eval *j;
    int code = asl_claim_eval_new(&j, &c, 1, err);
    if (code != ASL_OK) return code;
    asl_row_sink v = asl_claim_eval_sink(j);
    code = v.columns(v.self, names, 3, err);
    for (int l = 0; l < 2; l++) {
        for (double x = 0; x <= 1; x += 0.5) {
            asl_cell row[] = {asl_cell_text(losses[l]), asl_cell_double(x), asl_cell_double(l == 0 ? x : 1 - x * x)};
            if (code == ASL_OK) code = v.row(v.self, row, 3, err);
        }
    }
    if (code == ASL_OK) code = asl_claim_eval_find(j, 0, f, err);
    asl_claim_eval_free(j);
    return code;
}

static int claim_eval(asl_claim c, asl_claim_result *f, asl_error *err)
{
    return judge_spelled(c, "asl:gamma_pos=0:gamma_neg=4:margin=0.05", f, err);
}

/* A claim selects the rows of its loss, with commas or colons in the claim and in the rows, and no others. */
START_TEST(losses_in_either_spelling)
{
    const char *claims[] = {"loss=asl:gamma_neg=4,margin=0.05", "loss=asl:gamma_neg=4:margin=0.05",
                            "loss=asl:margin=0.05:gamma_pos=0,gamma_neg=4"};
    const char *rows[] = {"asl:gamma_pos=0:gamma_neg=4:margin=0.05", "asl:gamma_pos=0,gamma_neg=4,margin=0.05"};
    const char *others[] = {"asl:gamma_pos=0:gamma_neg=4:margin=0.5", "asl:gamma_pos=0:gamma_neg=4",
                            "asl:gamma_pos=0:gamma_neg=4:margin=0.05:"};
    for (size_t i = 0; i < 3; i++) {
        char *where[] = {(char *)claims[i], (char *)"x=0.5"};
        asl_claim c = claim_of("value", "y", "", "near 0.75 0", where, 2);
        asl_claim_result f;
        asl_error err;
        for (size_t k = 0; k < 2; k++) {
            ck_assert_msg(judge_spelled(c, rows[k], &f, &err) == ASL_OK, "%s, %s: %s", claims[i], rows[k], err.text);
            ck_assert_double_eq(f.here, 0.75);
        }
        for (size_t k = 0; k < 3; k++) ck_assert_int_eq(judge_spelled(c, others[k], &f, &err), ASL_BAD);
    }
}
END_TEST

START_TEST(measures)
{
    char *ce[] = {(char *)"loss=ce"}, *asl[] = {(char *)"loss=asl:margin=0.05"},
         *point[] = {(char *)"loss=asl", (char *)"x=0.5"};
    const struct {
        asl_claim claim;
        double here;
        asl_verdict verdict;
    } cases[] = {
        {claim_of("value", "y", "", "near 0.75 0", point, 2), 0.75, ASL_REPRODUCED},
        {claim_of("value", "y", "", "is 0.7", point, 2), 0.75, ASL_NOT_REPRODUCED},
        {claim_of("max", "y", "", "above 0.9", ce, 1), 1, ASL_REPRODUCED},
        {claim_of("max", "y", "", "above 1", ce, 1), 1, ASL_NOT_REPRODUCED},
        {claim_of("min", "y", "", "below 1", ce, 1), 0, ASL_REPRODUCED},
        {claim_of("argmax", "y", "x", "is 0", asl, 1), 0, ASL_REPRODUCED},
        {claim_of("argmin", "y", "x", "near 0.9 0.2", asl, 1), 1, ASL_REPRODUCED},
        {claim_of("sum", "y", "", "is 1.5", ce, 1), 1.5, ASL_REPRODUCED},
        {claim_of("max", "x", "", "is 1", NULL, 0), 1, ASL_REPRODUCED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        asl_claim_result f;
        asl_error err;
        ck_assert_msg(claim_eval(cases[i].claim, &f, &err) == ASL_OK, "%s", err.text);
        ck_assert_double_eq(f.here, cases[i].here);
        ck_assert_int_eq(f.verdict, cases[i].verdict);
        ck_assert(f.ci_low == f.here && f.ci_high == f.here);
    }
}
END_TEST

START_TEST(claims_that_mean_nothing)
{
    char *ce[] = {(char *)"loss=ce"}, *none[] = {(char *)"x=0.25"}, *unknown[] = {(char *)"z=1"},
         *form[] = {(char *)"x"}, *typo[] = {(char *)"loss=asll"};
    const struct {
        asl_claim claim;
        const char *message;
    } cases[] = {
        {claim_of("value", "y", "", "is 1", ce, 1), "selects 3 rows"},
        {claim_of("value", "y", "", "is 1", none, 1), "selects no row"},
        {claim_of("value", "q", "", "is 1", ce, 1), "'q'"},
        {claim_of("value", "y", "", "is 1", unknown, 1), "'z'"},
        {claim_of("value", "y", "", "is 1", form, 1), "'x'"},
        {claim_of("value", "y", "", "is 1", typo, 1), "unknown loss 'asll'"},
        {claim_of("mean", "y", "", "is 1", ce, 1), "unknown measure 'mean'"},
        {claim_of("argmax", "y", "", "is 1", ce, 1), "over is required"},
        {claim_of("value", "y", "", "about 1", ce, 1), "'about 1'"},
        {claim_of("value", "y", "", "near 1", ce, 1), "expect 'near 1'"},
        {claim_of("value", "y", "", "is", ce, 1), "expect 'is'"},
        {claim_of("value", "y", "", "is 1 2", ce, 1), "expect 'is 1 2'"},
        {claim_of("value", "y", "", "within 2 1", ce, 1), "expect 'within 2 1'"},
        {claim_of("value", "y", "", "near 0 -1", ce, 1), "expect 'near 0 -1'"},
        {claim_of("value", "y", "", "above nan", ce, 1), "expect 'above nan'"},
        {minus(claim_of("argmax", "y", "x", "is 1", ce, 1), ce), "measure 'argmax'"},
        {with_band(claim_of("max", "y", "", "is 1", ce, 1)), "measure 'max'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        asl_claim_result f;
        asl_error err;
        ck_assert_int_eq(claim_eval(cases[i].claim, &f, &err), ASL_BAD);
        ck_assert_msg(strstr(err.text, cases[i].message) != NULL, "%s", err.text);
    }
}
END_TEST

/* Rows with seeds: y = f(x) + a noise that all x of a seed share + a little of its own. */
static int judge_seeds(asl_claim c, int seeds, asl_claim_result *f, asl_error *err)
{
    static const char *const names[] = {"arm", "seed", "x", "y"};
    static const double shared[] = {.3, -.2, .1, -.4, .2}, own[] = {.01, -.02, .005, .015, -.01};
    static const double mean[2][5] = {{1, 3, 3.001, 2, 0}, {0, 0.5, 1, 1.5, 2}};
    asl_claim_eval *j;
    int code = asl_claim_eval_new(&j, &c, 1, err);
    if (code != ASL_OK) return code;
    asl_row_sink v = asl_claim_eval_sink(j);
    code = v.columns(v.self, names, 4, err);
    for (int arm = 0; arm < 2; arm++) {
        for (int x = 0; x < 5; x++) {
            for (int s = 0; s < seeds; s++) {
                asl_cell row[] = {asl_cell_int(arm), asl_cell_int(s + 11), asl_cell_double(x),
                                  asl_cell_double(mean[arm][x] + shared[s] + own[(s + x) % 5])};
                if (code == ASL_OK) code = v.row(v.self, row, 4, err);
            }
        }
    }
    if (code == ASL_OK) code = asl_claim_eval_find(j, 0, f, err);
    asl_claim_eval_free(j);
    return code;
}

START_TEST(judged_on_paired_seeds)
{
    char *first[] = {(char *)"arm=0"}, *at_1[] = {(char *)"arm=0", (char *)"x=1"},
         *at_2[] = {(char *)"arm=0", (char *)"x=2"}, *at_4[] = {(char *)"arm=0", (char *)"x=4"};
    asl_claim_result f;
    asl_error err;
    asl_claim c = claim_of("value", "y", "", "above 2", at_1, 2);
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, 3, 1e-9);
    ck_assert_int_eq(f.verdict, ASL_REPRODUCED);
    ck_assert(f.ci_low < 2.8 && f.ci_high > 3.2); /* what the seeds share counts */
    c.minus = at_4;
    c.nminus = 2;
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, 3, 1e-9);
    ck_assert(f.ci_low > 2.96 && f.ci_high < 3.04); /* and cancels in a paired difference */
    c.minus = at_2;
    c.expect = (char *)"below 0";
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, -.001, 1e-9);
    ck_assert(f.ci_high > 0);
    ck_assert_int_eq(f.verdict, ASL_PARTLY); /* the mean goes the right way, the interval reaches over 0 */
    c.expect = (char *)"above 0";
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_int_eq(f.verdict, ASL_NOT_REPRODUCED);

    /* (arm 0, x 1) - (arm 0, x 4) - ((arm 1, x 2) - (arm 1, x 0)) = 3 - 1 */
    char *two[] = {(char *)"arm=1", (char *)"x=2"}, *zero[] = {(char *)"arm=1", (char *)"x=0"};
    c.minus = at_4;
    c.than = two;
    c.than_minus = zero;
    c.nthan = c.nthan_minus = 2;
    c.expect = (char *)"near 2 0.1";
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, 2, 1e-9);
    ck_assert_int_eq(f.verdict, ASL_REPRODUCED);

    c = claim_of("argmax", "y", "x", "within 1 2", first, 1);
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert(f.here == 2 && f.ci_low == 1 && f.ci_high == 2); /* 1 and 2 cannot be told apart */
    ck_assert_int_eq(f.verdict, ASL_REPRODUCED);
    c.expect = (char *)"is 2";
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_int_eq(f.verdict, ASL_PARTLY);
    c.expect = (char *)"is 1"; /* not the best mean, but one of the places that might be best */
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_int_eq(f.verdict, ASL_PARTLY);
    c.expect = (char *)"within 3 4";
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_int_eq(f.verdict, ASL_NOT_REPRODUCED);

    c = claim_of("rise", "y", "", "below 0", first, 1); /* y runs 1 3 3.001 2 0 */
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, 2, 1e-9);
    ck_assert_int_eq(f.verdict, ASL_NOT_REPRODUCED);
    char *second[] = {(char *)"arm=1"}; /* 0 .5 1 1.5 2: rises by .5 at every step */
    c = claim_of("rise", "y", "", "near 0.5 0.1", second, 1);
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, .5, 1e-9);
    ck_assert(f.ci_low > .45 && f.ci_high < .55);
    ck_assert_int_eq(f.verdict, ASL_REPRODUCED);

    c = claim_of("max", "y", "", "near 3 0.5", first, 1);
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, 3.001, 1e-9);
    ck_assert_int_eq(f.verdict, ASL_REPRODUCED);

    c = claim_of("value", "y", "", "above 2", at_1, 2);
    ck_assert_int_eq(judge_seeds(c, 1, &f, &err), ASL_OK);
    ck_assert(isnan(f.ci_low) && f.verdict == ASL_PARTLY); /* one seed proves nothing */
}
END_TEST

/* One claim on the rows given as arm, seed, x, y. */
static int judge_rows(asl_claim c, const double (*rows)[4], size_t n, asl_claim_result *f, asl_error *err)
{
    static const char *const names[] = {"arm", "seed", "x", "y"};
    asl_claim_eval *j;
    ck_assert_int_eq(asl_claim_eval_new(&j, &c, 1, err), ASL_OK);
    asl_row_sink v = asl_claim_eval_sink(j);
    int code = v.columns(v.self, names, 4, err);
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_cell row[] = {asl_cell_int((long long)rows[i][0]), asl_cell_int((long long)rows[i][1]),
                          asl_cell_double(rows[i][2]), asl_cell_double(rows[i][3])};
        code = v.row(v.self, row, 4, err);
    }
    if (code == ASL_OK) code = asl_claim_eval_find(j, 0, f, err);
    asl_claim_eval_free(j);
    return code;
}

START_TEST(seeds_that_do_not_match)
{
    static const double uneven[][4] = {{0, 1, 0, 5}, {0, 1, 1, 6}, {0, 2, 0, 5}},
                        others[][4] = {{0, 1, 0, 5}, {0, 2, 0, 6}, {1, 1, 0, 5}, {1, 3, 0, 5}},
                        nowhere[][4] = {{0, 1, 0, ASL_NAN}, {0, 1, 1, ASL_NAN}, {0, 2, 0, ASL_NAN}, {0, 2, 1, ASL_NAN}};
    char *first[] = {(char *)"arm=0"}, *second[] = {(char *)"arm=1"};
    asl_claim best = claim_of("argmax", "y", "x", "is 0", first, 1),
              difference = minus(claim_of("value", "y", "", "is 0", first, 1), second);
    asl_claim_result f;
    asl_error err;
    ck_assert_int_eq(judge_rows(best, uneven, 3, &f, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "the seeds have different rows"));
    ck_assert_int_eq(judge_rows(difference, others, 4, &f, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "its parts have different seeds"));
    ck_assert_int_eq(judge_rows(best, nowhere, 4, &f, &err), ASL_OK);
    ck_assert(isnan(f.here) && f.verdict == ASL_NOT_REPRODUCED);
}
END_TEST

/* A column `seed` of a user's own file is words, and no seed. */
START_TEST(a_column_called_seed)
{
    static const char *const names[] = {"seed", "y"};
    char *row[] = {(char *)"seed=2"};
    asl_claim c = claim_of("value", "y", "", "is 3", row, 1);
    asl_claim_eval *j;
    asl_claim_result f;
    ck_assert_int_eq(asl_claim_eval_new(&j, &c, 1, NULL), ASL_OK);
    asl_row_sink v = asl_claim_eval_sink(j);
    ck_assert_int_eq(v.columns(v.self, names, 2, NULL), ASL_OK);
    for (int i = 1; i < 3; i++) {
        asl_cell cells[] = {asl_cell_text(i == 1 ? "1" : "2"), asl_cell_double(i + 1)};
        ck_assert_int_eq(v.row(v.self, cells, 2, NULL), ASL_OK);
    }
    ck_assert_int_eq(asl_claim_eval_find(j, 0, &f, NULL), ASL_OK);
    ck_assert(f.verdict == ASL_REPRODUCED && f.ci_low == 3 && f.ci_high == 3);
    asl_claim_eval_free(j);
}
END_TEST

START_TEST(settling)
{
    char *second[] = {(char *)"arm=1"};
    asl_claim_result f;
    asl_error err;
    asl_claim c = claim_of("settles", "y", "x", "below 0.8", second, 1);
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "band X Y"));
    c.band = (char *)"1.5 1.1"; /* y runs 0 .5 1 1.5 2: outside only at x = 0, and for seeds far below also at 1 */
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq_tol(f.here, (0 + .25 + 0 + .25 + 0) / 5, 1e-9);
    c.band = (char *)"9 1";
    ck_assert_int_eq(judge_seeds(c, 5, &f, &err), ASL_OK);
    ck_assert_double_eq(f.here, 1); /* never */
    ck_assert_int_eq(f.verdict, ASL_NOT_REPRODUCED);
}
END_TEST

/* Rows with the same values in a different order of the seeds are tied, so the first of them is the best. */
START_TEST(ties_in_another_order_of_the_seeds)
{
    enum { SEEDS = 6 };
    char *first[] = {(char *)"arm=0"};
    asl_claim_result f;
    asl_error err;
    for (int round = 0; round < 200; round++) {
        double rows[2 * SEEDS][4];
        for (int s = 0; s < SEEDS; s++) {
            double y = 80 + sin(round * SEEDS + s), here[] = {0, s, 1, y}, there[] = {0, (s + 1 + round) % SEEDS, 2, y};
            memcpy(rows[s], here, sizeof here);
            memcpy(rows[SEEDS + s], there, sizeof there);
        }
        const double(*given)[4] = (const double(*)[4])rows;
        ck_assert_int_eq(judge_rows(claim_of("argmax", "y", "x", "is 1", first, 1), given, 2 * SEEDS, &f, &err),
                         ASL_OK);
        ck_assert_double_eq(f.here, 1);
        ck_assert_int_eq(judge_rows(claim_of("argmin", "y", "x", "is 1", first, 1), given, 2 * SEEDS, &f, &err),
                         ASL_OK);
        ck_assert_double_eq(f.here, 1);
    }
}
END_TEST

SUITE(claims, ties_in_another_order_of_the_seeds, losses_in_either_spelling, judged_on_paired_seeds,
      seeds_that_do_not_match, a_column_called_seed, settling, measures, claims_that_mean_nothing)
