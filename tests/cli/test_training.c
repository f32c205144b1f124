/* `aslab train`: grids, pairing, summaries, the learning rate that validation picks. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/noise.h"
#include "data/synthetic.h"
#include "support.h"

#define SMALL                                                                                                          \
    "--labels 8 --features 10 --train 256 --test 200 --positives 1.5 --groups 3 --epochs 2 --batch 32 --hidden 8 "

static table rows_of(const char *options)
{
    result r = shell("$aslab train --quiet " SMALL "%s", options);
    ck_assert_msg(r.status == 0, "%s: %s", options, r.err);
    table t;
    table_parse(&t, r.out);
    result_free(&r);
    return t;
}

START_TEST(every_combination_is_a_row)
{
    table t = rows_of("--loss ce --loss asl --missing 0,0.3 --lr 0.01,0.02,0.05 --seeds 2-4");
    ck_assert_uint_eq(t.rows, 2 * 2 * 3 * 3);
    ck_assert_str_eq(table_cell(&t, 0, "loss"), "ce");
    ck_assert_str_eq(table_cell(&t, 18, "loss"), "asl:gamma_pos=0:gamma_neg=4:margin=0.05");
    ck_assert_double_eq(table_number(&t, 9, "missing"), 0.3);
    ck_assert_double_eq(table_number(&t, 0, "lr"), 0.01);
    ck_assert_double_eq(table_number(&t, 3, "lr"), 0.02);
    ck_assert_double_eq(table_number(&t, 0, "seed"), 2);
    ck_assert_double_eq(table_number(&t, 2, "seed"), 4);
    ck_assert_double_eq(table_number(&t, 0, "map_labels"), 8);
    for (size_t i = 0; i < t.rows; i++) {
        double map = table_number(&t, i, "map");
        ck_assert(map > 0 && map <= 1);
        ck_assert_str_eq(table_cell(&t, i, "note"), "");
        ck_assert_double_eq_tol(table_number(&t, i, "missing_rate"), table_number(&t, i, "missing"), 0.1);
    }
    table_free(&t);
}
END_TEST

/* The choices that --help offers are the tables' names. */
START_TEST(choices_are_the_tables)
{
    char expected[400] = "--regime ";
    for (const asl_preset *r = asl_presets; r->name != NULL; r++)
        strcat(strcat(expected, r->name), r[1].name != NULL ? "|" : "\n");
    result r = shell("$aslab train --help");
    ck_assert_msg(strstr(r.out, expected) != NULL, "no '%s' in the help", expected);
    strcpy(expected, "--noise ");
    for (const asl_noise_model *m = asl_noise_models; m->name != NULL; m++)
        strcat(strcat(expected, m->name), m[1].name != NULL ? "|" : "\n");
    ck_assert_msg(strstr(r.out, expected) != NULL, "no '%s' in the help", expected);
    result_free(&r);
}
END_TEST

START_TEST(the_reference_is_trained_too)
{
    table t = rows_of("--loss asl --gamma-neg 0,4 --seeds 1");
    ck_assert_uint_eq(t.rows, 3);
    ck_assert_str_eq(table_cell(&t, 0, "loss"), "ce");
    ck_assert_str_eq(table_cell(&t, 0, "gamma_neg"), "nan");
    ck_assert_double_eq(table_number(&t, 2, "gamma_neg"), 4);
    table_free(&t);
    t = rows_of("--loss asl --gamma-neg 0,4 --seeds 1 --reference none");
    ck_assert_uint_eq(t.rows, 2);
    table_free(&t);
    t = rows_of("--loss asl --gamma-neg 0,4 --seeds 1 --reference asl:gamma_neg=0");
    ck_assert_uint_eq(t.rows, 2);
    table_free(&t);
}
END_TEST

