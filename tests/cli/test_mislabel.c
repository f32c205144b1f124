/* Detection of wrong labels: compared with definitions, with worked examples of confident learning, and on data with
 * real label errors. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/sort.h"
#include "metrics/detection.h"
#include "study/mislabel.h"
#include "support.h"

static table table_of(const char *command)
{
    result r = shell("%s", command);
    ck_assert_msg(r.status == 0, "%s: %s", command, r.err);
    table t;
    table_parse(&t, r.out);
    result_free(&r);
    return t;
}

/* Returns the row of a loss and a label, or of all labels. */
static size_t row_of(const table *t, const char *loss, const char *label)
{
    for (size_t i = 0; i < t->rows; i++) {
        bool same = strncmp(table_cell(t, i, "loss"), loss, strlen(loss)) == 0;
        if (same && strcmp(table_cell(t, i, "label"), label) == 0) return i;
    }
    ck_abort_msg("no row of %s", label);
    return 0;
}

START_TEST(detection_by_its_definitions)
{
    enum { N = 150 };
    dice d = {8};
    for (int grid = 7; grid < 100000; grid *= 10) {
        double score[N], weight[N], wins = 0, weighted = 0, pairs = 0, weighted_pairs = 0;
        signed char wrong[N];
        uint32_t order[N];
        size_t flips = 0;
        for (int i = 0; i < N; i++) {
            wrong[i] = roll(&d, 0, 1) < .2;
            score[i] = floor(roll(&d, 0, 1) * grid + 2 * wrong[i]) / grid;
            weight[i] = floor(roll(&d, 0, 4));
            flips += (size_t)wrong[i];
        }
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < N; k++) {
                if (!wrong[i] || wrong[k]) continue;
                double win = score[i] > score[k] ? 1 : score[i] == score[k] ? .5 : 0;
                wins += win;
                pairs++;
                weighted += win * weight[i] * weight[k];
                weighted_pairs += weight[i] * weight[k];
            }
        }
        /* expected number of wrong labels among the k highest scores, with ties in random order */
        double expected[2] = {0};
        for (int q = 0; q < 2; q++) {
            size_t k = q == 0 ? flips : 100;
            for (int i = 0; i < N; i++) {
                size_t above = 0, tied = 0;
                for (int j = 0; j < N; j++) above += score[j] > score[i], tied += score[j] == score[i];
                double chance = above >= k ? 0 : fmin(1, (double)(k - above) / (double)tied);
                expected[q] += wrong[i] * chance / (double)k;
            }
        }
        ck_assert_int_eq(asl_sort_descending(N, score, order, NULL), ASL_OK);
        asl_detection x = asl_detection_of(N, score, wrong, order);
        ck_assert_uint_eq(x.wrong, flips);
        ck_assert_double_eq_tol(x.auroc, wins / pairs, 1e-12);
        ck_assert_double_eq_tol(x.precision, expected[0], 1e-12);
        ck_assert_double_eq_tol(x.lift100, expected[1] / ((double)flips / (double)N), 1e-12);
        ck_assert_double_eq_tol(asl_detection_auroc(N, score, wrong, order, weight), weighted / weighted_pairs, 1e-12);
    }
}
END_TEST

#define SMALL_FILE                                                                                                     \
    "sample,label,prob,given,truth\n"                                                                                  \
    "a,x,0.9,1,1\nb,x,0.7,1,1\nc,x,0.2,1,0\nd,x,0.8,0,1\ne,x,0.1,0,0\nf,x,0.3,0,0\ng,x,0.05,0,0\nh,x,0.65,0,0\n"

