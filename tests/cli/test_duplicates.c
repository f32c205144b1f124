/* Repeated (sample, label) pairs in predictions are found and reported by every command that reads predictions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/duplicates.h"
#include "support.h"

/* Counts duplicates by comparing all pairs. */
static asl_duplicates duplicates_by_hand(const asl_predictions *d)
{
    asl_duplicates out = {0};
    size_t repeated = 0, contradicting = 0, first[2] = {0}, before[2] = {0};
    for (size_t i = 0; i < d->n; i++) {
        size_t earlier = d->n;
        for (size_t k = 0; k < i; k++) {
            bool same = d->sample[k] == d->sample[i] && d->label[k] == d->label[i];
            if (same && (earlier == d->n || d->given[earlier] == ASL_UNKNOWN)) earlier = k;
        }
        if (earlier == d->n) continue;
        int a = d->given[i], b = d->given[earlier], t = d->truth[i], u = d->truth[earlier];
        bool contradicts = (a >= 0 && b >= 0 && a != b) || (t >= 0 && u >= 0 && t != u);
        if (repeated++ == 0) first[0] = i, before[0] = earlier;
        if (contradicts && contradicting++ == 0) first[1] = i, before[1] = earlier;
    }
    out.repeated = repeated;
    out.contradicting = contradicting;
    out.entry = first[contradicting > 0];
    out.before = before[contradicting > 0];
    return out;
}

START_TEST(repeated_pairs_are_found)
{
    dice rolls = {77};
    size_t some = 0;
    for (int trial = 0; trial < 500; trial++) {
        asl_predictions d = {.has_truth = true};
        size_t n = (size_t)roll(&rolls, 1, 60), labels = (size_t)roll(&rolls, 1, 9),
               samples = (size_t)roll(&rolls, 1, 40);
        uint32_t number;
        char name[24];
        for (size_t i = 0; i < samples; i++)
            ck_assert_int_eq(asl_intern_put(&d.samples, name, (size_t)sprintf(name, "%zu", i), &number, NULL), ASL_OK);
        for (size_t i = 0; i < labels; i++)
            ck_assert_int_eq(asl_intern_put(&d.labels, name, (size_t)sprintf(name, "%zu", i), &number, NULL), ASL_OK);
        for (size_t i = 0; i < n; i++) {
            bool sorted = trial % 4 == 0 && i < labels * samples; /* sample by sample, label by label */
            asl_prediction one = {.given = (signed char)(floor(roll(&rolls, 0, 3)) - 1),
                                  .truth = (signed char)(roll(&rolls, 0, 1) < .5 ? -1 : roll(&rolls, 0, 1) < .9),
                                  .sample = (uint32_t)(sorted ? i / labels : (size_t)roll(&rolls, 0, (double)samples)),
                                  .label = (uint32_t)(sorted ? i % labels : (size_t)roll(&rolls, 0, (double)labels))};
            ck_assert_int_eq(asl_predictions_add(&d, &one, NULL), ASL_OK);
        }
        asl_duplicates found, right = duplicates_by_hand(&d);
        ck_assert_int_eq(asl_predictions_duplicates(&d, &found, NULL), ASL_OK);
        ck_assert(found.repeated == right.repeated && found.contradicting == right.contradicting);
        ck_assert(found.entry == right.entry && found.before == right.before);
        some += right.contradicting > 0;
        asl_predictions_free(&d);
    }
    ck_assert_uint_gt(some, 100);
}
END_TEST

START_TEST(lines_of_entries)
{
    dice rolls = {78};
    for (size_t per_line = 1; per_line <= 3; per_line++) {
        asl_predictions d = {.per_line = per_line};
        size_t lines[200], line = 2;
        for (size_t i = 0; i < 200; i++) {
            lines[i] = line;
            ck_assert_int_eq(asl_predictions_at_line(&d, line, NULL), ASL_OK);
            for (size_t k = 0; k < per_line; k++)
                ck_assert_int_eq(asl_predictions_add(&d, &(asl_prediction){0}, NULL), ASL_OK);
            line += roll(&rolls, 0, 1) < .9 ? 1 : (size_t)roll(&rolls, 1, 5);
        }
        for (size_t i = 0; i < d.n; i++) ck_assert_uint_eq(asl_predictions_line(&d, i), lines[i / per_line]);
        ck_assert_uint_lt(d.nlines, 60);
        asl_predictions_free(&d);
    }
}
END_TEST