START_TEST(same_bytes_for_any_threads_and_any_company)
{
    result r =
        shell("for n in 1 3; do $aslab train --quiet " SMALL
              "--loss ce --loss asl --missing 0.1,0.2 --lr 0.01,0.02 --seeds 3 --threads $n -o $n.csv || exit 9; "
              "done; cmp 1.csv 3.csv && cmp 1-summary.csv 3-summary.csv && "
              "$aslab train --quiet " SMALL "--loss asl --missing 0.2 --lr 0.02 --seeds 3-3 --reference none | "
              "tail -n 1 | cut -d, -f1-5,8- > alone && grep '^asl' 1.csv | grep ',0.2,0,8,0.02,' | tail -n 1 | "
              "cut -d, -f1-5,8- > among && cmp alone among && test -s alone");
    ck_assert_msg(r.status == 0, "%s %s", r.out, r.err);
    result_free(&r);
}
END_TEST

/* The row of a summary with these cells. */
static size_t summary_row(const table *s, const char *loss, double lr, const char *choice, const char *metric)
{
    for (size_t i = 0; i < s->rows; i++) {
        bool same = strncmp(table_cell(s, i, "loss"), loss, strlen(loss)) == 0 && table_number(s, i, "lr") == lr;
        if (same && strcmp(table_cell(s, i, "lr_choice"), choice) == 0 &&
            strcmp(table_cell(s, i, "metric"), metric) == 0)
            return i;
    }
    ck_abort_msg("no row of %s %g %s %s", loss, lr, choice, metric);
    return 0;
}

static double map_of(const table *t, const char *loss, double lr, double seed)
{
    for (size_t i = 0; i < t->rows; i++) {
        bool same = strncmp(table_cell(t, i, "loss"), loss, strlen(loss)) == 0;
        if (same && table_number(t, i, "lr") == lr && table_number(t, i, "seed") == seed)
            return table_number(t, i, "map");
    }
    ck_abort_msg("no run");
    return 0;
}

START_TEST(the_summary_is_of_the_rows)
{
    result r = shell("$aslab train --quiet " SMALL "--loss ce --loss asl --lr 0.01,0.05 --seeds 3 -o runs.csv");
    ck_assert_int_eq(r.status, 0);
    result_free(&r);
    char *runs = read_file(in_workdir("runs.csv")), *summary = read_file(in_workdir("runs-summary.csv"));
    table t, s;
    table_parse(&t, runs);
    table_parse(&s, summary);
    double x[3], d[3], mean = 0, off = 0, var = 0, var_off = 0;
    for (int i = 0; i < 3; i++) {
        x[i] = map_of(&t, "asl", 0.05, i + 1);
        d[i] = x[i] - map_of(&t, "ce", 0.05, i + 1);
        mean += x[i] / 3;
        off += d[i] / 3;
    }
    for (int i = 0; i < 3; i++) {
        var += pow(x[i] - mean, 2) / 2;
        var_off += pow(d[i] - off, 2) / 2;
    }
    const double t2 = 4.302652729749464; /* the .975 quantile of Student's t with 2 degrees of freedom */
    size_t row = summary_row(&s, "asl", 0.05, "fixed", "map");
    ck_assert_double_eq(table_number(&s, row, "seeds"), 3);
    ck_assert_double_eq_tol(table_number(&s, row, "mean"), mean, 1e-12);
    ck_assert_double_eq_tol(table_number(&s, row, "high"), mean + t2 * sqrt(var / 3), 1e-12);
    ck_assert_double_eq_tol(table_number(&s, row, "low"), mean - t2 * sqrt(var / 3), 1e-12);
    ck_assert_double_eq_tol(table_number(&s, row, "diff"), off, 1e-12);
    ck_assert_double_eq_tol(table_number(&s, row, "diff_low"), off - t2 * sqrt(var_off / 3), 1e-12);
    ck_assert_double_eq_tol(table_number(&s, row, "diff_high"), off + t2 * sqrt(var_off / 3), 1e-12);
    row = summary_row(&s, "ce", 0.01, "fixed", "map");
    ck_assert_double_eq(table_number(&s, row, "diff"), 0);
    table_free(&t);
    table_free(&s);
    free(runs);
    free(summary);
}
END_TEST