START_TEST(a_small_file_by_hand)
{
    write_file(in_workdir("p.csv"), SMALL_FILE);
    table t = table_of("$aslab mislabel --quiet --loss ce --loss asl:gamma_neg=2,margin=0.1 p.csv");
    ck_assert_uint_eq(t.rows, 4);
    size_t i = row_of(&t, "ce", "x");
    ck_assert_double_eq(table_number(&t, i, "given_neg"), 5);
    ck_assert_double_eq(table_number(&t, i, "given_pos"), 3);
    ck_assert_double_eq(table_number(&t, i, "flips_missing"), 1);
    ck_assert_double_eq(table_number(&t, i, "auroc_missing"), 1); /* .8 is above .65, .3, .1, .05 */
    ck_assert_double_eq(table_number(&t, i, "auroc_spurious"), 1);
    ck_assert_double_eq(table_number(&t, i, "precision_missing"), 1);
    ck_assert_double_eq(table_number(&t, i, "lift100_missing"), 1); /* all five are among the first 100 */
    ck_assert_double_eq_tol(table_number(&t, i, "grad_share_missing"), .8 / 1.9, 1e-12);
    ck_assert_double_eq_tol(table_number(&t, i, "grad_share_spurious"), .8 / 1.2, 1e-12);
    /* thresholds: the mean p of labels given as 1 is .6, and the mean 1 - p of those given as 0 is .62. Given 0: .8 and
     * .65 count as 1, the other three as 0, so 2 of 5. Given 1: .9 and .7 count as 1, .2 as 0, so 1 of 3. */
    ck_assert_double_eq_tol(table_number(&t, i, "est_missing"), 2, 1e-12);
    ck_assert_double_eq_tol(table_number(&t, i, "est_spurious"), 1, 1e-12);
    ck_assert_double_eq(table_number(&t, i, "past_peak"), 0); /* cross-entropy has no p* */
    i = row_of(&t, "asl", "x");
    ck_assert_double_eq_tol(table_number(&t, i, "grad_share_ce_missing"), .8 / 1.9, 1e-12);
    /* none is past p* = .850019 */
    ck_assert_double_eq(table_number(&t, i, "past_peak"), 0);
    ck_assert_double_eq(table_number(&t, i, "past_recall"), 0);
    ck_assert_str_eq(table_cell(&t, i, "past_precision"), "nan");
    table_free(&t);

    t = table_of("$aslab mislabel --quiet --loss asl:gamma_neg=2,margin=0.1 --top 2 p.csv");
    ck_assert_uint_eq(t.rows, 4);
    ck_assert_str_eq(table_cell(&t, 0, "sample"), "d");
    ck_assert_str_eq(table_cell(&t, 1, "sample"), "h");
    ck_assert_str_eq(table_cell(&t, 2, "sample"), "c");
    ck_assert_str_eq(table_cell(&t, 3, "sample"), "b");
    ck_assert_double_eq(table_number(&t, 0, "truth"), 1);
    asl_loss loss = loss_of("asl:gamma_neg=2,margin=0.1");
    asl_loss_value j = asl_loss_at(&loss, asl_sigmoid_of_prob(.8), 0);
    ck_assert_double_eq(table_number(&t, 0, "value"), j.value);
    ck_assert_double_eq(table_number(&t, 0, "grad"), fabs(j.grad));
    table_free(&t);

    t = table_of("$aslab mislabel --quiet --loss asl:gamma_neg=0,margin=0.1 --curve p.csv");
    ck_assert_uint_eq(t.rows, 101);
    /* gradient / p is (1 - p)/(1 - p + .1): 2/3 for .8; correct labels: 0 for .05 and .1, .875 for .3, .7778 for .65 */
    ck_assert_double_eq(table_number(&t, 66, "missing"), 0);
    ck_assert_double_eq(table_number(&t, 67, "missing"), 1);
    ck_assert_double_eq(table_number(&t, 0, "clean"), .5);
    ck_assert_double_eq(table_number(&t, 78, "clean"), .75);
    ck_assert_double_eq(table_number(&t, 88, "clean"), 1);
    ck_assert_double_eq_tol(table_number(&t, 0, "p_star_fraction"), .536675 / .768338, 1e-5); /* p* and peak */
    table_free(&t);
}
END_TEST

