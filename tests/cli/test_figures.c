/* `aslab figures`: files, claims and the report page; and the gnuplot scripts that it writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/gnuplot.h"
#include "support.h"

/* Experiments without training: fast enough to run several times. */
static const char *const names[] = {"fig1b",        "fig2",         "fig3",       "table1",
                                    "pstar",        "detach",       "minimiser",  "gradient-budget",
                                    "imbalance",    "noise-static", "margin-map", "reject-static",
                                    "reject-curve", "reject-roc",   "family",     "dialects"};
enum { NAMES = sizeof names / sizeof names[0] };
#define CLOSED_FORMS                                                                                                   \
    "fig1b fig2 fig3 table1 pstar detach minimiser gradient-budget imbalance noise-static margin-map reject-static "   \
    "reject-curve reject-roc family dialects "

/* Experiments with training, shortened. */
#define TRAINED                                                                                                        \
    "fig4 fig5 fig6 fig7 fig8 fig9 table2 table3 learning-rate bias missing detach-train reject-trained rescue "       \
    "family-train family-noise"
#define CUT "--train 200 --test 100 --labels 8 --groups 3 --positives 1 --epochs 1 --batch 20 --features 8 --quiet "

START_TEST(all_of_them_from_nothing)
{
    bool drawn = asl_gnuplot_found();
    result r = shell("$aslab figures " CLOSED_FORMS "--quiet");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    for (int i = 0; i < NAMES; i++) {
        const char *endings[] = {"csv", "gp", "meta", "svg"};
        for (int k = 0; k < (drawn ? 4 : 3); k++) {
            char name[64];
            snprintf(name, sizeof name, "out/%s.%s", names[i], endings[k]);
            char *text = read_file(in_workdir(name));
            ck_assert_msg(text != NULL && strlen(text) > 50, "%s", name);
            ck_assert_msg(strstr(text, "/tmp/") == NULL, "%s names a path of this machine", name);
            free(text);
        }
    }
    char *page = read_file(in_workdir("out/index.html"));
    ck_assert_ptr_nonnull(page);
    for (int i = 0; i < NAMES; i++) {
        char id[64];
        snprintf(id, sizeof id, "<h2 id=\"%s\">", names[i]);
        ck_assert_ptr_nonnull(strstr(page, id));
    }
    ck_assert(!drawn || strstr(page, "data:image/svg+xml;base64,") != NULL);
    ck_assert_ptr_null(strstr(page, "src=\"http"));
    free(page);
    ck_assert_uint_eq(files_in(in_workdir("out")), (drawn ? 4 : 3) * NAMES + 2); /* claims.csv, index.html */
}
END_TEST

START_TEST(claims_have_verdicts)
{
    result r = shell("$aslab figures " CLOSED_FORMS "--render none -o d");
    ck_assert_int_eq(r.status, 0);
    ck_assert_ptr_nonnull(strstr(r.err, "reproduced"));
    result_free(&r);
    char *text = read_file(in_workdir("d/claims.csv"));
    table t;
    table_parse(&t, text);
    free(text);
    ck_assert_uint_ge(t.rows, 15);
    for (size_t i = 0; i < t.rows; i++) {
        ck_assert_str_eq(table_cell(&t, i, "verdict"), "reproduced");
        ck_assert_double_eq(table_number(&t, i, "here"), table_number(&t, i, "ci_low"));
    }
    table_free(&t);
}
END_TEST

START_TEST(a_false_claim_is_not_reproduced)
{
    write_file(in_workdir("false.conf"),
               "command = 'properties'\noptions { loss = 'focal' }\n"
               "claim { text = 'focal discards' paper = '0' column = 'grad_end' expect = 'is 0' }\n");
    result r = shell("$aslab run false.conf --render none -o d");
    ck_assert_int_eq(r.status, 0);
    ck_assert_ptr_nonnull(strstr(r.err, "not reproduced  false          focal discards (paper: 0; here: 1)"));
    result_free(&r);
}
END_TEST

START_TEST(the_same_bytes_twice)
{
    result r = shell("$aslab figures " CLOSED_FORMS "--render none --quiet -o a && $aslab figures " CLOSED_FORMS
                     "--render none --quiet -o b --threads 1 && "
                     "rm a/*.meta b/*.meta && diff -r a b");
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    result_free(&r);
}
END_TEST

