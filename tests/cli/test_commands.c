/* The commands, as a user runs them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/gnuplot.h"
#include "options/options.h"
#include "support.h"

/* Runs a command that must succeed without messages, and reads its CSV output. */
static table csv_of(const char *command)
{
    result r = shell("%s", command);
    ck_assert_msg(r.status == 0, "%s: %s", command, r.err);
    ck_assert_str_eq(r.err, "");
    table t;
    table_parse(&t, r.out);
    result_free(&r);
    return t;
}

static void prints(const char *command, const char *part)
{
    result r = shell("%s", command);
    ck_assert_msg(r.status == 0, "%s: %s", command, r.err);
    ck_assert_msg(strstr(r.out, part) != NULL, "%s does not print '%s' but:\n%s", command, part, r.out);
    result_free(&r);
}

START_TEST(help_and_version)
{
    prints("$aslab --version", "aslab 0.");
    prints("$aslab --help", "explain");
    prints("$aslab help curve", "--points N");
    prints("$aslab curve --help", "(default 501)");
    prints("$aslab stats --help", "delta_p");
    prints("$aslab explain --help", "usage: aslab explain [options] LOSS");
    prints("$aslab run --help", "EXPERIMENT");
}
END_TEST

START_TEST(every_command_has_help_that_fits_a_terminal)
{
    result r =
        shell("for c in $($aslab --help | sed -n 's/^  \\([a-z]*\\)  .*/\\1/p'); do $aslab $c --help || echo FAILED "
              "$c; done | awk 'length($0) > 80 {print \"LONG\", $0} /FAILED/'; "
              "$aslab --help | awk 'length($0) > 80'; $aslab --help | grep -c '^  [a-z][a-z]*  '");
    ck_assert_str_eq(r.out, "16\n");
    result_free(&r);
}
END_TEST

/* Runs every example of a help text with an invalid last option. The error must name that option, so the rest of the
 * example is valid. */
START_TEST(examples_of_the_help_are_commands)
{
    result r = shell("for c in $($aslab --complete '' | cut -f1 | grep -v '^-'); do $aslab $c --help | "
                     "sed -n '/^examples:/,$s/^  //p'; done | sed 's/.*&& //; s/.*| //; s/ >.*//' | grep '^aslab '");
    size_t n = 0;
    for (char *line = strtok(r.out, "\n"); line != NULL; line = strtok(NULL, "\n"), n++) {
        bool own_file = strstr(line, "aslab run ./my.conf") != NULL;
        result e =
            shell(own_file ? "$aslab curve --loss ce --points 2 --save my.conf >x.csv; $%s --threads 0 </dev/null"
                           : "$%s --threads 0 </dev/null",
                  line);
        ck_assert_msg(e.status == 2 && strstr(e.err, "--threads = 0") != NULL, "%s: %s", line, e.err);
        result_free(&e);
    }
    ck_assert_uint_gt(n, 35);
    result_free(&r);
}
END_TEST

/* Tries every subset of a table's options and compares the result with the rules in its rows. */
START_TEST(options_need_and_exclude_each_other)
{
    static const asl_option options[] = {
        ASL_COUNT_OPTION("must", NULL, 0, 9, "x", .required = true),
        ASL_FLAG_OPTION("base", "x"),
        ASL_FLAG_OPTION("more", "x", .needs = "base"),
        ASL_FLAG_OPTION("other", "x", .excludes = "first|more"),
        ASL_FLAG_OPTION("first", "x"),
        {.name = NULL},
    };
    const asl_command command = {.name = "test", .options = options};
    char *const words[] = {"--must=1", "--base", "--more", "--other", "--first"};
    for (unsigned set = 0; set < 32; set++) {
        char *argv[5];
        int argc = 0;
        bool has[5];
        for (int i = 0; i < 5; i++) {
            has[i] = (set >> i & 1) != 0;
            if (has[i]) argv[argc++] = words[i];
        }
        asl_options o = {.command = &command};
        asl_error err = {0};
        bool good = has[0] && (!has[2] || has[1]) && !(has[3] && (has[2] || has[4]));
        ck_assert_msg((asl_options_parse(&o, argc, argv, &err) == ASL_OK) == good, "%u: %s", set, err.text);
        if (good) asl_options_free(&o);
    }
}
END_TEST