/* Checks the estimates for one label with these probabilities. */
static void check_estimates(const char *given_1, const char *given_0, double spurious, double missing)
{
    result r =
        shell("{ echo label,prob,given; for p in %s; do echo x,$p,1; done; for p in %s; do echo x,$p,0; done; } | "
              "$aslab mislabel --quiet --loss ce -",
              given_1, given_0);
    table t;
    table_parse(&t, r.out);
    result_free(&r);
    ck_assert_double_eq_tol(table_number(&t, 0, "est_spurious"), spurious, 1e-12);
    ck_assert_double_eq_tol(table_number(&t, 0, "est_missing"), missing, 1e-12);
    table_free(&t);
}

/* For a small gamma without a margin, p* is at logit 102, where p rounds to 1. */
START_TEST(past_p_star_where_p_is_1)
{
    write_file(in_workdir("z.csv"), "logit,given\n150,0\n90,0\n-1,0\n-2,0\n1,1\n");
    table t = table_of("$aslab mislabel --quiet --loss asl:gamma_neg=0.01,margin=0 z.csv"),
          suspects = table_of("$aslab mislabel --quiet --top 4 --loss asl:gamma_neg=0.01,margin=0 z.csv");
    ck_assert_double_eq(table_number(&t, row_of(&t, "asl:gamma_pos=0:gamma_neg=0.01:margin=0", "all"), "past_peak"),
                        0.25);
    ck_assert_double_eq(table_number(&suspects, 0, "past_peak"), 1);
    ck_assert_double_eq(table_number(&suspects, 1, "past_peak"), 0);
    table_free(&t);
    table_free(&suspects);
}
END_TEST

/* Public code can compute 0 times infinity as a gradient. Measures that rank by this gradient are NaN, and the others
 * are still computed. */
START_TEST(gradients_that_are_no_numbers)
{
    write_file(in_workdir("n.csv"), "logit,given,truth\n900,1,1\n-8,0,0\n3,1,0\n-2,0,1\n");
    table t = table_of("timeout 20 $aslab mislabel --quiet --loss mmpretrain:gamma_pos=0.05,margin=0.5 n.csv");
    ck_assert_str_eq(table_cell(&t, 0, "auroc_grad_spurious"), "nan");
    ck_assert_str_eq(table_cell(&t, 0, "grad_share_spurious"), "nan");
    ck_assert_double_eq(table_number(&t, 0, "auroc_spurious"), 1);
    ck_assert_double_eq(table_number(&t, 0, "auroc_loss_spurious"), 1);
    table_free(&t);
    t = table_of("timeout 20 $aslab mislabel --roc --quiet --loss mmpretrain:gamma_pos=0.05,margin=0.5 n.csv");
    size_t by_gradient = 0;
    for (size_t i = 0; i < t.rows; i++)
        by_gradient += strcmp(table_cell(&t, i, "score"), "gradient") == 0 && table_number(&t, i, "given") == 1;
    ck_assert_uint_eq(by_gradient, 0);
    table_free(&t);
}
END_TEST

START_TEST(confident_learning_by_hand)
{
    /* mean p of labels given as 1: .4; mean 1 - p of those given as 0: .496. Given 1: .6 counts as 1, .3 and .3 as 0.
     * Given 0: .1 counts as 0; .45 as both, 0 is likelier; .52, .9 and .55 as 1 */
    check_estimates("0.6 0.3 0.3", "0.1 0.45 0.52 0.9 0.55", 2, 3);
    /* thresholds .72 and .63: .5 counts as neither; of those given 0, one of the four that count is wrong: 1.25 of
     * five */
    check_estimates("0.9 0.5 0.76", "0.1 0.2 0.3 0.5 0.75", 0, 1.25);
    /* thresholds .416.. and .48: .45 counts as both, and 0 is likelier; of those given 1, .35 and .3 count as 0 */
    check_estimates("0.6 0.35 0.3", "0.2 0.3 0.45 0.8 0.85", 2, 2);
}
END_TEST