START_TEST(validation_alone_picks_the_learning_rate)
{
    result r = shell("$aslab train --quiet " SMALL "--loss ce --loss asl --lr 0.0001,0.01,0.05 --seeds 2 -o runs.csv");
    ck_assert_int_eq(r.status, 0);
    result_free(&r);
    char *runs = read_file(in_workdir("runs.csv")), *summary = read_file(in_workdir("runs-summary.csv"));
    table t, s;
    table_parse(&t, runs);
    table_parse(&s, summary);
    double picked[2] = {0};
    for (size_t loss = 0; loss < 2; loss++) {
        size_t best = 0;
        double most = -1, tuned = 0;
        for (size_t k = 0; k < 3; k++) {
            size_t at = loss * 6 + k * 2;
            double here = table_number(&t, at, "map_val") + table_number(&t, at + 1, "map_val");
            if (here > most) {
                most = here;
                best = k;
            }
            tuned += table_number(&t, at, "tuned");
            ck_assert_double_eq(table_number(&t, at, "tuned"), table_number(&t, at + 1, "tuned"));
        }
        ck_assert_double_eq(tuned, 1);
        ck_assert_double_eq(table_number(&t, loss * 6 + best * 2, "tuned"), 1);
        picked[loss] = table_number(&t, loss * 6 + best * 2, "lr");
    }
    size_t row = summary_row(&s, "asl", picked[1], "tuned", "map");
    double off = 0;
    for (int i = 1; i <= 2; i++) off += (map_of(&t, "asl", picked[1], i) - map_of(&t, "ce", picked[0], i)) / 2;
    ck_assert_double_eq_tol(table_number(&s, row, "diff"), off, 1e-12);
    table_free(&t);
    table_free(&s);
    free(runs);
    free(summary);
}
END_TEST

/* Test would pick another one here. */
START_TEST(test_is_not_looked_at)
{
    table t = rows_of("--loss ce --reference none --lr 0.02,0.03,0.05,0.08,0.12,0.2 --seeds 4-4");
    size_t tuned = 6, by_test = 0, by_validation = 0;
    for (size_t i = 0; i < 6; i++) {
        if (table_number(&t, i, "tuned") == 1) tuned = i;
        if (table_number(&t, i, "map") > table_number(&t, by_test, "map")) by_test = i;
        if (table_number(&t, i, "map_val") > table_number(&t, by_validation, "map_val")) by_validation = i;
    }
    ck_assert_uint_ne(by_test, by_validation); /* or this says nothing */
    ck_assert_uint_eq(tuned, by_validation);
    table_free(&t);
}
END_TEST

START_TEST(nothing_is_tuned_without_a_positive)
{
    result r =
        shell("$aslab train --quiet --labels 4 --features 5 --train 64 --test 50 --groups 2 --epochs 1 --batch 32 "
              "--hidden 0 --positives 1e-5 --loss ce --reference none --lr 0.02,0.03 --seeds 2");
    table t;
    table_parse(&t, r.out);
    result_free(&r);
    ck_assert_uint_eq(t.rows, 4);
    for (size_t i = 0; i < t.rows; i++) {
        ck_assert_double_eq(table_number(&t, i, "tuned"), 0);
        ck_assert_str_eq(table_cell(&t, i, "note"), "no label has a positive on test");
    }
    table_free(&t);
}
END_TEST

START_TEST(trajectories)
{
    table t = rows_of("--loss ce --loss asl:gamma_neg=2 --adapt-target 0,0.2 --trajectory --records 4 --seeds 2");
    ck_assert_uint_eq(t.rows, 2 * 2 * 2 * 4);
    ck_assert_double_eq(table_number(&t, 3, "step"), 16);
    ck_assert_str_eq(table_cell(&t, 0, "gamma_neg_now"), "nan");
    ck_assert_double_eq(table_number(&t, 0, "pt_pos"), table_number(&t, 8, "pt_pos")); /* ce is not adapted */
    ck_assert_double_ne(table_number(&t, 19, "gamma_neg_now"), table_number(&t, 27, "gamma_neg_now"));
    for (size_t i = 0; i < t.rows; i++)
        ck_assert_double_eq_tol(table_number(&t, i, "delta_p"),
                                table_number(&t, i, "pt_pos") - table_number(&t, i, "pt_neg"), 1e-15);
    table_free(&t);
}
END_TEST