START_TEST(scripts_stand_alone)
{
    if (!asl_gnuplot_found()) {
        puts("SKIPPED: gnuplot is not here");
        return;
    }
    result r = shell("$aslab figures " CLOSED_FORMS "--render none --quiet -o d && for f in " TRAINED "; do "
                     "case $f in fig4 | fig9 | reject-trained) r='--records 10' ;; *) r= ;; esac; "
                     "$aslab run $f " CUT
                     "--seeds 2 $r --render none -o d || exit 1; done; cd d && for f in *.gp; do gnuplot $f && "
                     "gnuplot -e \"term='pdf'\" $f && test -s ${f%%.gp}.svg && test -s ${f%%.gp}.pdf || echo $f; done");
    ck_assert_str_eq(r.out, "");
    ck_assert_msg(strstr(r.err, "warning") == NULL && strstr(r.err, "line ") == NULL, "%s", r.err);
    result_free(&r);
}
END_TEST

/* An experiment with training and its claims, with fewer epochs and less data. */
START_TEST(trained_experiments_from_files)
{
    result r = shell("$aslab figures --print fig5 | sed \"s/^options {/&\\n seeds = '2'\\n epochs = '1'\\n train = "
                     "'200'\\n test = '100'\\n "
                     "labels = '8'\\n groups = '3'\\n positives = '1'\\n batch = '20'/\" > five.conf && $aslab figures "
                     "./five.conf -o d --quiet "
                     "&& $aslab run ./five.conf -o e && ls d e");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_ptr_nonnull(strstr(r.out, "five-summary.csv"));
    ck_assert_ptr_nonnull(strstr(r.err, "five           focal loss is best at gamma 2 to 4"));
    result_free(&r);
    char *text = read_file(in_workdir("d/claims.csv"));
    table t;
    table_parse(&t, text);
    free(text);
    ck_assert_uint_eq(t.rows, 4);
    ck_assert_double_lt(table_number(&t, 2, "ci_low"), table_number(&t, 2, "here"));
    ck_assert_double_gt(table_number(&t, 2, "ci_high"), table_number(&t, 2, "here"));
    table_free(&t);
}
END_TEST

START_TEST(printed_experiments_run)
{
    result r = shell(
        "$aslab figures --print fig2 > copy.conf && $aslab run copy.conf --render none -o d --quiet && "
        "$aslab figures fig2 --render none -o d --quiet && cmp d/fig2.csv d/copy.csv; $aslab figures --list | wc -l");
    ck_assert_str_eq(r.err, "");
    ck_assert_str_eq(r.out, "33\n");
    result_free(&r);
}
END_TEST

START_TEST(plots_of_ones_own)
{
    write_file(in_workdir("own.gp"), "eval canvas(300, 200)\nplot data using 3:6 with lines\n");
    write_file(in_workdir("own.conf"), "command = 'curve'\nplot = './own.gp'\noptions { loss = 'ce' x = 'logit' }\n");
    result r = shell("$aslab run own.conf -o d --quiet && grep -q 'using 3:6' d/own.gp && edit s/own.gp/no.gp/ "
                     "own.conf && $aslab run own.conf -o e");
    ck_assert_int_eq(r.status, 2);
    ck_assert_str_eq(r.err, "aslab: own.conf: cannot read ./no.gp: No such file or directory\n");
    result_free(&r);
}
END_TEST

/* Writes experiments a to e with their own plots; the plots in `broken` fail. */
static void write_experiments(const char *broken)
{
    for (char c = 'a'; c <= 'e'; c++) {
        char name[16], text[200];
        snprintf(name, sizeof name, "%c.gp", c);
        write_file(in_workdir(name),
                   strchr(broken, c) != NULL ? "set nonsense\n" : "eval canvas(300, 200)\nplot data using 3:6\n");
        snprintf(name, sizeof name, "%c.conf", c);
        snprintf(text, sizeof text,
                 "command = 'curve'\nplot = './%c.gp'\noptions { loss = 'ce' x = 'logit' }\n"
                 "claim { text = 'rises' paper = '1' measure = 'max' column = 'grad' expect = 'is 1' }\n",
                 c);
        write_file(in_workdir(name), text);
    }
}

