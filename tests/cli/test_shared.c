/* Real data from the folder ../shared/data next to the repository, if it exists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static table stats_of(const char *path)
{
    result r = shell("$aslab stats --quiet --loss ce '%s'", path);
    ck_assert_msg(r.status == 0, "%s", r.err);
    table t;
    table_parse(&t, r.out);
    result_free(&r);
    return t;
}

START_TEST(chest_x_rays)
{
    const char *path = shared_data("nih_chexnet/predictions_wide.csv");
    if (path == NULL) return;
    table t = stats_of(path);
    ck_assert_uint_eq(t.rows, 15);
    ck_assert_double_eq_tol(table_number(&t, 14, "ap"), .2593, 5e-5);
    ck_assert_double_eq(table_number(&t, 14, "n"), 14 * 22433);
    ck_assert_str_eq(table_cell(&t, 13, "label"), "Hernia");
    ck_assert_double_eq(table_number(&t, 13, "positives"), 42);
    table_free(&t);
    result r = shell("$aslab stats --quiet --loss asl:margin=0.05 '%s' | tail -n 1 | cut -d, -f6", path);
    ck_assert_double_eq_tol(atof(r.out), .806, 5e-4); /* 80.6 % of the negatives are at or below .05 */
    result_free(&r);
}
END_TEST

START_TEST(verified_chest_x_rays)
{
    const char *path = shared_data("nih_chexnet/verified.csv");
    if (path == NULL) return;
    table t = stats_of(path);
    ck_assert_uint_eq(t.rows, 4);
    ck_assert_double_eq(table_number(&t, 0, "n"), 935);
    table_free(&t);
}
END_TEST

START_TEST(electrocardiograms)
{
    const char *path = shared_data("ecg_ribeiro/medical_students.csv");
    if (path == NULL) return;
    table t = stats_of(path);
    ck_assert_uint_eq(t.rows, 7);
    ck_assert_double_eq(table_number(&t, 6, "n"), 827 * 6);
    table_free(&t);
    result r = shell("$aslab stats '%s' > /dev/null", path);
    ck_assert_ptr_nonnull(strstr(r.err, "341 probabilities are exactly 0 or 1"));
    result_free(&r);
}
END_TEST

/* Test labels with the scores of scikit-learn's logistic regression; the expected mAP is from scikit-learn. */
START_TEST(scikit_learn_agrees)
{
    const struct {
        const char *name;
        double map, tolerance;
    } sets[] = {{"emotions", .6933, 5e-5}, {"yeast", .45096, 5e-6}, {"birds", .28474, 5e-6}};
    for (int i = 0; i < 3; i++) {
        const char *path = shared_data(sets[i].name);
        if (path == NULL) return;
        /* the columns of test.csv whose names begin with y_ */
        result r =
            shell("columns=$(head -n 1 '%s/test.csv' | tr ',' '\\n' | grep -n '^y_' | cut -d: -f1 | paste -s -d,); "
                  "cut -d, -f$columns '%s/test.csv' | paste -d, '%s/lr_test_scores.csv' - > joined.csv",
                  path, path, path);
        ck_assert_int_eq(r.status, 0);
        result_free(&r);
        table t = stats_of("joined.csv");
        ck_assert_double_eq_tol(table_number(&t, t.rows - 1, "ap"), sets[i].map, sets[i].tolerance);
        table_free(&t);
    }
}
END_TEST

/* The rates in experiments/rescue.conf agree with the published label lists of COCO 2014 with missing labels. */
START_TEST(missing_labels_of_coco)
{
    const char *path = shared_data("coco2014/train_labels_sparse.csv");
    if (path == NULL) return;
    result r = shell(
        "awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { full += split($at[\"full\"], a, \" \"); "
        "left75 += split($at[\"left75\"], a, \" \"); left40 += split($at[\"left40\"], a, \" \"); "
        "single += split($at[\"single\"], a, \" \") } END { printf "
        "\"%%.4f,%%.4f,%%.4f\", 1 - left75 / full, 1 - left40 / full, 1 - single / full }' '%s' > rates; cat rates; "
        "$aslab figures --print "
        "rescue | "
        "grep -c \"missing = '0,0.1,$(cat rates)'\"",
        path);
    ck_assert_msg(strcmp(r.out, "0.2473,0.6007,0.65951\n") == 0, "%s%s", r.out, r.err);
    result_free(&r);
}
END_TEST

SUITE(shared, missing_labels_of_coco, chest_x_rays, verified_chest_x_rays, electrocardiograms, scikit_learn_agrees)