/* --- estimates do not depend on rounding */

enum { ROWS = 60, MOST_COPIES = 11 };

typedef struct estimates {
    double missing, spurious;
} estimates;

/* Returns the estimates for one label, with the rows in this order and repeated `copies` times. */
static estimates estimates_of(size_t n, const double *score, const signed char *given, const size_t *order,
                              size_t copies, bool probabilities)
{
    asl_loss ce = loss_of("ce");
    asl_predictions d = {.probabilities = probabilities};
    asl_mislabel m = {.d = &d, .losses = &ce, .nlosses = 1};
    uint32_t label;
    table t = {0};
    ck_assert_int_eq(asl_intern_put(&d.labels, "x", 1, &label, NULL), ASL_OK);
    for (size_t i = 0; i < n * copies; i++) {
        size_t row = order[i % n];
        asl_prediction one = {.score = score[row], .given = given[row], .label = label, .sample = (uint32_t)i};
        ck_assert_int_eq(asl_predictions_add(&d, &one, NULL), ASL_OK);
    }
    ck_assert_int_eq(asl_mislabel_rows(&m, table_visitor(&t), NULL), ASL_OK);
    estimates e = {table_number(&t, 0, "est_missing"), table_number(&t, 0, "est_spurious")};
    table_free(&t);
    asl_predictions_free(&d);
    return e;
}

static void shuffle(dice *d, size_t n, size_t *order)
{
    for (size_t i = n; i-- > 1;) {
        size_t k = (size_t)roll(d, 0, (double)(i + 1)), kept = order[i];
        order[i] = order[k];
        order[k] = kept;
    }
}

static void same_but_for_an_ulp(double x, double y)
{
    ck_assert_msg(fabs(x - y) <= 4e-16 * fabs(y), "%.17g %.17g", x, y);
}

/* Random data with many ties; in every fifth trial all predictions are equal. */
START_TEST(estimates_scale_with_copies_and_ignore_the_order)
{
    dice d = {21};
    for (int trial = 0; trial < 400; trial++) {
        double score[ROWS], grid = floor(roll(&d, 1, 12)), top = roll(&d, 0, 1);
        signed char given[ROWS];
        size_t order[ROWS], n = (size_t)roll(&d, 2, ROWS), copies = (size_t)roll(&d, 2, MOST_COPIES + 1);
        bool probabilities = trial % 2;
        for (size_t i = 0; i < n; i++) {
            double p = trial % 5 == 0 ? top : floor(roll(&d, 0, 1) * grid) / grid * .9 + .03;
            given[i] = roll(&d, 0, 1) < .4;
            score[i] = probabilities ? p : asl_sigmoid_of_prob(p).z;
            order[i] = i;
        }
        estimates plain = estimates_of(n, score, given, order, 1, probabilities);
        shuffle(&d, n, order);
        estimates shuffled = estimates_of(n, score, given, order, 1, probabilities);
        ck_assert_double_eq(shuffled.missing, plain.missing);
        ck_assert_double_eq(shuffled.spurious, plain.spurious);
        estimates copied = estimates_of(n, score, given, order, copies, probabilities);
        same_but_for_an_ulp(copied.missing, (double)copies * plain.missing);
        same_but_for_an_ulp(copied.spurious, (double)copies * plain.spurious);
    }
}
END_TEST

/* If all predictions are equal, every label counts as the likelier class, or as 0 at p = 1/2. */
START_TEST(estimates_of_constant_predictions)
{
    for (int tenths = 1; tenths <= 9; tenths++) {
        for (size_t n = 2; n <= ROWS; n++) {
            double score[ROWS];
            signed char given[ROWS];
            size_t order[ROWS], positives = 1 + n / 4;
            for (size_t i = 0; i < n; i++) {
                score[i] = tenths / 10.;
                given[i] = i < positives;
                order[i] = i;
            }
            estimates e = estimates_of(n, score, given, order, 1, true);
            ck_assert_double_eq(e.missing, tenths > 5 ? (double)(n - positives) : 0);
            ck_assert_double_eq(e.spurious, tenths > 5 ? 0 : (double)positives);
        }
    }
}
END_TEST

