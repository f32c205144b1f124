/* Malicious names of labels, samples, files and folders, and malicious titles. Nothing in them is executed, and all
 * output stays valid.
 *
 * A name that is executed creates a file called evil. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/csv_write.h"
#include "io/gnuplot.h"
#include "support.h"

/* Text with a special meaning for a shell, gnuplot, a browser, XML, printf, a spreadsheet or a terminal. */
static const char *const evil[] = {"`touch evil`",
                                   "$(touch evil)",
                                   "'; system('touch evil'); '",
                                   "\"; system(\"touch evil\"); \"",
                                   "a\n!touch evil\nb",
                                   "\\\nsystem('touch evil')",
                                   "|touch evil",
                                   "<touch evil",
                                   "<script>alert(1)</script>",
                                   "]]>",
                                   "&amp;",
                                   "%s%n%d",
                                   "=1+1",
                                   "+1",
                                   "-1",
                                   "@SUM(1)",
                                   "{/Symbol a}_^@",
                                   "ends in \\",
                                   "\x01\x1b[31m",
                                   "not UTF-8: \xff\xc3",
                                   "a,b",
                                   "q\"q",
                                   "# no comment",
                                   "\xef\xbb\xbfmark",
                                   "  ",
                                   "--help"};
enum { EVIL = sizeof evil / sizeof evil[0] };

static const char title[] = "`touch evil` $(touch evil) '; system('touch evil'); ' \"; system(\"touch evil\"); \" "
                            "<script>alert(1)</script> ]]> &amp; %s%n %d {/Symbol a}_^@ \x1b[31m \xff ends in \\";
static const char name[] = "`touch evil` $(touch evil);'system(\"touch evil\")'|touch evil<&amp;%n";

/* Writes predictions in the long and the wide form; every label is malicious. */
static void write_predictions(void)
{
    asl_strbuf rows = {0}, wide = {0};
    asl_strbuf_add(&rows, "sample,label,prob,given,truth\n");
    for (int i = 0; i < 4; i++) {
        for (size_t k = 0; k < EVIL; k++) {
            asl_csv_add_field(&rows, evil[(k + 1) % EVIL]);
            asl_strbuf_add(&rows, ",");
            asl_csv_add_field(&rows, evil[k]);
            asl_strbuf_format(&rows, ",0.%zu,%d,%zu\n", 1 + (7 * (size_t)i + k) % 8, i % 2, k % 2);
        }
    }
    for (size_t k = 0; k < EVIL; k++) {
        for (int side = 0; side < 2; side++) {
            asl_strbuf both = {0};
            asl_strbuf_format(&both, "%s%s", side == 0 ? "p_" : "y_", evil[k]);
            asl_csv_add_field(&wide, both.data);
            asl_strbuf_add(&wide, k + 1 < EVIL || side == 0 ? "," : "\n");
            asl_strbuf_free(&both);
        }
    }
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < EVIL; k++)
            asl_strbuf_format(&wide, "0.%d,%d%c", 3 + 4 * i, i, k + 1 < EVIL ? ',' : '\n');
    }
    write_file(in_workdir("in.csv"), rows.data);
    write_file(in_workdir("wide.csv"), wide.data);
    asl_strbuf_free(&rows);
    asl_strbuf_free(&wide);
}

/* Creates a folder with a malicious name, $N. $T is a malicious title. */
static void set_the_stage(void)
{
    setenv("T", title, 1);
    setenv("N", name, 1);
    write_predictions();
    result r = shell("mkdir -p \"$N\" && cp in.csv wide.csv \"$N\" && cp in.csv \"$N/$N.csv\"");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
}

static void nothing_was_executed(const char *command)
{
    result r = shell("find . -name evil");
    ck_assert_msg(r.out[0] == '\0', "executed by %s: %s", command, r.out);
    result_free(&r);
}

static const char *const drawn[] = {
    "curve --loss ce --points 9",
    "stats in.csv",
    "stats wide.csv",
    "stats \"$N.csv\"",
    "eval in.csv",
    "sweep --gamma-neg 0,4 --missing 0,0.1",
    "train --train 64 --test 32 --batch 32 --epochs 1 --features 4 --labels 3 --positives 1 --hidden 0 --seeds 1",
    "mislabel in.csv",
    "mislabel --top 20 in.csv",
    "mislabel --curve in.csv",
    "mislabel --roc --dist \"$N.csv\" --dist late --samples 100",
    "properties --loss asl --gamma-neg 0,4",
};
enum { DRAWN = sizeof drawn / sizeof drawn[0] };

START_TEST(pictures)
{
    if (!asl_gnuplot_found()) {
        puts("SKIPPED: gnuplot is not here: hostile names in pictures");
        return;
    }
    set_the_stage();
    for (size_t i = 0; i < DRAWN; i++) {
        result r =
            shell("cd \"$N\" && $aslab %s --quiet --title \"$T\" -o \"$N.out.csv\" --plot \"$N.%zu.svg\"", drawn[i], i);
        ck_assert_msg(r.status == 0 && r.err[0] == '\0', "%s: %s", drawn[i], r.err);
        result_free(&r);
        nothing_was_executed(drawn[i]);
    }
    result r = shell("/usr/bin/python3 -c 'import sys, xml.dom.minidom as m\n"
                     "for f in sys.argv[1:]: m.parse(f)' \"$N\"/*.svg && ls \"$N\"/*.svg | wc -l");
    if (r.status == 127) puts("SKIPPED: python3 is not here: whether the SVG files are XML");
    ck_assert_msg(r.status == 127 || (r.status == 0 && atoi(r.out) == DRAWN), "%s%s", r.out, r.err);
    result_free(&r);
}
END_TEST