START_TEST(losses_as_text_and_table)
{
    prints("$aslab losses", "-u^gamma_neg log(1 - u), u = max(p - margin, 0)");
    prints("$aslab losses", "'aslab train' accepts them");
    prints("$aslab losses ghm_c", "bins       [1, 100], default 30");
    prints("$aslab losses focal", "gamma      [0, 30], default 2");
    table t = csv_of("$aslab losses --csv");
    ck_assert_uint_eq(t.columns, 6);
    ck_assert_str_eq(table_cell(&t, 0, "name"), "ce");
    ck_assert_str_eq(table_cell(&t, 0, "param"), "");
    ck_assert_str_eq(table_cell(&t, 4, "param"), "margin");
    ck_assert_double_eq(table_number(&t, 4, "default"), 0.05);
    table_free(&t);
}
END_TEST

START_TEST(eval_keeps_columns_and_adds_three)
{
    table t = csv_of("printf 'id,prob,label\\n\"a,b\",0.5,1\\n x ,0.5,0\\n' | $aslab eval --loss ce");
    ck_assert_uint_eq(t.columns, 6);
    ck_assert_str_eq(table_cell(&t, 0, "id"), "a,b");
    ck_assert_str_eq(table_cell(&t, 1, "id"), " x ");
    ck_assert_double_eq_tol(table_number(&t, 0, "loss"), log(2), 1e-15);
    ck_assert_double_eq(table_number(&t, 0, "grad"), -0.5);
    ck_assert_double_eq(table_number(&t, 1, "hess"), 0.25);
    table_free(&t);
}
END_TEST

START_TEST(eval_takes_given_before_label)
{
    table t = csv_of("printf 'label,given,logit\\ncat,1,0\\n' | $aslab eval --loss ce -");
    ck_assert_double_eq(table_number(&t, 0, "grad"), -0.5);
    table_free(&t);
}
END_TEST

START_TEST(eval_at_certainty_and_of_the_unknown)
{
    result r = shell("printf 'prob,label\\n0,1\\n1,0\\n1,1\\n0.5,-1\\n0.5,\\n' | $aslab eval --loss ce");
    ck_assert_int_eq(r.status, 0);
    ck_assert_str_eq(r.out, "prob,label,loss,grad,hess\n0,1,inf,-1,0\n1,0,inf,1,0\n1,1,0,0,0\n0.5,-1,,,\n0.5,,,,\n");
    ck_assert_ptr_nonnull(strstr(r.err, "3 probabilities"));
    ck_assert_ptr_nonnull(strstr(r.err, "2 labels"));
    result_free(&r);
    r = shell("printf 'prob,label\\n0,1\\n' | $aslab eval --quiet");
    ck_assert_str_eq(r.err, "");
    result_free(&r);
}
END_TEST

START_TEST(curve_defaults)
{
    table t = csv_of("$aslab curve --loss ce");
    ck_assert_uint_eq(t.rows, 501);
    ck_assert_str_eq(table_cell(&t, 0, "label"), "0");
    ck_assert_double_eq(table_number(&t, 500, "prob"), 1);
    table_free(&t);
    t = csv_of("$aslab curve --loss ce --x logit --points 3 --label both");
    ck_assert_uint_eq(t.rows, 6);
    ck_assert_double_eq(table_number(&t, 0, "logit"), -10);
    table_free(&t);
    t = csv_of("$aslab curve --loss ce --loss asl --x=prevalence --points=11 --from 0.5");
    ck_assert_uint_eq(t.rows, 22);
    ck_assert_double_eq(table_number(&t, 0, "prevalence"), 0.5);
    table_free(&t);
}
END_TEST

/* Tools such as cut can split every output with a loss at commas: it has no quotes, and all rows have the same number
 * of fields. */