START_TEST(pictures_that_fail_do_not_stop_the_others)
{
    if (!asl_gnuplot_found()) return;
    static const char *const broken[] = {"a", "c", "e", "bd", "abcde"};
    for (size_t i = 0; i < 2 * sizeof broken / sizeof broken[0]; i++) {
        const char *failing = broken[i / 2];
        write_experiments(failing);
        result r =
            shell("rm -rf d; mkdir d; for n in a b c d e; do echo older > d/$n.svg; done; "
                  "$aslab figures ./a.conf ./b.conf ./c.conf ./d.conf ./e.conf -o d --quiet --threads %d; echo $?; "
                  "ls d/*.csv d/*.gp d/*.meta d/index.html | wc -l; wc -l < d/claims.csv; "
                  "for n in a b c d e; do if test -e d/$n.svg; then grep -q '</svg>' d/$n.svg && printf . ; "
                  "else printf $n; fi; done",
                  i % 2 == 0 ? 1 : 4);
        ck_assert_msg(strncmp(r.out, "1\n17\n6\n", 7) == 0, "%s: %s", failing, r.out);
        char drawn[6] = "";
        for (size_t k = 0; k < 5; k++) drawn[k] = strchr(failing, "abcde"[k]) != NULL ? "abcde"[k] : '.';
        ck_assert_str_eq(r.out + 7, drawn);
        ck_assert_msg(strchr(r.err, '\n') == r.err + strlen(r.err) - 1, "%s: one line: %s", failing, r.err);
        ck_assert_ptr_nonnull(strstr(r.err, ": \""));
        char listed[16] = "";
        for (size_t k = 0; failing[k] != '\0'; k++)
            snprintf(listed + 3 * k, 4, "%c%s", failing[k], failing[k + 1] ? ", " : "");
        ck_assert_msg(strlen(failing) == 1 ? strstr(r.err, "d/") != NULL : strstr(r.err, listed) != NULL, "%s", r.err);
        result_free(&r);
    }
    char *page = read_file(in_workdir("d/index.html"));
    ck_assert_ptr_nonnull(strstr(strstr(page, "<h2 id=\"e\">"), "could not be drawn"));
    ck_assert_ptr_null(strstr(page, "<img"));
    free(page);
}
END_TEST

START_TEST(a_picture_that_fails_keeps_run_and_merge_from_nothing_else)
{
    if (!asl_gnuplot_found()) return;
    write_experiments("a");
    result r = shell("$aslab run ./a.conf -o d; echo $?; ls d; "
                     "for i in 0 1; do $aslab run ./a.conf -o s --shard $i/2 --quiet; done; "
                     "$aslab merge s a --script ./a.gp --quiet; echo $?; ls s; cmp d/a.csv s/a.csv");
    ck_assert_str_eq(r.out, "1\na.csv\na.gp\na.meta\n1\na.csv\na.gp\na.meta\n");
    ck_assert_ptr_nonnull(strstr(r.err, "  a              rises (paper: 1; here: "));
    ck_assert_ptr_nonnull(strstr(r.err, "d/a.svg"));
    ck_assert_ptr_nonnull(strstr(r.err, "s/a.svg"));
    result_free(&r);
}
END_TEST

/* With one seed there are no confidence intervals. */
START_TEST(pictures_of_one_seed)
{
    if (!asl_gnuplot_found()) return;
    result r =
        shell("for f in rescue fig5 table2 family-train; do $aslab run $f " CUT "--seeds 1 -o d || exit 1; done");
    ck_assert_msg(r.status == 0 && r.err[0] == '\0', "%s", r.err);
    result_free(&r);
}
END_TEST