/* The second training is that of the same run on mended labels, whoever is beside it. */
START_TEST(rescues_are_paired_with_what_they_mend)
{
    table t = rows_of("--loss ce --loss asl --missing 0.3 --rescue none,discard,relabel --rescue-at 0.3 --seeds 2"),
          one = rows_of("--loss asl --reference none --missing 0.3 --rescue relabel --rescue-at 0.3 --seeds 2");
    ck_assert_uint_eq(t.rows, 12);
    ck_assert_str_eq(table_cell(&t, 10, "rescue"), "relabel");
    for (size_t s = 0; s < 2; s++) {
        ck_assert_str_eq(table_cell(&t, 10 + s, "map"), table_cell(&one, s, "map"));
        ck_assert_str_ne(table_cell(&t, 10 + s, "map"), table_cell(&t, 6 + s, "map"));
        /* what is observed stays what it was */
        ck_assert_str_eq(table_cell(&t, 10 + s, "missing_rate"), table_cell(&t, 6 + s, "missing_rate"));
    }
    table_free(&t);
    table_free(&one);
}
END_TEST

START_TEST(a_diverging_run_says_so_and_the_grid_goes_on)
{
    table t = rows_of("--loss ce --lr 0.01,1e6 --optimizer sgd --seeds 2");
    ck_assert_uint_eq(t.rows, 4);
    ck_assert_str_eq(table_cell(&t, 2, "map"), "nan");
    ck_assert_ptr_nonnull(strstr(table_cell(&t, 2, "note"), "diverged: a weight was not finite at step "));
    ck_assert_double_gt(table_number(&t, 1, "map"), 0);
    ck_assert_double_eq(table_number(&t, 1, "tuned"), 1);
    table_free(&t);
}
END_TEST

START_TEST(where_the_summary_goes)
{
    result r = shell(
        "$aslab train --quiet " SMALL "--seeds 1 -o /dev/stdout > a.csv && ls /dev/stdout-summary.csv; wc -l < a.csv; "
        "touch r.csv; ln -s r.csv r-summary.csv; $aslab train --quiet " SMALL "--seeds 1 -o r.csv; ls *.csv");
    ck_assert_str_eq(r.out, "3\na.csv\nr-summary.csv\nr.csv\n");
    ck_assert_ptr_nonnull(strstr(r.err, ", r-summary.csv\n"));
    result_free(&r);
    r = shell("rm -f *.csv; mkfifo r-summary.csv; $aslab train --quiet " SMALL
              "--seeds 1 -o r.csv; rm r-summary.csv; $aslab train "
              "--quiet " SMALL "--seeds 1 -o /dev/full; echo $?; ls");
    ck_assert_ptr_nonnull(strstr(r.err, "cannot write r-summary.csv: it is not a regular file"));
    ck_assert_ptr_nonnull(strstr(r.err, "cannot write /dev/full: No space left on device"));
    ck_assert_msg(strncmp(r.out, "1\n", 2) == 0 && strstr(r.out, "csv") == NULL, "%s", r.out);
    result_free(&r);
}
END_TEST

/* Weights that are finite while their products are not, and a picture of runs without a number. */
START_TEST(overflow)
{
    result r = shell("for lr in 1e3 1e4 1e5 1e6; do $aslab train --quiet " SMALL
                     "--optimizer sgd --lr $lr --weight-decay 0 --seeds 3 -o r.csv || echo FAILED $lr; done; $aslab "
                     "train --quiet " SMALL "--optimizer sgd --lr 1e6 --seeds 2 -o n.csv --plot n.gp && ls n.gp");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "n.gp\n");
    result_free(&r);
}
END_TEST