START_TEST(cut_splits_every_output_with_a_loss)
{
    static const char *const commands[] = {
        "curve --loss ce --loss asl --loss ral --points 5",
        "curve --loss asl --x prevalence --points 5",
        "properties --loss ce --loss asl --loss apl",
        "properties --loss asl --gamma-neg 0:4:3 --margin 0:0.2:3",
        "mislabel --dist late --samples 500 --loss ce --loss asl",
        "mislabel --dist late --samples 500 --loss asl --top 3",
        "mislabel --dist late --samples 500 --loss asl --curve",
        "mislabel --dist late --samples 500 --loss asl --roc",
        "train --loss ce --loss asl --train 200 --test 100 --labels 12 --features 4 --epochs 1 --seeds 2",
        "train --loss asl --train 200 --test 100 --labels 12 --features 4 --epochs 1 --seeds 1 --trajectory",
        "check --loss asl mine.csv --csv",
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        result r =
            shell("$aslab golden --quiet --loss asl:gamma_pos=1 -o g; cp g/*.csv mine.csv; rm -f out*; "
                  "$aslab %s --quiet -o out.csv; for f in out*.csv; do grep -q asl: $f && ! grep '\"' $f && "
                  "awk -F, 'NR == 1 {n = NF} NF != n {print; bad = 1} END {exit bad || n < 2}' $f || exit 9; done",
                  commands[i]);
        ck_assert_msg(r.status == 0, "%s: %s%s", commands[i], r.out, r.err);
        result_free(&r);
    }
    prints("$aslab curve --loss asl --points 3 | cut -d, -f1-2 | tail -n 1",
           "asl:gamma_pos=0:gamma_neg=4:margin=0.05,0\n");
}
END_TEST

/* A loss in a CSV file can be pasted into a command, and in messages a loss has the spelling for commands. */
START_TEST(losses_of_a_csv_are_losses_of_a_command)
{
    result r = shell("loss=$($aslab curve --loss asl:margin=0.1 --points 2 | tail -n 1 | cut -d, -f1) && "
                     "$aslab explain $loss > a && $aslab explain asl:margin=0.1 > b && cmp a b && head -n 1 a && "
                     "$aslab curve --loss $loss --points 3 --quiet --save s.conf -o a.csv && "
                     "edit 's/asl:gamma_pos=0,/asl:gamma_pos=0:/' s.conf && $aslab run s.conf --quiet -o made && "
                     "cmp a.csv made/s.csv");
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    ck_assert_ptr_nonnull(strstr(r.out, "asl:gamma_pos=0,gamma_neg=4,margin=0.1"));
    result_free(&r);
}
END_TEST

START_TEST(explain_says_what_matters)
{
    prints("$aslab explain asl:gamma_neg=4,margin=0.05", "-u^4 log(1 - u), u = max(p - 0.05, 0)");
    prints("$aslab explain asl:gamma_neg=4,margin=0.05", "p* = 0.90007");
    prints("$aslab explain asl:gamma_neg=4,margin=0.05", "they are rejected");
    prints("$aslab explain focal", "not rejected");
    prints("$aslab explain ce", "There is no p*");
    prints("$aslab explain asl_detached", "The expected loss is least at p = 0.478");
    table t = csv_of("$aslab explain asl:gamma_neg=2,margin=0.1 --csv");
    ck_assert_str_eq(table_cell(&t, 0, "quantity"), "p_star");
    ck_assert_double_eq_tol(table_number(&t, 0, "value"), .850019, 5e-7);
    table_free(&t);
}
END_TEST

/* Compares one line about a range of p, such as "  0.05 < p <= 0.9   the gradient rises from 0 to 0.73", with the loss
 * itself. */