/* Every command that reads predictions prints the same warning, once, on standard error; --quiet suppresses it. */
START_TEST(every_command_tells_of_repeated_pairs)
{
    static const struct {
        const char *file, *says; /* NULL: nothing */
    } files[] = {
        {"sample,label,prob,given\na,x,0.9,1\nb,x,0.2,0\na,x,0.9,1\n", "1 repeated (sample, label) pair, 0 with"},
        {"sample,label,prob,given\na,x,0.9,1\na,x,0.2,0\n", "1 with a contradicting label"},
        {"sample,label,prob,given\na,x,0.9,1\n\na,y,0.9,0\n\nb,x,0.2,0\na,y,0.1,1\na,x,0.3,1\n",
         "2 repeated (sample, label) pairs, 1 with a contradicting label; each one counts. The first: sample 'a', "
         "label "
         "'y', lines 4 and 7"},
        {"sample,label,prob,given\na,x,0.9,1\nb,x,0.2,0\na,y,0.9,1\nb,y,.5,0\n", NULL},
        {"label,prob,given\nx,0.9,1\nx,0.2,0\n", NULL},
    };
    static const char *const commands[] = {"stats %s in.csv", "eval %s in.csv", "mislabel --loss ce %s in.csv",
                                           "mislabel --loss ce %s --top 1 --dist in.csv", "sweep %s --dist in.csv"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        for (size_t k = 0; k < 2 * sizeof commands / sizeof commands[0]; k++) {
            char command[200];
            bool quiet = k % 2 == 1;
            snprintf(command, sizeof command, commands[k / 2], quiet ? "--quiet" : "");
            result r = shell("printf '%s' > in.csv; $aslab %s", files[i].file, command);
            ck_assert_msg(r.status == 0, "%s: %s", command, r.err);
            const char *at = strstr(r.err, "repeated (sample, label)");
            ck_assert_msg((at != NULL) == (files[i].says != NULL && !quiet), "%s: %s", command, r.err);
            if (at != NULL) {
                ck_assert_ptr_nonnull(strstr(r.err, "aslab: in.csv: "));
                ck_assert_msg(strstr(r.err, files[i].says) != NULL, "%s: %s", command, r.err);
                ck_assert_ptr_null(strstr(at + 1, "repeated"));
            }
            result_free(&r);
        }
    }
    result r = shell("printf 'sample,p_x,y_x,p_y,y_y\na,.9,1,.2,0\nb,.4,0,.1,1\na,.9,1,.2,1\n' | $aslab stats");
    ck_assert_ptr_nonnull(strstr(r.err,
                                 "2 repeated (sample, label) pairs, 1 with a contradicting label; each one counts. "
                                 "The first: sample 'a', label 'y', lines 2 and 4"));
    result_free(&r);
}
END_TEST

/* The command check reports rows with the same logit and label but different numbers. */
START_TEST(check_tells_of_one_point_with_two_numbers)
{
    result r = shell("printf 'logit,label,value\n1,0,3\n2,0,1\n\n1,1,7\n1,0,3\n1,0,3.1\n2,0,1.1\n' | "
                     "$aslab check --loss ce > out");
    ck_assert_int_eq(r.status, 1);
    ck_assert_ptr_nonnull(strstr(r.err, "2 rows with the logit and label of an earlier row"));
    ck_assert_ptr_nonnull(strstr(r.err, "lines 2 and 7"));
    result_free(&r);
    r = shell("$aslab golden --loss ce --quiet && cat golden/ce.csv > g && tail -n +2 golden/ce.csv >> g && "
              "$aslab check --loss ce g > out");
    ck_assert_msg(r.status == 0 && r.err[0] == '\0', "%s", r.err);
    result_free(&r);
}
END_TEST

SUITE(duplicates, repeated_pairs_are_found, lines_of_entries, every_command_tells_of_repeated_pairs,
      check_tells_of_one_point_with_two_numbers)