/* If a loss has the gradient of cross-entropy, the curve ends at 1: every label has at most the gradient of
 * cross-entropy, also in single precision. */
START_TEST(rejection_curves_end_with_every_label)
{
    const char *same[] = {"ce",
                          "focal:gamma=0",
                          "asl:gamma_neg=0,margin=0",
                          "alibaba:gamma_pos=0,gamma_neg=0,margin=0",
                          "poly1:epsilon=0",
                          "timm:gamma_pos=0,gamma_neg=0,margin=0"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        char command[160];
        snprintf(command, sizeof command, "$aslab mislabel --quiet --dist init --samples 5000 --curve --loss %s",
                 same[i]);
        table t = table_of(command);
        ck_assert_double_eq(table_number(&t, 100, "missing"), 1);
        ck_assert_double_eq(table_number(&t, 100, "clean"), 1);
        ck_assert_double_eq(table_number(&t, 99, "clean"), 0);
        table_free(&t);
    }
}
END_TEST

START_TEST(without_the_truth)
{
    result r = shell("printf 'label,prob,given\\nx,0.9,0\\nx,0.2,0\\nx,0.8,1\\n' | $aslab mislabel --loss asl - && "
                     "printf 'label,prob,given\\nx,0.9,0\\nx,0.2,0\\nx,0.8,1\\n' | $aslab mislabel --top 2 -");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_ptr_nonnull(strstr(r.out, "past_peak\nasl")); /* without a column truth */
    ck_assert_ptr_nonnull(strstr(r.err, "only 1 labels are given as 1, fewer than --top 2"));
    result_free(&r);
    r = shell(
        "printf 'sample,label,prob,given\\ns,x,0.9,0\\ns,x,1,0\\nt,x,0.2,-1\\n' | $aslab mislabel --loss asl - > out");
    ck_assert_int_eq(r.status, 0);
    ck_assert_ptr_nonnull(strstr(r.err, "standard input: 1 repeated (sample, label) pair"));
    ck_assert_ptr_nonnull(strstr(r.err, "exactly 0 or 1"));
    ck_assert_ptr_nonnull(strstr(r.err, "1 labels are unknown (-1 or blank)"));
    ck_assert_ptr_nonnull(strstr(r.err, "no label is given as 1: that side has no suspects"));
    result_free(&r);
}
END_TEST

START_TEST(drawn_labels_follow_the_sweep)
{
    table t = table_of("$aslab mislabel --quiet --dist late --missing 0.3 --samples 2000000 --loss asl");
    table s = table_of("$aslab sweep --missing 0.3");
    size_t i = row_of(&t, "asl", "all");
    double flips = table_number(&t, i, "flips_missing");
    ck_assert_double_eq(flips, floor(.3 * .03625 * 2e6 + .5));
    /* the same shares by quadrature, within five standard deviations */
    double recall = table_number(&s, 0, "rejected_missing");
    ck_assert_double_eq_tol(table_number(&t, i, "past_recall"), recall, 5 * sqrt(recall * (1 - recall) / flips));
    ck_assert_double_eq_tol(table_number(&t, i, "grad_share_missing"), table_number(&s, 0, "missing_share"), .01);
    table_free(&t);
    table_free(&s);
    /* nearly all intervals contain the value from a large sample */
    s = table_of("$aslab mislabel --quiet --dist late --missing 0.3 --samples 2000000 --loss ce");
    double truth = table_number(&s, row_of(&s, "ce", "all"), "auroc_missing");
    int covered = 0;
    table_free(&s);
    for (int seed = 1; seed <= 10; seed++) {
        char command[200];
        snprintf(
            command, sizeof command,
            "$aslab mislabel --quiet --dist late --missing 0.3 --samples 20000 --loss ce --bootstrap 200 --seed %d",
            seed);
        t = table_of(command);
        i = row_of(&t, "ce", "all");
        covered +=
            table_number(&t, i, "auroc_low_missing") <= truth && truth <= table_number(&t, i, "auroc_high_missing");
        table_free(&t);
    }
    ck_assert_int_ge(covered, 7); /* of 10 intervals at 95 %: fails by chance less than one time in a thousand */
}
END_TEST