static bool check_range(const asl_loss *loss, const char *line)
{
    double a = 0, b = 1, from, to, last = (double)NAN;
    bool all = strncmp(line, "  all p", 7) == 0;
    bool range = all || sscanf(line, " p <= %lf", &b) == 1 || sscanf(line, " p > %lf", &a) == 1 ||
                 sscanf(line, " %lf < p <= %lf", &a, &b) == 2;
    if (!range || strstr(line, "1 - ") != NULL || strstr(line, "not a number") != NULL) return false;
    const char *says = strstr(line, "the gradient rises from"), *falls = strstr(line, "the gradient falls from");
    bool numbers = (says != NULL && sscanf(says, "the gradient rises from %lf to %lf", &from, &to) == 2) ||
                   (falls != NULL && sscanf(falls, "the gradient falls from %lf to %lf", &from, &to) == 2);
    for (int k = 1; k < 40; k++) {
        asl_loss_value j = asl_loss_at(loss, asl_sigmoid_of_prob(a + (b - a) * k / 40), 0);
        double off = 2e-5 * (1 + fabs(j.grad));
        bool silent = strstr(line, "no loss and no gradient") != NULL, flat = strstr(line, "is constant") != NULL;
        ck_assert_msg(silent || flat || numbers, "not understood: %s", line);
        ck_assert_msg(!silent || (j.value == 0 && j.grad == 0), "%s: %s", loss->family->name, line);
        if (!numbers) continue;
        bool between = j.grad >= fmin(from, to) - off && j.grad <= fmax(from, to) + off;
        bool one_way = isnan(last) || (says != NULL ? j.grad >= last - off : j.grad <= last + off);
        ck_assert_msg(between && one_way, "%s: %g after %g: %s", loss->family->name, j.grad, last, line);
        last = j.grad;
    }
    return true;
}

static size_t check_explanation(const asl_loss *loss)
{
    asl_strbuf spec = {0};
    asl_loss_write(loss, &spec);
    char *text = asl_strbuf_take(&spec, NULL);
    result r = shell("$aslab explain '%s' | sed -n '/^Gradient/,/^$/p'", text);
    size_t ranges = 0;
    for (char *line = strtok(r.out, "\n"); line != NULL; line = strtok(NULL, "\n")) ranges += check_range(loss, line);
    result_free(&r);
    free(text);
    return ranges;
}

START_TEST(explanations_hold)
{
    dice d = {19};
    size_t ranges = 0;
    for (size_t i = 0; i < 4 * asl_family_count(); i++) {
        const asl_family *family = asl_family_at(i % asl_family_count());
        if (family->kind != ASL_POINTWISE) continue;
        asl_loss loss = any_loss(&d, family);
        ranges += check_explanation(&loss);
    }
    ck_assert_uint_gt(ranges, 100);
    prints("$aslab explain ral:lambda=5.868,e0=-2.497,gamma_neg=0,margin=0.05 | grep -c 'no loss' || true", "0\n");
    prints("$aslab explain apl:e0=-1,gamma_neg=0.5,margin=0.05", "unbounded");
}
END_TEST

START_TEST(properties_over_a_grid)
{
    table t = csv_of("$aslab properties --loss asl --gamma-neg 0,2 --margin=0.05,0.1");
    ck_assert_uint_eq(t.rows, 4);
    ck_assert_double_eq_tol(table_number(&t, 3, "p_star"), .850019, 5e-7);
    table_free(&t);
    t = csv_of("$aslab properties --loss focal --gamma 2");
    ck_assert_double_eq_tol(table_number(&t, 0, "peak"), 1.128983, 5e-7);
    table_free(&t);
}
END_TEST

#define LONG_FORM "sample,label,prob,given\\n1,a,0.9,1\\n1,b,0.2,0\\n2,a,0.3,0\\n2,b,0.6,1\\n"
#define WIDE_FORM "sample,p_a,p_b,y_a,y_b\\n1,0.9,0.2,1,0\\n2,0.3,0.6,0,1\\n"

START_TEST(stats_of_both_forms_agree)
{
    result a = shell("printf '" LONG_FORM "' | $aslab stats"), b = shell("printf '" WIDE_FORM "' | $aslab stats -");
    ck_assert_int_eq(a.status, 0);
    ck_assert_str_eq(a.out, b.out);
    table t;
    table_parse(&t, a.out);
    ck_assert_uint_eq(t.rows, 3);
    ck_assert_uint_eq(t.columns, 24);
    ck_assert_double_eq(table_number(&t, 2, "ap"), 1);
    table_free(&t);
    result_free(&a);
    result_free(&b);
}
END_TEST

