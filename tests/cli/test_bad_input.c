/* Bad input gives one clear line and the right exit status, and leaves no file. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/gnuplot.h"
#include "math/variant.h"
#include "support.h"

typedef struct bad_case {
    const char *input;   /* contents of standard input and of in.csv, in printf's notation; NULL: none */
    const char *command; /* after `aslab` */
    int status;
    const char *message; /* a part of the message that names the problem; the wording is not checked */
} bad_case;

static void refuse(const bad_case *c)
{
    result r = shell("mkdir -p dir; rm -rf out.csv made; printf '%s' > in.csv; $aslab %s < in.csv",
                     c->input != NULL ? c->input : "", c->command);
    ck_assert_msg(r.status == c->status, "%s: status %d, %s", c->command, r.status, r.err);
    ck_assert_msg(strncmp(r.err, "aslab: ", 7) == 0, "%s: %s", c->command, r.err);
    ck_assert_msg(strstr(r.err, c->message) != NULL, "%s: %s", c->command, r.err);
    ck_assert_msg(strchr(r.err, '\n') == r.err + strlen(r.err) - 1, "%s: more than one line: %s", c->command, r.err);
    result_free(&r);
    r = shell("ls -A | grep -v -e '^dir$' -e in.csv -e stdout.txt -e stderr.txt; ls -A dir");
    ck_assert_msg(r.out[0] == '\0', "%s left %s", c->command, r.out);
    result_free(&r);
}

#define REFUSE(cases)                                                                                                  \
    for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++) refuse(&(cases)[i])