/* The points of a ROC curve are monotone, and the area under it is the AUROC in the rows. */
START_TEST(roc_curves_enclose_the_auroc)
{
    const char *draws = "--samples 20000 --spurious 0.05 --loss focal --loss asl:gamma_neg=2,margin=0.2";
    char command[300];
    snprintf(command, sizeof command, "$aslab mislabel --quiet --dist late --dist init --roc %s", draws);
    table t = table_of(command);
    const char *dists[] = {"late", "init"}, *sides[] = {"missing", "spurious"};
    for (int i = 0; i < 2; i++) {
        snprintf(command, sizeof command, "$aslab mislabel --quiet --dist %s %s", dists[i], draws);
        table rows = table_of(command);
        for (int curve = 0; curve < 6; curve++) {
            const char *loss = curve < 2 ? "any" : curve < 4 ? "focal" : "asl";
            double area = 0, x = 0, y = 0;
            for (size_t r = 0; r < t.rows; r++) {
                bool here = strncmp(table_cell(&t, r, "loss"), loss, strlen(loss)) == 0 &&
                            table_number(&t, r, "panel") == i + 1 && table_number(&t, r, "given") == curve % 2;
                if (!here) continue;
                double fpr = table_number(&t, r, "fpr"), tpr = table_number(&t, r, "tpr");
                ck_assert_str_eq(table_cell(&t, r, "data"), dists[i]);
                ck_assert(fpr >= x && tpr >= y);
                area += (fpr - x) * (tpr + y) / 2;
                x = fpr, y = tpr;
            }
            ck_assert(x == 1 && y == 1);
            char column[40];
            snprintf(column, sizeof column, "auroc%s_%s", curve < 2 ? "" : "_grad", sides[curve % 2]);
            double exact = table_number(&rows, row_of(&rows, curve < 2 ? "focal" : loss, "all"), column);
            ck_assert_double_eq_tol(area, exact, 2.5e-3); /* half a step of the curve */
        }
        table_free(&rows);
    }
    table_free(&t);
}
END_TEST

START_TEST(one_data_set_or_a_roc)
{
    const struct {
        const char *options, *says;
    } cases[] = {
        {"--dist late --dist init", "several --dist need --roc"},
        {"--dist late --roc --curve", "--roc and --curve are mutually exclusive"},
        {"--dist nowhere --roc", "--dist: "},
        {"--roc plain.csv", "plain.csv: a ROC curve needs a column 'truth'"},
        {"--samples 1000 plain.csv", "--samples has no effect without --dist"},
    };
    write_file(in_workdir("plain.csv"), "prob,given\n0.5,1\n0.2,0\n");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result r = shell("$aslab mislabel %s", cases[i].options);
        ck_assert_int_eq(r.status, 2);
        ck_assert_msg(strstr(r.err, cases[i].says) != NULL, "%s: %s", cases[i].options, r.err);
        result_free(&r);
    }
}
END_TEST

/* The predictions of a trained network are valid input for other commands. */
START_TEST(over_a_trained_network)
{
    const char *run = "$aslab train --quiet --loss asl --missing 0.3 --train 2000 --test 100 --epochs 3 --seeds 3-3";
    char command[300];
    snprintf(command, sizeof command, "%s --predictions | $aslab mislabel --quiet --loss asl -", run);
    table audit = table_of(command);
    snprintf(command, sizeof command, "%s --reference none", run);
    table measures = table_of(command);
    size_t i = row_of(&audit, "asl", "all");
    double missing = table_number(&audit, i, "flips_missing");
    ck_assert_double_eq(missing + table_number(&audit, i, "given_pos"),
                        missing / table_number(&measures, 0, "missing_rate"));
    ck_assert_double_eq_tol(table_number(&audit, i, "past_recall"), table_number(&measures, 0, "past_missing"), 1e-6);
    table_free(&audit);
    table_free(&measures);
}
END_TEST