START_TEST(stats_leaves_out_the_unknown)
{
    result r = shell("printf 'p_a,y_a,note\\n0.9,1,x\\n0.4,-1,y\\n0.2,,z\\n0,0,\\n' | $aslab stats");
    ck_assert_int_eq(r.status, 0);
    ck_assert_ptr_nonnull(strstr(r.err, "2 labels"));
    ck_assert_ptr_nonnull(strstr(r.err, "1 probabilities"));
    table t;
    table_parse(&t, r.out);
    ck_assert_double_eq(table_number(&t, 0, "n"), 2);
    table_free(&t);
    result_free(&r);
}
END_TEST

START_TEST(output_goes_to_a_file)
{
    result r = shell(
        "$aslab curve --loss ce --points 3 -o a.csv && $aslab curve --loss ce --points 3 > b.csv && cmp a.csv b.csv && "
        "$aslab losses -o - | head -n 1");
    ck_assert_int_eq(r.status, 0);
    ck_assert_str_eq(r.err, "");
    ck_assert(strncmp(r.out, "p = sigmoid", 11) == 0);
    result_free(&r);
}
END_TEST

START_TEST(pictures_of_every_command)
{
    if (!asl_gnuplot_found()) {
        puts("SKIPPED: gnuplot is not here");
        return;
    }
    const char *commands[] = {
        "curve --loss ce --loss asl --label both",
        "curve --loss focal --x prevalence --points 21",
        "curve --loss asl --x logit --label 1",
        "properties --loss ce --loss asl",
        "properties --gamma-neg 0:4:5",
        "properties --gamma-neg 0:4:5 --margin 0:0.2:3",
        "properties --gamma-neg 0:4:3 --margin 0:0.2:3 --gamma-pos 0,1",
        "stats long.csv",
        "stats one.csv",
        "sweep",
        "sweep --gamma-neg 0:4:5 --missing 0,0.5 --dist long.csv",
        "eval --loss ce long.csv",
        "losses --csv",
        "explain asl --csv",
    };
    size_t n = sizeof commands / sizeof commands[0];
    result w = shell("printf '" LONG_FORM "' > long.csv; printf 'prob,given\\n0.1,0\\n' > one.csv");
    result_free(&w);
    for (size_t i = 0; i < n; i++) {
        bool drawn = i < n - 2; /* the last two commands print tables of text, which cannot be plotted */
        result r = shell(
            "$aslab %s --plot x.svg --title 'T`x`' > x.csv && test -s x.svg && test -s x.csv && grep -q '<svg' x.svg",
            commands[i]);
        ck_assert_msg((r.status == 0) == drawn, "%s: %s", commands[i], r.err);
        result_free(&r);
        r = shell("rm -f x.svg x.csv; ls -A | grep -v -e long.csv -e one.csv -e stdout.txt -e stderr.txt");
        ck_assert_str_eq(r.out, "");
        result_free(&r);
    }
    result r =
        shell("$aslab curve --loss ce -o c.csv --plot c.gp && gnuplot -e \"term='png'\" c.gp && test -s c.png && "
              "$aslab curve --loss ce --plot 'it'\\''s.pdf' > c2.csv && test -s 'it'\\''s.pdf' && cmp c.csv c2.csv");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
}
END_TEST

START_TEST(saved_commands_run_again)
{
    result r =
        shell("$aslab curve --loss asl:margin=0.1 --loss ce --points 7 --title \"it's\" --save mine.conf > a.csv && "
              "$aslab run ./mine.conf -o d --render none --quiet && cmp a.csv d/mine.csv && "
              "$aslab run mine.conf -o d --render none --points 3 && wc -l < d/mine.csv && ls d");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "7\nmine.csv\nmine.gp\nmine.meta\n");
    result_free(&r);
}
END_TEST

START_TEST(a_reader_that_goes_away)
{
    result r = shell("$aslab curve --loss ce --points 1000000 | head -n 1; echo left");
    ck_assert_str_eq(r.out, "loss,label,logit,prob,value,grad,grad_norm,hess\nleft\n");
    ck_assert_str_eq(r.err, "");
    result_free(&r);
}
END_TEST

START_TEST(interrupted_work_leaves_nothing)
{
    result r = shell("$aslab curve --loss asl --points 900000000 -o big.csv & sleep 0.3; ls -A | grep -c tmp; kill "
                     "-TERM $!; wait $!; "
                     "echo $?; ls -A | grep -e big -e tmp");
    ck_assert_str_eq(r.out, "1\n143\n");
    result_free(&r);
}
END_TEST