START_TEST(a_wrong_claim_is_found_before_training)
{
    write_file(in_workdir("wrong.conf"), "command = 'train'\noptions { loss = 'ce' train = '100000000' }\n"
                                         "claim { text = 'x' column = 'mapp' expect = 'above 0' }\n");
    result r = shell("$aslab run wrong.conf -o d"); /* the training would not fit in memory */
    ck_assert_int_eq(r.status, 2);
    ck_assert_ptr_nonnull(strstr(r.err, "column 'mapp'"));
    result_free(&r);
}
END_TEST

/* Feature data: 40 and 20 samples, one constant feature, one label that test does not have. */
static void write_features(void)
{
    result r =
        shell("rm -rf set && mkdir set && for f in train:40 test:20; do n=${f#*:}; f=${f%%:*}; { echo "
              "'id,x1,x2,x_const,y_a,y_b'; i=0; while [ $i -lt $n ]; do echo \"$i,$((i %% 7)).5,$((i * 3 %% 5)),7,$((i "
              "%% 7 > 3)),$([ $f = train ] && echo $((i %% 3 == 0)) || echo 0)\"; i=$((i + 1)); done; } > "
              "set/$f.csv; done");
    ck_assert_int_eq(r.status, 0);
    result_free(&r);
}

START_TEST(features_of_the_user)
{
    write_features();
    result r = shell("cp -r set other; $aslab train --data set/ --data other --loss ce --hidden 0 --epochs 30 --batch "
                     "8 --lr 0.1 --seeds 2");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_ptr_nonnull(strstr(r.err, "set: 1 of 3 features are constant in train.csv"));
    ck_assert_ptr_nonnull(strstr(r.err, "set: 1 of 2 labels have no positives in test.csv"));
    table t;
    table_parse(&t, r.out);
    ck_assert_uint_eq(t.rows, 4);
    ck_assert_str_eq(table_cell(&t, 0, "data"), "set");
    ck_assert_double_eq(table_number(&t, 0, "map_labels"), 1);
    ck_assert_double_eq(table_number(&t, 0, "map"), 1);                   /* y_a is a threshold of x1 */
    ck_assert_double_eq_tol(table_number(&t, 0, "map_script"), .5, 1e-8); /* there y_b, empty, counts 0 */
    table_free(&t);
    result_free(&r);
}
END_TEST

/* Rows are those of train.csv, whatever was held out, and labels have their names. */
START_TEST(predictions_name_rows_and_labels)
{
    write_features();
    result r = shell(
        "$aslab train --quiet --data set --loss ce --hidden 0 --epochs 30 --batch 8 --lr 0.1 --predictions > p.csv; "
        "tail -n +2 p.csv | cut -d, -f1,2 | sort -u | wc -l; tail -n +2 p.csv | wc -l; $aslab stats --quiet p.csv "
        "| cut -d, -f1,2");
    table truth;
    char *rows = read_file(in_workdir("set/train.csv"));
    table_parse(&truth, rows);
    free(rows);
    char expected[80];
    size_t kept = (truth.rows - (size_t)(.25 * (double)truth.rows + .5)) * 2;
    snprintf(expected, sizeof expected, "%zu\n%zu\nrow,label\nlabel,a\nlabel,b\nall,\n", kept, kept);
    ck_assert_msg(strcmp(r.out, expected) == 0, "%s%s", r.out, r.err);
    result_free(&r);
    table t;
    char *text = read_file(in_workdir("p.csv"));
    table_parse(&t, text);
    free(text);
    for (size_t i = 0; i < t.rows; i++) {
        char column[8];
        snprintf(column, sizeof column, "y_%s", table_cell(&t, i, "label"));
        ck_assert_double_eq(table_number(&t, i, "truth"),
                            table_number(&truth, (size_t)table_number(&t, i, "sample") - 1, column));
    }
    table_free(&t);
    table_free(&truth);
    r = shell("$aslab train --loss ce --seeds 2 --predictions");
    ck_assert_int_eq(r.status, 2);
    ck_assert_ptr_nonnull(strstr(r.err, "one run; this grid has 2"));
    result_free(&r);
    r = shell("$aslab train " SMALL "--quiet --loss ce --predictions -o alone.csv; ls alone*");
    ck_assert_str_eq(r.out, "alone.csv\n");
    result_free(&r);
}
END_TEST