/* The bootstrap resamples groups: ten copies of every pair in one group give the interval of a single copy. */
START_TEST(the_bootstrap_is_of_groups)
{
    char *text = calloc(1, 400000);
    strcpy(text, "sample,patient,label,prob,given,truth\n");
    dice d = {3};
    for (int p = 0; p < 60; p++) {
        double prob = roll(&d, 0, 1);
        int truth = roll(&d, 0, 1) < prob * prob;
        for (int copy = 0; copy < 10; copy++) {
            char line[80];
            snprintf(line, sizeof line, "s%d_%d,p%d,x,%.4f,0,%d\n", p, copy, p, prob, truth);
            strcat(text, line);
        }
    }
    write_file(in_workdir("g.csv"), text);
    free(text);
    table a = table_of("$aslab mislabel --quiet --loss ce --bootstrap 400 g.csv"),
          b = table_of("$aslab mislabel --quiet --loss ce --bootstrap 400 --group patient g.csv");
    double narrow = table_number(&a, 1, "auroc_high_missing") - table_number(&a, 1, "auroc_low_missing");
    double wide = table_number(&b, 1, "auroc_high_missing") - table_number(&b, 1, "auroc_low_missing");
    ck_assert_double_eq(table_number(&a, 1, "auroc_missing"), table_number(&b, 1, "auroc_missing"));
    ck_assert_double_gt(wide, 2 * narrow); /* about the square root of 10 */
    table_free(&a);
    table_free(&b);
}
END_TEST

START_TEST(real_wrong_labels)
{
    const char *path = shared_data("nih_chexnet/verified.csv");
    if (path == NULL) return;
    char command[900];
    snprintf(command, sizeof command, "$aslab mislabel --quiet --loss ce '%s'", path);
    table t = table_of(command);
    size_t i = row_of(&t, "ce", "Pneumothorax");
    ck_assert_double_eq(table_number(&t, i, "flips_missing"), 24);
    ck_assert_double_eq(table_number(&t, i, "flips_spurious"), 35);
    ck_assert_double_eq_tol(table_number(&t, i, "auroc_missing"), .85197, 5e-6);
    ck_assert_double_eq_tol(table_number(&t, i, "auroc_spurious"), .72857, 5e-6);
    i = row_of(&t, "ce", "Nodule_or_mass");
    ck_assert_double_eq_tol(table_number(&t, i, "auroc_missing"), .79922, 5e-6);
    ck_assert_double_eq_tol(table_number(&t, i, "auroc_spurious"), .88571, 5e-6);
    table_free(&t);
    snprintf(command, sizeof command, "$aslab mislabel --quiet --loss ce '%s'",
             shared_data("ecg_ribeiro/medical_students.csv"));
    t = table_of(command);
    i = row_of(&t, "ce", "all");
    ck_assert_double_eq_tol(table_number(&t, i, "auroc_missing"), .99902, 5e-6);
    ck_assert_double_eq_tol(table_number(&t, i, "auroc_spurious"), .91729, 5e-6);
    table_free(&t);
}
END_TEST

SUITE(mislabel, roc_curves_enclose_the_auroc, one_data_set_or_a_roc, over_a_trained_network,
      detection_by_its_definitions, a_small_file_by_hand, past_p_star_where_p_is_1, gradients_that_are_no_numbers,
      confident_learning_by_hand, estimates_scale_with_copies_and_ignore_the_order, estimates_of_constant_predictions,
      rejection_curves_end_with_every_label, without_the_truth, drawn_labels_follow_the_sweep,
      the_bootstrap_is_of_groups, real_wrong_labels)
