/* The rows of an experiment are not computed again if nothing has changed (src/run/record.h). */
#include <string.h>

#include "support.h"

#define CLOSED_FORMS "fig1b fig3 table1 pstar minimiser noise-static reject-static imbalance "

#define REUSE_TRAIN                                                                                                    \
    "-o d --train 200 --test 100 --labels 8 --groups 3 --positives 1 --epochs 1 --batch 20 --seeds 2 --features 8 "    \
    "--render none "

/* Runs `aslab run` with these arguments, and returns whether it reuses the rows in d. The result files must equal those
 * in `whole`. */
static bool reuses(const char *words)
{
    result r =
        shell("$aslab run %s 2>err || { cat err >&2; exit 3; }; for f in whole/*; do case $f in *.meta) ;; *) cmp $f "
              "d/${f#whole/} || exit 2 ;; esac; done; grep -c 'was computed before' err",
              words);
    ck_assert_msg(r.status == 0 || r.status == 1, "%s: %d %s%s", words, r.status, r.out, r.err);
    bool yes = strcmp(r.out, "1\n") == 0;
    ck_assert_msg(yes || strcmp(r.out, "0\n") == 0, "%s: %s%s", words, r.out, r.err);
    result_free(&r);
    return yes;
}

/* Rows are reused if nothing that they depend on has changed. Otherwise they are computed again, with the same
 * bytes. */
START_TEST(unchanged_rows_are_not_computed_again)
{
    static const char *const changes[] = {"echo >> d/fig6.csv",
                                          "rm d/fig6.csv",
                                          "echo >> d/fig6-summary.csv",
                                          "rm d/fig6-summary.csv",
                                          "rm d/fig6.meta",
                                          "edit 's/^inputs: .*/inputs: 0/' d/fig6.meta",
                                          ": > d/fig6.meta",
                                          "edit 's/^rows: ./rows: /' d/fig6.meta",
                                          "edit 's/^rows: .*/rows: t/' d/fig6.meta",
                                          "edit 's/^summary: .*//' d/fig6.meta"};
    static const char train[] = "fig6 " REUSE_TRAIN;
    run_ok("$aslab run fig6 " REUSE_TRAIN "--quiet && cp -r d whole");
    ck_assert(reuses(train));
    ck_assert(reuses("fig6 " REUSE_TRAIN "--threads 1"));
    run_ok("rm d/fig6.gp"); /* written in every run */
    ck_assert(reuses(train));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        run_ok(changes[i]);
        ck_assert_msg(!reuses(train), "after %s", changes[i]);
        ck_assert_msg(reuses(train), "after %s, twice", changes[i]);
    }
    run_ok("rm -r whole; mkdir whole; touch whole/no.meta");
    ck_assert(!reuses("fig6 " REUSE_TRAIN "--lr 0.003")); /* a different input */
}
END_TEST

/* Label names that look like numbers, notes, and an input file. */
START_TEST(reused_rows_give_the_same_script_and_notes)
{
    write_file(in_workdir("p.csv"), "sample,label,prob,given\na,1,0.9,1\nb,1,0.2,0\na,2,0.7,0\nb,2,0.1,1\nb,2,0.1,1\n");
    run_ok("$aslab stats p.csv --quiet --save s.conf > rows && $aslab run s.conf -o d --render none 2>first && cp -r d "
           "whole && cmp rows d/s.csv");
    ck_assert(reuses("s.conf -o d --render none"));
    run_ok("grep -v 'was computed before' err | cmp - first");
    write_file(in_workdir("p.csv"), "sample,label,prob,given\na,1,0.9,1\nb,1,0.2,0\na,2,0.7,0\nb,2,0.6,1\n");
    run_ok("rm -r whole; mkdir whole; touch whole/no.meta");
    ck_assert(!reuses("s.conf -o d --render none"));
}
END_TEST

/* Reused rows give the same verdicts. Runs all experiments without training. */
START_TEST(reused_rows_give_the_same_page)
{
    run_ok("$aslab figures " CLOSED_FORMS
           "--render none -o d --quiet && mkdir w && cp d/* w && $aslab figures " CLOSED_FORMS
           "--render none -o d 2>err && grep -q 'have not changed' err && rm d/*.meta w/*.meta && diff "
           "-r d w");
}
END_TEST

SUITE(reuse, unchanged_rows_are_not_computed_again, reused_rows_give_the_same_script_and_notes,
      reused_rows_give_the_same_page)