/* A large constant in a feature must not cost it its digits. */
START_TEST(features_far_from_zero)
{
    write_features();
    result r = shell("edit '2,$s/^\\([0-9]*\\),\\([0-9]\\)/\\1,170000000\\2/' set/*.csv && head -n 3 set/train.csv && "
                     "$aslab train --data set --quiet --loss ce --hidden 0 --epochs 30 --batch 8 --lr 0.1 --seeds 1 | "
                     "cut -d, -f9 | tail -n 1");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_msg(strstr(r.out, "1700000001.5,") != NULL, "%s", r.out);
    ck_assert_msg(strcmp(r.out + strlen(r.out) - 3, "\n1\n") == 0, "%s", r.out);
    result_free(&r);
}
END_TEST

START_TEST(bad_features)
{
    static const struct {
        const char *spoil, *message;
    } cases[] = {
        {"edit '3s/,[0-9.]*,/,nan,/' set/train.csv", "set/train.csv, line 3, column 'x1': nan is not a finite number"},
        {"edit '4s/,[01]$/,/' set/train.csv", "set/train.csv, line 4, column 'y_b': unknown label"},
        {"edit '4s/,[01]$/,2/' set/train.csv", "set/train.csv, line 4, column 'y_b': "},
        {"edit '1s/y_b/y_c/' set/test.csv", "set/test.csv, line 1: column 'y_b'"},
        {"edit '1s/id/x9/' set/test.csv", "set/test.csv, line 1: 4 "},
        {"edit '1s/y_/z_/g' set/train.csv", "no label columns"},
        {"edit '2,$d' set/test.csv", "set/test.csv: "},
        {"edit '3s/,[0-9.]*,/,-1e300,/' set/train.csv", "set/train.csv, line 3, column 'x1': -1e300 is outside"},
        {"rm set/test.csv", "cannot read set/test.csv: No such file or directory"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_features();
        result r = shell("%s; $aslab train --data set --loss ce --batch 8 -o out.csv; s=$?; ls | grep csv; exit $s",
                         cases[i].spoil);
        ck_assert_int_eq(r.status, 2);
        ck_assert_msg(strstr(r.err, cases[i].message) != NULL, "%s: %s", cases[i].spoil, r.err);
        ck_assert_str_eq(r.out, "");
        result_free(&r);
    }
}
END_TEST

/* The same task with scikit-learn's one-vs-rest logistic regression reaches .6933 on all of train; here a quarter is
 * held out. */
START_TEST(emotions)
{
    const char *dir = shared_data("emotions/train.csv");
    if (dir == NULL) return;
    result r = shell(
        "$aslab train --quiet --data \"$(dirname '%s')\" --validation 0 --loss ce --hidden 0 --batch 32 --epochs 100 "
        "--lr 0.002 --seeds 1",
        dir);
    table t;
    table_parse(&t, r.out);
    ck_assert_double_eq_tol(table_number(&t, 0, "map"), .6933, .015);
    table_free(&t);
    result_free(&r);
}
END_TEST

SUITE(training, predictions_name_rows_and_labels, every_combination_is_a_row, choices_are_the_tables,
      the_reference_is_trained_too, same_bytes_for_any_threads_and_any_company, the_summary_is_of_the_rows,
      validation_alone_picks_the_learning_rate, test_is_not_looked_at, nothing_is_tuned_without_a_positive,
      trajectories, rescues_are_paired_with_what_they_mend, a_diverging_run_says_so_and_the_grid_goes_on,
      where_the_summary_goes, overflow, a_wrong_claim_is_found_before_training, features_of_the_user,
      features_far_from_zero, bad_features, emotions)