START_TEST(every_command_that_draws_has_a_case)
{
    result r = shell("for c in $($aslab --help | sed -n 's/^  \\([a-z]*\\)  .*/\\1/p'); do "
                     "$aslab $c --help | grep -q -e '--plot' && echo $c; done; true");
    size_t commands = 0;
    for (char *c = strtok(r.out, "\n"); c != NULL; c = strtok(NULL, "\n"), commands++) {
        bool found = false;
        for (size_t k = 0; k < DRAWN; k++) found = found || strncmp(drawn[k], c, strlen(c)) == 0;
        ck_assert_msg(found, "no hostile names for aslab %s --plot", c);
    }
    ck_assert_uint_ge(commands, 7);
    result_free(&r);
}
END_TEST

START_TEST(scripts)
{
    set_the_stage();
    result r =
        shell("cd \"$N\" && $aslab curve --loss ce --points 9 --title \"$T\" -o \"<$N.csv\" --plot \"|$N.gp\" && "
              "$aslab curve --loss ce --points 9 -o \"$PWD/$N.csv\" --plot ../script.gp");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    if (asl_gnuplot_found()) {
        r = shell("(cd \"$N\" && gnuplot \"./|$N.gp\") && gnuplot script.gp && ls \"$N/|$N.svg\" script.svg");
        ck_assert_msg(r.status == 0, "%s", r.err);
        result_free(&r);
    }
    nothing_was_executed("the scripts");
    r = shell("$aslab stats in.csv -o out.csv --plot out.gp");
    ck_assert_int_eq(r.status, 2);
    ck_assert_ptr_nonnull(strstr(r.err, "aslab: a name contains a newline"));
    ck_assert(!file_exists(in_workdir("out.csv")) && !file_exists(in_workdir("out.gp")));
    result_free(&r);
}
END_TEST

static const char conf[] = "command = 'curve'\npaper = \"`touch evil` <b>\"\ncaption = \"'; system('touch evil') "
                           "<script>alert(1)</script> ]]>\"\ntitle = \"$(touch evil) <script>alert(1)</script>\"\n"
                           "labels = { '`touch evil`' }\ndraw = { \"label=`touch evil` '; system('touch evil')\" }\n"
                           "options { loss = 'ce' points = '9' label = '0' }\n"
                           "claim { text = \"<script>alert(1)</script>`touch evil`\" paper = '</td>' column = 'value' "
                           "where = {'prob=0'} expect = 'is 0' }\n";

START_TEST(pages_and_experiments)
{
    set_the_stage();
    write_file(in_workdir("hostile.conf"), conf);
    result r = shell("$aslab figures ./hostile.conf -o \"$N/made $N\" --quiet && cat \"$N/made $N/index.html\"");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_ptr_null(strstr(r.out, "<script"));
    ck_assert_ptr_null(strstr(r.out, "</td></td>"));
    ck_assert_ptr_nonnull(strstr(r.out, "&lt;script&gt;alert(1)&lt;/script&gt;`touch evil`"));
    result_free(&r);
    r = shell("$aslab curve --loss ce --points 9 --title \"$T\" --save own.conf -o own.csv && "
              "$aslab run ./own.conf -o \"$N/$N\" --quiet && "
              "$aslab golden --loss ce -o \"$N/golden $N\" --quiet && "
              "$aslab check --loss ce \"$N/golden $N/ce.csv\"");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    nothing_was_executed("figures, run and golden");
}
END_TEST

START_TEST(errors_are_one_line)
{
    set_the_stage();
    result r =
        shell("$aslab stats \"$N\nnothing\x1b[31m\"; $aslab \"$N\n\"; $aslab curve --loss \"$T\n\"; "
              "$aslab curve --loss ce -o \"$N/no/$N\n\"; $aslab run \"$N\n\"; $aslab train --data \"$N\n\"; true");
    size_t lines = 0;
    for (const char *c = r.err; *c != '\0'; c++) {
        lines += *c == '\n';
        ck_assert_msg(*c == '\n' || (unsigned char)*c >= 0x20, "a control character in %s", r.err);
    }
    ck_assert_uint_eq(lines, 6);
    result_free(&r);
    nothing_was_executed("errors");
}
END_TEST

/* Text that a spreadsheet would read as a formula is written unchanged. */
START_TEST(formulas_stay_texts)
{
    set_the_stage();
    result r = shell("$aslab eval --loss ce in.csv | cut -d, -f1-5 | cmp - in.csv; "
                     "printf 'sample,label,prob,given\\n1,=1+1,.5,1\\n1,@SUM(1),.5,0\\n1,-1,.5,0\\n' | $aslab stats | "
                     "cut -d, -f2");
    table t;
    ck_assert_ptr_nonnull(strstr(r.out, "\n=1+1\n@SUM(1)\n-1\n"));
    result_free(&r);
    r = shell("$aslab eval --loss ce in.csv");
    table_parse(&t, r.out);
    ck_assert_uint_eq(t.rows, 4 * EVIL);
    for (size_t k = 0; k < EVIL; k++) ck_assert_str_eq(table_cell(&t, k, "label"), evil[k]);
    table_free(&t);
    result_free(&r);
}
END_TEST

SUITE(hostile, pictures, every_command_that_draws_has_a_case, scripts, pages_and_experiments, errors_are_one_line,
      formulas_stay_texts)