START_TEST(wrong_usage)
{
    const bad_case cases[] = {
        {NULL, "", 2, "command"},
        {NULL, "curv", 2, "'curv'"},
        {NULL, "curve", 2, "needs --loss LOSS"},
        {NULL, "curve --loss", 2, "--loss"},
        {NULL, "curve --loss ce --pionts 3", 2, "'--pionts'"},
        {NULL, "curve --loss ce -p 3", 2, "'-p'"},
        {NULL, "curve --loss ce --points 3 --points 4", 2, "--points"},
        {NULL, "curve --loss ce extra", 2, "'extra'"},
        {NULL, "curve --loss ce --quiet=yes", 2, "--quiet"},
        {NULL, "explain", 2, "explain"},
        {NULL, "losses asll", 2, "'asll'"},
        {NULL, "figures fig33", 2, "'fig33'"},
        {NULL, "figures fig3 fig3 -o made", 2, "fig3"},
        {NULL, "figures --print fig33", 2, "fig33"},
        {NULL, "figures --render gif", 2, "--render = 'gif'"},
        {NULL, "run", 2, "EXPERIMENT"},
        {NULL, "run --points 3 fig3", 2, "must be the first argument"},
        {NULL, "curve --loss ce --x", 2, "--x needs a value: prob|logit|prevalence"},
        {NULL, "curve --loss", 2, "--loss needs a value: LOSS"},
        {NULL, "run nothere.conf", 2, "nothere.conf: No such file or directory"},
        {NULL, "run fig3 -o made/x --lamda 3", 2, "'--lamda'"},
        {NULL, "run fig3 -o made/x --save x.conf", 2, "'--save'"},
        {NULL, "help nothing", 2, "'nothing'"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(values_out_of_range)
{
    const bad_case cases[] = {
        {NULL, "curve --loss asl:margin=0.9 -o out.csv", 2, "asl: margin = 0.9 is outside [0, 0.5]"},
        {NULL, "curve --loss asl:gamma=1 -o out.csv", 2, "asl has no parameter 'gamma' (did you mean gamma_"},
        {NULL, "curve --loss ce --points 1 -o out.csv", 2, "--points = 1"},
        {NULL, "curve --loss ce --points 2e9 -o out.csv", 2, "--points = 2e9"},
        {NULL, "curve --loss ce --points 2.5", 2, "2.5"},
        {NULL, "curve --loss ce --from 1 --to 0", 2, "--from = 1"},
        {NULL, "curve --loss ce --from -1", 2, "--from = -1"},
        {NULL, "curve --loss ce --from nan", 2, "--from = 'nan'"},
        {NULL, "curve --loss ce --x probability", 2, "--x = 'probability'"},
        {NULL, "curve --loss ce --x prevalence --label 1", 2, "--label"},
        {NULL, "properties --loss asl --gamma-neg 0:40:5 -o out.csv", 2, "gamma_neg to = 40 is outside [0, 30]"},
        {NULL, "properties --loss asl --gamma-neg 4:0:5", 2, "--gamma-neg = 4:0:5"},
        {NULL, "properties --loss asl --gamma-neg 0:4:0", 2, "count = 0 is outside"},
        {NULL, "properties --loss ce --margin 0.1", 2, "no parameter 'margin'"},
        {NULL, "properties --loss asl --loss ce --margin 0.1", 2, "--margin"},
        {NULL, "stats --threshold 1.5", 2, "--threshold = 1.5"},
        {NULL, "curve --loss ce --threads 0", 2, "--threads = 0"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(losses_of_a_batch_outside_training)
{
    const bad_case cases[] = {
        {"logit,label\\n1,1\\n", "eval --loss ll_r in.csv -o out.csv", 2,
         "aslab: ll_r is a function of a whole batch, which only 'aslab train' accepts\n"},
        {NULL, "curve --loss ce --loss zlpr -o out.csv", 2, "batch"},
        {NULL, "explain two_way:temperature_pos=1", 2, "batch"},
        {NULL, "sweep --loss class_balanced --beta 0,0.9 -o out.csv", 2, "batch"},
        {"sample,label,prob,given\\n1,a,.5,1\\n", "stats --loss ghm_c in.csv -o out.csv", 2, "batch"},
        {NULL, "mislabel --loss ll_cp -o out.csv", 2, "batch"},
        {NULL, "properties --loss asl_softmax --gamma-neg 0,4 -o out.csv", 2, "batch"},
        {"logit,label,value\\n1,1,1\\n", "check --loss zlpr in.csv", 2, "batch"},
        {NULL, "golden --loss ll_ct -o made", 2, "batch"},
        {NULL, "run fig3 -o made --loss distribution_balanced", 2,
         "distribution_balanced is a function of a whole batch, which only 'aslab train' accepts"},
        {NULL, "train --loss ll_r:delta_rel=101 -o out.csv", 2, "ll_r: delta_rel = 101 is outside [0, 100]"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(bad_files_for_eval)
{
    const bad_case cases[] = {
        {"", "eval -o out.csv", 2, "standard input: the file is empty"},
        {"logit,label\\n1,2\\n", "eval in.csv -o out.csv", 2,
         "in.csv, line 2, column 'label': label '2' is not 0 or 1"},
        {"logit,label\\n1,0\\nx,1\\n", "eval in.csv -o out.csv", 2,
         "in.csv, line 3, column 'logit': 'x' is not a number"},
        {"logit,label\\ninf,0\\n", "eval in.csv -o out.csv", 2, "inf is not a finite number"},
        {"logit,label\\nnan,0\\n", "eval in.csv -o out.csv", 2, "nan is not a finite number"},
        {"logit,label\\n1e999,0\\n", "eval in.csv -o out.csv", 2, "'logit': 1e999 "},
        {"logit,label\\n,0\\n", "eval in.csv -o out.csv", 2, "in.csv, line 2, column 'logit': empty"},
        {"prob,label\\n1.5,0\\n", "eval in.csv -o out.csv", 2, "line 2, column 'prob': 1.5 is outside [0, 1]"},
        {"prob,label\\n-0.1,0\\n", "eval in.csv -o out.csv", 2, "-0.1 is outside [0, 1]"},
        {"prob,logit,label\\n.5,0,0\\n", "eval in.csv", 2, "both a column 'logit' and a column 'prob'"},
        {"x,label\\n.5,0\\n", "eval in.csv", 2, "no column 'logit' or 'prob'"},
        {"prob,y\\n.5,0\\n", "eval in.csv", 2, "no column 'given' or 'label'"},
        {"prob,label,loss\\n.5,0,1\\n", "eval in.csv", 2, "a column 'loss' already"},
        {"prob,prob,label\\n.5,.5,0\\n", "eval in.csv", 2, "'prob'"},
        {"prob,label\\n.5\\n", "eval in.csv -o out.csv", 2, "in.csv, line 2: 1 field"},
        {"prob,label\\n.5,\"0\\n", "eval in.csv -o out.csv", 2, "in.csv, line 2: "},
        {"prob,label\\n.5,\\0000\\n", "eval in.csv -o out.csv", 2, "NUL byte"},
        {NULL, "eval nothere.csv -o out.csv", 2, "cannot read nothere.csv: No such file or directory"},
        {NULL, "eval dir -o out.csv", 2, "cannot read dir: Is a directory"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(bad_files_for_stats)
{
    const bad_case cases[] = {
        {"sample,label,prob,given\\n", "stats in.csv", 2, "in.csv: "},
        {"sample,label,given\\n1,a,0\\n", "stats in.csv", 2, "in.csv, line 1: no scores"},
        {"sample,label,prob\\n1,a,.5\\n", "stats in.csv", 2, "'given'"},
        {"sample,label,prob,logit,given\\n1,a,.5,0,1\\n", "stats in.csv", 2,
         "in.csv, line 1: columns 'prob' and 'logit'"},
        {"sample,label,prob,given,given\\n1,a,.5,0,1\\n", "stats in.csv", 2, "'given'"},
        {"sample,label,prob,given\\n1,a,.5,yes\\n", "stats in.csv", 2,
         "line 2, column 'given': label 'yes' is not 0 or 1"},
        {"sample,label,prob,given\\n1,,.5,1\\n", "stats in.csv", 2, "in.csv, line 2, column 'label': empty"},
        {"sample,label,prob,given,truth\\n1,a,.5,1,3\\n", "stats in.csv", 2, "line 2, column 'truth'"},
        {"p_a,p_b,y_a\\n.5,.5,1\\n", "stats in.csv", 2, "column 'p_b' needs a column 'y_b'"},
        {"p_a,y_a,y_b\\n.5,1,1\\n", "stats in.csv", 2, "column 'y_b' needs a column p_b or z_b"},
        {"p_a,z_a,y_a\\n.5,1,1\\n", "stats in.csv", 2, "label 'a' has p_ and z_ columns"},
        {"p_a,z_b,y_a,y_b\\n.5,1,1,1\\n", "stats in.csv", 2, "in.csv, line 1: p_ and z_ columns"},
        {"p_a,p_a,y_a\\n.5,.5,1\\n", "stats in.csv", 2, "'p_a'"},
        {"p_a,y_a\\n.5,1\\n2,0\\n", "stats in.csv", 2, "in.csv, line 3, column 'p_a': 2 is outside [0, 1]"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(bad_numbers_to_check)
{
    const bad_case cases[] = {
        {NULL, "check in.csv", 2, "--loss"},
        {NULL, "check --loss asll in.csv", 2, "'asll'"},
        {NULL, "check --loss ce --tolerance -1 in.csv", 2, "--tolerance = -1"},
        {NULL, "check --loss ce a.csv b.csv", 2, "'b.csv'"},
        {NULL, "check --loss ce nothere.csv", 2, "cannot read nothere.csv"},
        {"logit,label\\n0,1\\n", "check --loss ce in.csv", 2, "in.csv, line 1: "},
        {"logit,value\\n0,1\\n", "check --loss ce in.csv", 2, "line 1: no column 'label'"},
        {"label,value\\n0,1\\n", "check --loss ce in.csv", 2, "in.csv, line 1: no column 'logit' or 'prob'"},
        {"logit,prob,label,value\\n0,.5,1,1\\n", "check --loss ce in.csv", 2,
         "in.csv, line 1: columns 'logit' and 'prob'"},
        {"logit,label,value,loss\\n0,1,1,1\\n", "check --loss ce in.csv", 2,
         "in.csv, line 1: columns 'value' and 'loss'"},
        {"logit,label,value,value\\n0,1,1,1\\n", "check --loss ce in.csv", 2, "'value'"},
        {"logit,label,value\\n", "check --loss ce in.csv", 2, "in.csv: "},
        {"logit,label,value\\n0,-1,1\\n", "check --loss ce in.csv", 2, "in.csv: "},
        {"logit,label,value\\n0,2,1\\n", "check --loss ce in.csv", 2, "line 2, column 'label': label '2'"},
        {"logit,label,value\\n0,1,x\\n", "check --loss ce in.csv", 2, "line 2, column 'value': 'x' is not a number"},
        {"logit,label,value\\n0,1,\\n", "check --loss ce in.csv", 2, "in.csv, line 2, column 'value': empty"},
        {"logit,label,value\\n0,1,1e999\\n", "check --loss ce in.csv", 2, "'value': 1e999 "},
        {"logit,label,value\\ninf,1,1\\n", "check --loss ce in.csv", 2, "inf is not a finite number"},
        {"prob,label,value\\n2,1,1\\n", "check --loss ce in.csv", 2, "2 is outside [0, 1]"},
        {"logit,label,value\\n0,1,3\\n", "check --loss ce in.csv", 1, "in.csv does not match ce: 1 "},
        {"logit,label,value\\n0,1,3\\n", "check --loss ce in.csv > /dev/full", 1, "standard output"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(test_vectors_that_cannot_be_made)
{
    const bad_case cases[] = {
        {NULL, "golden --loss ce --loss ce -o made", 2, "--loss"},
        {NULL, "golden --loss cee -o made", 2, "'cee'"},
        {NULL, "golden -o in.csv", 1, "cannot write into in.csv: "},
        {NULL, "golden asl", 2, "'asl'"},
        {NULL, "golden --plot x.svg", 2, "'--plot'"},
        {NULL, "--version > /dev/null; ulimit -f 2; $aslab golden --quiet -o dir", 1, "File too large"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(outputs_that_cannot_be_written)
{
    const bad_case cases[] = {
        {NULL, "curve --loss ce -o /dev/full", 1, "/dev/full: No space left on device"},
        {NULL, "curve --loss ce --points 100000 -o /dev/full", 1, "/dev/full: No space left on device"},
        {NULL, "curve --loss ce > /dev/full", 1, "standard output: No space left on device"},
        {NULL, "losses > /dev/full", 1, "standard output"},
        {NULL, "explain asl > /dev/full", 1, "standard output"},
        {NULL, "--help > /dev/full", 1, "standard output"},
        {NULL, "curve --loss ce -o nowhere/x.csv", 1, "nowhere/x.csv: No such file or directory"},
        {NULL, "curve --loss ce -o dir", 1, "dir: Is a directory"},
        {NULL, "figures -o in.csv", 1, "cannot write into in.csv: "},
        {NULL, "figures -o in.csv/x", 1, "in.csv"},
        {NULL, "curve --loss ce --plot x.gif", 2, ".svg"},
        {NULL, "curve --loss ce --plot x.gp", 2, "-o"},
        {NULL, "explain asl --plot x.svg", 2, "'--plot'"},
        {NULL, "explain asl --save x.conf", 2, "'--save'"},
        {NULL, "curve --loss ce -o ''", 2, "output"},
        {NULL, "curve --loss ce -o x.svg --plot ./x.svg", 2, "--plot"},
        {NULL, "curve --loss ce -o x.conf --save $PWD/x.conf", 2, "--save"},
        {NULL, "curve --loss ce -o out.csv --save 'my exp.conf'", 2, "letters, digits, - and _"},
        {NULL, "curve --loss ce -o out.csv --save x.txt", 2, "--save = 'x.txt'"},
        {NULL, "curve --loss ce -o out.csv --save nowhere/x.conf", 1, "nowhere/x.conf: No such file or directory"},
        {NULL, "curve --loss ce -o out.csv --plot nowhere/x.gp", 1, "nowhere/x.gp: No such file or directory"},
        {NULL, "curve --loss ce --plot x.gp -o -", 2, "-o"},
        {NULL, "run nothing.conf -o made", 2, "nothing.conf"},
        {NULL, "run fig3 -o made --from 0.5 --to 0.2", 2, "--from"},
        {NULL, "curve --loss ce --plot nowhere/x.svg -o out.csv", 1, "nowhere/"},
    };
    REFUSE(cases);
}
END_TEST

/* A command never overwrites a file that it reads. */
START_TEST(outputs_over_inputs)
{
    static const char *const in = "prob,given\\n0.9,1\\n0.2,0\\n";
    const bad_case cases[] = {
        {in, "stats in.csv -o ./in.csv", 2, "in.csv"},
        {in, "eval in.csv -o in.csv", 2, "in.csv"},
        {in, "sweep --dist in.csv -o in.csv", 2, "in.csv"},
        {in, "mislabel in.csv -o dir/../in.csv", 2, "in.csv"},
    };
    REFUSE(cases);
}
END_TEST

START_TEST(nothing_to_draw)
{
    if (!asl_gnuplot_found()) return;
    const bad_case cases[] = {
        {NULL, "mislabel --dist late --missing 0 --roc -o o.csv", 2, "ROC curve"},
    };
    REFUSE(cases);
    result r = shell("$aslab sweep --loss focal -o one.csv --plot one.svg && test -s one.svg");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
}
END_TEST

START_TEST(a_disk_that_fills_up)
{
    /* a limit on the file size (40 blocks of 512 bytes) simulates a full disk */
    const bad_case cases[] = {{NULL,
                               "--version > /dev/null; ulimit -f 40; $aslab curve --loss ce --points 20000 -o out.csv",
                               1, "cannot write out.csv: File too large"}};
    REFUSE(cases);
}
END_TEST

START_TEST(without_gnuplot)
{
    result r = shell("PATH=/nowhere $aslab figures fig3 -o d; /bin/ls d");
    ck_assert_int_eq(r.status, 0);
    ck_assert_str_eq(r.out, "claims.csv\nfig3.csv\nfig3.gp\nfig3.meta\nindex.html\n");
    ck_assert_ptr_nonnull(strstr(r.err, "gnuplot is not on the PATH"));
    result_free(&r);
    r = shell("PATH=/nowhere $aslab curve --loss ce --plot x.svg -o x.csv");
    ck_assert_int_eq(r.status, 1);
    ck_assert_ptr_nonnull(strstr(r.err, "cannot draw x.svg: gnuplot is not on the PATH"));
    ck_assert(!file_exists(in_workdir("x.csv")) && !file_exists(in_workdir("x.svg")));
    result_free(&r);
}
END_TEST

/* If gnuplot fails, the CSV file is written, and an older picture is removed because it might show other data. */
START_TEST(a_gnuplot_that_fails)
{
    result r =
        shell("mkdir d fake; printf older | tee d/fig3.svg > p.svg; printf '#!/bin/sh\\necho boom >&2\\nexit 3\\n' > "
              "fake/gnuplot && chmod +x fake/gnuplot; "
              "export PATH=$PWD/fake:$PATH; $aslab figures fig3 -o d; echo $?; $aslab run fig3 -o d; echo $?; ls d; "
              "$aslab curve --loss ce -o o.csv --plot p.svg; echo $?; ls *.csv *.svg; $aslab curve --loss ce | cmp - "
              "o.csv");
    ck_assert_str_eq(r.out, "1\n1\nclaims.csv\nfig3.csv\nfig3.gp\nfig3.meta\nindex.html\n1\no.csv\n");
    ck_assert_ptr_nonnull(strstr(r.err, "fig3.svg: boom\n"));
    ck_assert_ptr_nonnull(strstr(r.err, " p.svg: boom\n"));
    result_free(&r);
}
END_TEST

START_TEST(a_picture_that_does_not_fit)
{
    if (!asl_gnuplot_found()) return;
    result r = shell(
        "mkdir d && cd d && (ulimit -f 20; $aslab curve --loss ce --points 20 -o o.csv --plot p.svg); echo $?; ls -A");
    ck_assert_str_eq(r.out, "1\no.csv\n");
    ck_assert_ptr_nonnull(strstr(r.err, "p.svg: "));
    result_free(&r);
}
END_TEST

START_TEST(file_names_that_gnuplot_would_run)
{
    if (!asl_gnuplot_found()) return;
    result r = shell("$aslab curve --loss ce --points 9 -o '<touch evil;.csv' --plot '|touch evil;.gp' && "
                     "gnuplot './|touch evil;.gp' && LC_ALL=C ls");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "<touch evil;.csv\nstderr.txt\nstdout.txt\n|touch evil;.gp\n|touch evil;.svg\n");
    result_free(&r);
}
END_TEST

START_TEST(experiments_that_stop_half_way)
{
    const struct {
        const char *text, *message;
    } cases[] = {
        {"command = 'curve'\noptions { loss = 'ce'\n", "x.conf, line 2: {"},
        {"command = 'curve'\noptions { loss = 'ce' }\n/* open", "x.conf, line 3: "},
        {"command = 'curve'\nplot = 'nosuch'\noptions { loss = 'ce' }\n", "x.conf: unknown plot 'nosuch'"},
        {"command = 'curve'\noptions { loss = 'asl:margin=x' }\n", "x.conf: asl: margin = 'x' is not a number"},
        {"command = 'figures'\n", "x.conf: aslab figures"},
        {"command = 'curve'\noptions { loss = 'ce' }\nclaim { text = 'a' column = 'grad' expect = 'is 1' }\n",
         "x.conf: claim 'a' selects 501 rows"},
        {"command = 'stats'\nargs = {'none.csv'}\n", "x.conf: cannot read none.csv"},
        {"command = 'explain'\n", "x.conf: aslab explain needs a LOSS"},
        {"command = 'explain'\nargs = {'asl'}\n", "x.conf: unknown plot 'explain'"},
        {"command = 'losses'\n", "x.conf: unknown plot 'losses'"},
        {"command = 'check'\n", "x.conf: aslab check needs --loss"},
        {"\xef\xbb\xbf"
         "command = 'check'\n",
         "x.conf: aslab check needs --loss"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_file(in_workdir("x.conf"), cases[i].text);
        result r = shell("$aslab run x.conf -o made; ls -A made 2>/dev/null");
        ck_assert_msg(strstr(r.err, cases[i].message) != NULL, "%s", r.err);
        ck_assert_str_eq(r.out, "");
        result_free(&r);
    }
}
END_TEST

START_TEST(lines_are_counted_whatever_their_ends)
{
    result r =
        shell("(printf 'logit,label\\r\\n1,0\\r'; sleep 0.2; printf '\\n1,x\\r\\n') | $aslab eval; "
              "printf '\\n\\nlogit,labl\\n1,0\\n' | $aslab eval; "
              "yes '1,0' | head -n 40000 | sed '1s/.*/logit,label/;40000s/.*/1,x/;s/$/\\r/' | $aslab eval -o x.csv");
    ck_assert_ptr_nonnull(strstr(r.err, "line 3, column 'label'"));
    ck_assert_ptr_nonnull(strstr(r.err, "line 3: there is no column 'given'"));
    ck_assert_ptr_nonnull(strstr(r.err, "line 40000, column 'label'"));
    result_free(&r);
}
END_TEST

/* A grid that is too large is rejected immediately in one line by every command, even if the product of its axes
 * overflows 64 bits. */
START_TEST(grids_that_are_too_large)
{
#define HUGE_GRID "--gamma-pos 0:1:1000000000 --gamma-neg 0:1:1000000000 --margin 0:0.5:1000000000"
    const bad_case cases[] = {
        {NULL, "properties --loss asl --gamma-neg 0:8:100000 --margin 0:0.5:100000 -o out.csv", 2, "10000000000 rows"},
        {NULL, "properties --loss asl --gamma-pos 0:1:4294967 --gamma-neg 0:1:4294967 --margin 0:0.5:1000000", 2,
         "rows"},
        {NULL, "properties --loss asl " HUGE_GRID, 2, "rows"},
        {NULL,
         "properties --loss asl --gamma-pos 0:1:1000000000 --gamma-neg 0:1:1000000000 --margin 0:0.5:10 -o out.csv", 2,
         "1e+19 rows; the limit is 1000000000"},
        {NULL, "sweep " HUGE_GRID " --missing 0:1:1000000000 --spurious 0:1:1000000000 -o out.csv", 2, "rows"},
        {NULL, "sweep --dist late --dist init --missing 0:1:600000000", 2, "1200000000 rows"},
        {NULL, "curve --loss asl --points 600000000 --label both -o out.csv", 2, "1200000000 rows"},
        {NULL, "curve --loss ce --loss asl --points 600000000", 2, "1200000000 rows"},
        {NULL, "curve --loss asl " HUGE_GRID, 2, "losses"},
        {NULL, "mislabel --dist late --loss asl " HUGE_GRID, 2, "losses"},
        {NULL, "train --loss asl " HUGE_GRID, 2, "losses"},
        {NULL, "train --lr 0.1:1:1000000000 --missing 0:1:1000000000 --spurious 0:1:1000000000 -o out.csv", 2, "runs"},
        {NULL, "train --lr 0.1:1:100000 --epochs 2000 --trajectory --records 100000", 2, "100000000000 rows"},
        {NULL, "missing dir --shards 99999999999999999999", 2, "--shards"},
    };
    REFUSE(cases);
}
END_TEST

/* Names of kernels that do not exist, or that this CPU cannot run. */
START_TEST(kernels_that_are_not_there)
{
    static const char *const names[] = {"bogus", "AVX2", "scalar ", "avx512", "avx2", "sse2"};
    static const char *const commands[] = {
        "train --loss asl --train 64 --batch 32 --test 32 --epochs 1 --seeds 1 --quiet -o out.csv",
        "run bias --seeds 1 --train 64 --batch 32 --test 32 --epochs 1 --quiet -o made",
        "figures bias -o made --quiet",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        setenv("ASLAB_KERNEL", names[i], 1);
        bool there = asl_variant_check(NULL) == ASL_OK;
        for (size_t k = 0; k < (there ? 1 : sizeof commands / sizeof commands[0]); k++) {
            result r = shell("rm -rf out.csv made; $aslab %s", commands[k]);
            ck_assert_msg(r.status == (there ? 0 : 2), "%s: %d %s", names[i], r.status, r.err);
            bool one_line = strchr(r.err, '\n') == r.err + strlen(r.err) - 1;
            if (!there) ck_assert_msg(one_line && strstr(r.err, names[i]) && strstr(r.err, "scalar"), "%s", r.err);
            if (!there) ck_assert(!file_exists(in_workdir("out.csv")));
            result_free(&r);
        }
    }
}
END_TEST

START_TEST(training)
{
    const bad_case cases[] = {
        {NULL, "train --loss asll", 2, "'asll'"},
        {NULL, "train --loss ce --loss ce", 2, "losses 1 and 2"},
        {NULL, "train --reference cee", 2, "--reference: "},
        {NULL, "train --regime coco", 2, "--regime = 'coco'"},
        {NULL, "train --missing 1.5", 2, "is outside [0, 1]"},
        {NULL, "train --lr 0", 2, "--lr"},
        {NULL, "train --hidden 2.5", 2, "--hidden = 2.5"},
        {NULL, "train --seeds 0-", 2, "--seeds"},
        {NULL, "train --seeds 5-4", 2, "seed"},
        {NULL, "train --seeds x", 2, "--seeds"},
        {NULL, "train --bias neutrl", 2, "--bias: 'neutrl'"},
        {NULL, "train --bias zero,zero", 2, "zero"},
        {NULL, "train --adapt-rate 0.1", 2, "--adapt-rate"},
        {NULL, "train --loss focal --adapt-target 0.1", 2, "needs a loss with a gamma_neg"},
        {NULL, "train --records 3", 2, "--records"},
        {NULL, "train --trajectory --records 9999", 2, "is larger than the number of steps, 1560"},
        {NULL, "train --train 100", 2, "--batch = 128"},
        {NULL, "train --lr 0.1,0.2 --validation 0", 2, "learning rates"},
        {NULL, "train --lr 0.1,0.2 --validation 0.0005 --train 500", 2, "learning rates"},
        {NULL, "train --noise single --missing 0.1", 2, "--missing"},
        {NULL, "train --noise pair --spurious 0.1", 2, "--spurious"},
        {NULL, "train --positives 70", 2, "70 positives per sample"},
        {NULL, "train --data nowhere", 2, "nowhere/train.csv"},
        {NULL, "train --data nowhere --labels 5", 2, "--labels"},
        {NULL, "train --gamma-neg 0:5:1000 --margin 0:0.5:1000", 2, "1000000 losses; the limit is 10000"},
        {NULL, "train --lr 0.001:1:1000 --missing 0:1:1001", 2, "the limit is 1000000"},
        {NULL, "train --loss ce --loss asl --margin 0.1", 2, "--margin"},
        {NULL, "train --seeds -3", 2, "--seeds = '-3'"},
        {NULL, "train --seeds 00000000000000000000000000000000000007-9", 2, "--seeds"},
        {NULL, "train --bias zero,", 2, "--bias"},
        {NULL, "train --lr 0.1,0.1", 2, "--lr: 0.1"},
        {NULL, "train --loss asl:margin=0 --loss asl:margin=-0", 2, "losses 1 and 2"},
        {NULL, "train --rescue-at 0.5", 2, "--rescue-at"},
        {NULL, "train --rescue discrd", 2, "--rescue: 'discrd'"},
        {NULL, "train --momentum 0.5", 2, "--momentum"},
        {NULL, "train --data ''", 2, "--data = ''"},
        {NULL, "train --data dir/nowhere --data nowhere", 2, "dir/nowhere/train.csv"},
        {NULL, "train --gamma-pos 0:1:4194304 --gamma-neg 0:1:2097152 --margin 0:0.5:2097152", 2, "the limit is 10000"},
        {NULL, "mislabel --missing 0.1 in.csv", 2, "--missing"},
        {NULL, "mislabel --dist late in.csv", 2, "--dist"},
        {NULL, "mislabel --dist lat", 2, "--dist: "},
        {NULL, "mislabel --dist late --group x", 2, "--group"},
        {NULL, "mislabel --top 3 --curve --dist late", 2, "--top"},
        {"prob,given\\n0.5,1\\n", "mislabel --curve in.csv", 2, "'truth'"},
        {"prob,given\\n0.5,1\\n", "mislabel --group who in.csv", 2, "'who'"},
        {"prob,truth\\n0.5,1\\n", "mislabel in.csv", 2, "'given'"},
        {NULL, "figures real", 2, "--data"},
        {NULL, "run real", 2, "--data"},
    };
    REFUSE(cases);
}
END_TEST

SUITE(bad_input, grids_that_are_too_large, kernels_that_are_not_there, training, wrong_usage, values_out_of_range,
      losses_of_a_batch_outside_training, bad_files_for_eval, bad_files_for_stats, bad_numbers_to_check,
      test_vectors_that_cannot_be_made, outputs_that_cannot_be_written, outputs_over_inputs, nothing_to_draw,
      a_disk_that_fills_up, without_gnuplot, a_gnuplot_that_fails, a_picture_that_does_not_fit,
      file_names_that_gnuplot_would_run, experiments_that_stop_half_way, lines_are_counted_whatever_their_ends)