START_TEST(hostile_experiments)
{
    write_file(in_workdir("bad.conf"),
               "title = '`touch evil` $(touch evil) \"; system(\"touch evil\") <script>alert(1)</script> \\' & "
               "@x'\ncommand = 'curve'\n"
               "caption = '<img src=x onerror=alert(1)>'\npaper = '</style><script>'\n"
               "labels = {'`touch evil`\\'; system(\"touch evil\"); \\''}\n"
               "options { loss = 'ce' title = '\\'; system(\"touch evil\")' }\n"
               "claim { text = '<b onclick=x>' paper = '<i>' measure = 'max' column = 'grad' expect = 'is 1' }\n");
    result r = shell("$aslab run bad.conf -o d --quiet && $aslab figures ./bad.conf -o d --quiet; ls; ls d");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_ptr_null(strstr(r.out, "evil"));
    ck_assert_ptr_nonnull(strstr(r.out, "bad.gp"));
    result_free(&r);
    char *page = read_file(in_workdir("d/index.html"));
    ck_assert_ptr_nonnull(page);
    ck_assert_ptr_nonnull(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt; &#39; &amp; @x"));
    ck_assert(strstr(page, "<script") == NULL && strstr(page, "<img src=x") == NULL && strstr(page, "<b ") == NULL);
    free(page);
}
END_TEST

START_TEST(a_changed_experiment_is_drawn_as_what_it_is)
{
    result r =
        shell("$aslab run fig2 -o d --render none --quiet --loss ce --loss focal:gamma=4 --loss asl:margin=0.1 && "
              "grep -c -e '^# `aslab curve`' -e 'array label.*\"focal, gamma 4\"' -e '^title = \"\"' d/fig2.gp; "
              "$aslab run fig2 -o d --render none --quiet --points 11 --title Mine && grep -c -e '^# Figure 2' -e "
              "'^title = \"Mine\"' d/fig2.gp");
    ck_assert_str_eq(r.out, "3\n2\n");
    result_free(&r);
}
END_TEST

START_TEST(page_links_to_the_lesson_that_is_there)
{
    static const char link[] = "<a href=\"lesson.html\">";
    result r =
        shell("$aslab figures fig3 --render none --quiet -o without && mkdir with && echo x > with/lesson.html && "
              "$aslab figures fig3 --render none --quiet -o with");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    char *with = read_file(in_workdir("with/index.html")), *without = read_file(in_workdir("without/index.html"));
    ck_assert_ptr_nonnull(strstr(with, link));
    ck_assert_ptr_null(strstr(with, "<!--"));
    char *comment = strstr(without, "<!--lesson "), *hidden = strstr(without, link);
    ck_assert(comment != NULL && hidden > comment && hidden < strstr(without, " lesson-->"));
    free(with);
    free(without);
}
END_TEST

/* The list begins with the paper's figures and tables, and no two experiments have the same position. */
START_TEST(the_order_is_the_readers)
{
    result r = shell("$aslab figures --list | sed 's/beyond the paper.*/own/' | sed -n '/own$/,$p' | grep -vc 'own$'; "
                     "cat " SOURCE_DIR "/experiments/*.conf | grep '^order ' | sort | uniq -d");
    ck_assert_str_eq(r.out, "0\n");
    result_free(&r);
}
END_TEST

#define RELOADS "http-equiv=\"refresh\""

/* Writes an experiment that trains for a while, followed by one without training. */
static void write_slow_and_quick(void)
{
    write_file(in_workdir("slow.conf"),
               "title = 'Slow <one>'\ncommand = 'train'\noptions { loss = 'ce' seeds = '400' epochs = '100' train = "
               "'2000' test = '100' reference = 'none' }\n");
    write_file(in_workdir("quick.conf"), "title = 'Quick'\ncommand = 'curve'\noptions { loss = 'ce' }\n");
}

/* The page shows the progress while a command runs, and the end if a signal stops it. */
START_TEST(the_page_shows_how_far_the_command_is)
{
    write_slow_and_quick();
    result r =
        shell("$aslab figures ./slow.conf ./quick.conf -o d --render none --quiet & "
              "until grep -q 'id=\"quick\"' d/index.html && grep -q 'quick.csv' d/index.html; do sleep 0.05; done "
              "2> errors; cp d/index.html during.html; kill -TERM $!; wait $!; echo $?; "
              "ls -A d | grep -v quick; test -e d/slow.csv; echo $?");
    ck_assert_str_eq(r.out, "143\nindex.html\n1\n");
    result_free(&r);
    char *during = read_file(in_workdir("during.html")), *after = read_file(in_workdir("d/index.html"));
    ck_assert_ptr_nonnull(strstr(during, RELOADS));
    ck_assert_ptr_nonnull(strstr(during, "1 of 2 experiments"));
    ck_assert_ptr_nonnull(strstr(during, "Slow &lt;one&gt;"));
    ck_assert_ptr_nonnull(strstr(during, "of 400 runs"));
    /* in the given order, although quick finished first */
    ck_assert(strstr(during, "id=\"slow\"") < strstr(during, "id=\"quick\""));
    ck_assert_ptr_nonnull(strstr(during, "computing: "));
    ck_assert_ptr_null(strstr(after, RELOADS));
    ck_assert_ptr_nonnull(strstr(after, "interrupted"));
    ck_assert_ptr_nonnull(strstr(after, "of 400 runs"));
    ck_assert_ptr_nonnull(strstr(after, "quick.csv"));
    free(during);
    free(after);
}
END_TEST

/* A claim about a row that does not exist is an error that is found only when there are rows. */
START_TEST(the_page_of_a_command_that_fails_says_so)
{
    write_file(in_workdir("bad.conf"),
               "command = 'train'\noptions { loss = 'ce' seeds = '2' epochs = '1' train = '200' test = '100' }\n"
               "claim { text = 'x <y>' paper = '1' column = 'map' where = 'seed=77' expect = 'above 0' }\n");
    write_file(in_workdir("good.conf"), "command = 'curve'\noptions { loss = 'ce' }\n");
    result r = shell("$aslab figures ./bad.conf ./good.conf -o d --render none --quiet; echo $?; ls d");
    ck_assert_str_eq(r.out, "2\ngood.csv\ngood.gp\ngood.meta\nindex.html\n");
    char *page = read_file(in_workdir("d/index.html"));
    ck_assert_ptr_null(strstr(page, RELOADS));
    ck_assert_ptr_nonnull(strstr(page, "failed: "));
    ck_assert_ptr_nonnull(strstr(page, "x &lt;y&gt;"));
    ck_assert_ptr_nonnull(strstr(page, "good.csv"));
    ck_assert_ptr_null(strstr(page, "bad.csv"));
    free(page);
    result_free(&r);
}
END_TEST

/* A bad experiment is found before any file is written, wherever it is in the list. */
START_TEST(bad_experiments_write_nothing)
{
    static const char *const bad[] = {"command = 'train'\noptions { loss = 'ce' train = '10' batch = '20' }\n",
                                      "command = 'train'\noptions { loss = 'ce' data = 'missing' }\n",
                                      ("command = 'train'\noptions { loss = 'ce' }\n"
                                       "claim { text = 'x' paper = '1' column = 'no_such_column' expect = 'is 1' }\n")};
    write_file(in_workdir("good.conf"), "command = 'curve'\noptions { loss = 'ce' }\n");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_file(in_workdir("bad.conf"), bad[i]);
        result r = shell("$aslab figures ./good.conf ./bad.conf -o d --render none; echo $?; ls d");
        ck_assert_str_eq(r.out, "2\n");
        ck_assert_msg(strstr(r.err, "./bad.conf: ") != NULL, "%s", r.err);
        result_free(&r);
    }
}
END_TEST

START_TEST(the_last_page_does_not_reload)
{
    result r = shell("$aslab figures fig3 --render none --quiet -o d");
    ck_assert_int_eq(r.status, 0);
    result_free(&r);
    char *page = read_file(in_workdir("d/index.html"));
    ck_assert_ptr_null(strstr(page, RELOADS));
    ck_assert_ptr_null(strstr(page, "computing"));
    ck_assert_ptr_null(strstr(page, "experiments are finished"));
    free(page);
}
END_TEST

SUITE(figures, all_of_them_from_nothing, claims_have_verdicts, a_false_claim_is_not_reproduced, the_same_bytes_twice,
      scripts_stand_alone, trained_experiments_from_files, printed_experiments_run, plots_of_ones_own,
      pictures_that_fail_do_not_stop_the_others, a_picture_that_fails_keeps_run_and_merge_from_nothing_else,
      pictures_of_one_seed, hostile_experiments, a_changed_experiment_is_drawn_as_what_it_is,
      page_links_to_the_lesson_that_is_there, the_order_is_the_readers, the_page_shows_how_far_the_command_is,
      the_page_of_a_command_that_fails_says_so, bad_experiments_write_nothing, the_last_page_does_not_reload)
