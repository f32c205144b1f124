/* Experiment files. */
#include <stdlib.h>
#include <string.h>

#include "io/experiment.h"
#include "support.h"

static const char *const known[] = {"loss", "gamma-neg", "points"};

START_TEST(read_and_written_again)
{
    const char *text = "title = 'it\\'s'\norder = '0'\ncommand = 'curve'\nlabels = {'a', 'b'}\noptions {\n  loss = "
                       "{'ce', 'asl:margin=0.1'}\n"
                       "  gamma-neg = '1,2'\n}\nargs = {'x.csv'}\n"
                       "claim { text = 't' paper = '1' column = 'c' where = {'a=1'} expect = 'is 1' }\n";
    asl_experiment e, again;
    ck_assert_int_eq(asl_experiment_read(&e, "dir/my-exp.conf", text, known, 3, NULL), ASL_OK);
    ck_assert_str_eq(e.name, "my-exp");
    ck_assert_str_eq(e.title, "it's");
    ck_assert_double_eq(e.order, 0);
    ck_assert_uint_eq(e.nsettings, 2);
    ck_assert_str_eq(e.settings[0].values[1], "asl:margin=0.1");
    ck_assert_uint_eq(e.nclaims, 1);
    ck_assert_str_eq(e.claims[0].measure, "value");
    asl_strbuf t = {0};
    asl_experiment_write(&e, &t);
    ck_assert_int_eq(asl_experiment_read(&again, "my-exp.conf", t.data, known, 3, NULL), ASL_OK);
    ck_assert_double_eq(again.order, 0);
    asl_strbuf u = {0};
    asl_experiment_write(&again, &u);
    ck_assert_str_eq(t.data, u.data);
    asl_strbuf_free(&t);
    asl_strbuf_free(&u);
    asl_experiment_free(&e);
    asl_experiment_free(&again);
}
END_TEST

START_TEST(odd_texts_survive)
{
    const char *odd[] = {"back\\slash",     "'",       "\\'",        "a\"b",  "${HOME}", "$(touch x)", "`x`",
                         "# not a comment", "a = {b}", "two\nlines", "ends\\"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        asl_experiment e = {.title = (char *)odd[i], .command = (char *)"curve"}, again;
        asl_strbuf t = {0};
        asl_error err;
        asl_experiment_write(&e, &t);
        ck_assert_msg(asl_experiment_read(&again, "x.conf", t.data, known, 3, &err) == ASL_OK, "%s: %s", odd[i],
                      err.text);
        ck_assert_str_eq(again.title, odd[i]);
        asl_strbuf_free(&t);
        asl_experiment_free(&again);
    }
}
END_TEST

START_TEST(mistakes_name_the_line)
{
    const struct {
        const char *text, *message;
    } cases[] = {
        {"command = 'curve'\noptions {\n  loos = 'ce'\n}\n", "x.conf, line 3: no such option 'loos'"},
        {"command = 'curve'\ntitel = 'x'\n", "x.conf, line 2: no such option 'titel'"},
        {"command 'curve'\n", "x.conf, line 1"},
        {"command = 'curve\n", "x.conf"},
        {"options {\n", "x.conf"},
        {"title = 'x'\n", "x.conf: command "},
        {"command = 'curve'\nclaim { text = 'x' }\n", "x.conf: claim 1 needs text, column and expect"},
        /* the line number of libconfuse is one too high here */
        {"/* two\nlines */ command = 'curve'\ntitel = 'x'\n", "x.conf, line"},
        {"command = 'curve'\nneeds = 'data'\n", "x.conf: needs = 'data'"},
        {"command = 'curve'\nneeds = '--'\n", "x.conf: needs = '--'"},
        {"command = 'curve'\ndraw = {'Along=x'}\n", "x.conf: draw = 'Along=x'"},
        {"command = 'curve'\ndraw = {'along'}\n", "x.conf: draw = 'along'"},
        {"command = 'curve'\nreported = {'a,b', '1;2'}\n", "x.conf: reported takes lines of CSV"},
        {"command = 'curve'\nlong = 'yes'\n", "x.conf: long = 'yes' is not 'true'"},
        {"command = 'curve'\norder = '1e999'\n", "x.conf: order = 1e999 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        asl_experiment e;
        asl_error err;
        ck_assert_int_eq(asl_experiment_read(&e, "x.conf", cases[i].text, known, 3, &err), ASL_BAD);
        ck_assert_msg(strstr(err.text, cases[i].message) == err.text, "%s", err.text);
    }
}
END_TEST

START_TEST(names_are_plain)
{
    const char *bad[] = {"/tmp/.conf", "a b.conf", "a'b.conf",    "a$b.conf",
                         "..",         "a.b.conf", "claims.conf", "fig4-summary.conf"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        asl_experiment e;
        ck_assert_int_eq(asl_experiment_read(&e, bad[i], "command = 'curve'", known, 3, NULL), ASL_BAD);
    }
}
END_TEST

/* Reading and writing an experiment keeps every part of a claim and the arguments that are not options. */
START_TEST(claims_are_kept_whole)
{
    const char *text = "command = 'curve'\nneeds = '--data DIR'\nlong = 'true'\norder = '12.5'\noptions {\n}\n"
                       "args = {'-x.csv'}\ndraw = {'along=gamma'}\nreported = {'a,b', '0,84.00'}\n"
                       "claim {\n  text = 't'\n  paper = '1'\n  measure = 'best'\n  column = 'c'\n  over = 'g'\n"
                       "  where = {'a=1'}\n  minus = {'b=1'}\n  than = {'c=1', 'd=2'}\n  than_minus = {'e=3'}\n"
                       "  band = '.01'\n  expect = 'above 0'\n}\n";
    asl_experiment e;
    asl_strbuf t = {0};
    ck_assert_int_eq(asl_experiment_read(&e, "x.conf", text, known, 3, NULL), ASL_OK);
    asl_experiment_write(&e, &t);
    const char *parts[] = {"needs = '--data DIR'",
                           "order = '12.5'",
                           "reported = {'a,b', '0,84.00'}",
                           "minus = {'b=1'}",
                           "than = {'c=1', 'd=2'}",
                           "than_minus = {'e=3'}",
                           "band = '.01'",
                           "over = 'g'"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        ck_assert_msg(strstr(t.data, parts[i]) != NULL, "%s is lost:\n%s", parts[i], t.data);
    asl_strbuf_free(&t);
    asl_experiment_free(&e);
}
END_TEST

/* A saved command gives the same output when it runs again, also with a file name that looks like an option. */
START_TEST(a_command_saved_runs_again)
{
    result r = shell(
        "printf 'logit,label\\n1,1\\n' > ./-x.csv && $aslab eval --loss ce --save e.conf -o a.csv -- -x.csv && "
        "$aslab run e.conf --quiet -o d && cmp a.csv d/e.csv && "
        "$aslab sweep --samples 200 --missing 0,0.1 --threads 1 -o one.csv && "
        "$aslab sweep --samples 200 --missing 0,0.1 --threads 2 --save s.conf -o two.csv && cmp one.csv two.csv && "
        "$aslab run s.conf --quiet -o d && cmp d/s.csv one.csv && grep -c pt_pos_se one.csv");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "1\n");
    result_free(&r);
}
END_TEST

SUITE(experiment, claims_are_kept_whole, a_command_saved_runs_again, read_and_written_again, odd_texts_survive,
      mistakes_name_the_line, names_are_plain)