START_TEST(ignored_signals_stay_ignored)
{
    result r =
        shell("trap '' HUP; $aslab curve --loss asl --points 300000 -o done.csv & sleep 0.05; kill -HUP $!; wait $!; "
              "echo $?; wc -l < done.csv");
    ck_assert_str_eq(r.out, "0\n300001\n");
    result_free(&r);
}
END_TEST

START_TEST(closed_streams_spoil_nothing)
{
    result r = shell("printf 'prob,given\\n0,0\\n' > q.csv; $aslab eval q.csv -o o.csv 2>&-; head -n 1 o.csv; "
                     "$aslab eval q.csv >&-; echo $?; $aslab eval q.csv --plot p.svg >&-; echo $?; ls p.svg; "
                     "echo kept > f; $aslab losses --csv -o /dev/stdout >> f; head -n 2 f");
    ck_assert_str_eq(r.out, "prob,given,loss,grad,hess\n1\n1\nkept\nname,param,lo,hi,default,meaning\n");
    result_free(&r);
}
END_TEST

START_TEST(an_interrupted_drawing_leaves_nothing)
{
    result r = shell(
        "mkdir fake && printf '#!/bin/sh\\nsleep 1\\necho late > x.txt\\n' > fake/gnuplot && chmod +x fake/gnuplot; "
        "PATH=$PWD/fake:$PATH $aslab curve --loss ce -o o.csv --plot p.svg & sleep 0.3; kill -TERM $!; wait $!; "
        "echo $?; sleep 1.2; ls -A");
    ck_assert_str_eq(r.out, "143\nfake\nstderr.txt\nstdout.txt\n");
    result_free(&r);
}
END_TEST

START_TEST(a_signal_leaves_no_empty_folder)
{
    result r = shell("mkfifo pipe; printf \"command = 'stats'\\nargs = {'pipe'}\\n\" > s.conf; mkdir old; "
                     "for d in a/b/c old/new; do "
                     "$aslab run ./s.conf -o $d --render none & until ls -A $d 2>/dev/null | grep -q tmp; do "
                     "sleep 0.02; done; kill -TERM $!; wait $!; echo $?; done; ls -A; ls -A old");
    ck_assert_str_eq(r.out, "143\n143\nold\npipe\ns.conf\nstderr.txt\nstdout.txt\n");
    result_free(&r);
}
END_TEST

START_TEST(a_full_disk_names_the_picture_asked_for)
{
    if (!asl_gnuplot_found()) return;
    result r = shell("(ulimit -f 4; $aslab curve --loss ce --points 2000 --plot p.svg > /dev/null); echo $?; ls");
    ck_assert_str_eq(r.out, "1\nstderr.txt\nstdout.txt\n");
    ck_assert(strncmp(r.err, "aslab: ", 7) == 0 && strchr(r.err, '\n') == r.err + strlen(r.err) - 1);
    ck_assert_ptr_nonnull(strstr(r.err, "p.svg: File too large"));
    result_free(&r);
}
END_TEST

SUITE(commands, a_signal_leaves_no_empty_folder, a_full_disk_names_the_picture_asked_for, help_and_version,
      every_command_has_help_that_fits_a_terminal, examples_of_the_help_are_commands,
      options_need_and_exclude_each_other, losses_as_text_and_table, eval_keeps_columns_and_adds_three,
      eval_takes_given_before_label, eval_at_certainty_and_of_the_unknown, curve_defaults,
      cut_splits_every_output_with_a_loss, losses_of_a_csv_are_losses_of_a_command, explain_says_what_matters,
      explanations_hold, properties_over_a_grid, stats_of_both_forms_agree, stats_leaves_out_the_unknown,
      output_goes_to_a_file, pictures_of_every_command, saved_commands_run_again, a_reader_that_goes_away,
      interrupted_work_leaves_nothing, ignored_signals_stay_ignored, closed_streams_spoil_nothing,
      an_interrupted_drawing_leaves_nothing)
