/* Experiment files. */
#include <stdlib.h>
#include <string.h>

#include "io/experiment.h"
#include "support.h"

static const char *const known[] = {"loss", "gamma-neg", "points"};

START_TEST(read_and_written_again)
{
    const char *text =
        "title = 'it\\'s'\ncommand = 'curve'\nlabels = {'a', 'b'}\noptions {\n  loss = {'ce', 'asl:margin=0.1'}\n"
        "  gamma-neg = '1,2'\n}\nargs = {'x.csv'}\n"
        "claim { text = 't' paper = '1' column = 'c' where = {'a=1'} expect = 'is 1' }\n";
    asl_experiment e, again;
    ck_assert_int_eq(asl_experiment_read(&e, "dir/my-exp.conf", text, known, 3, NULL), ASL_OK);
    ck_assert_str_eq(e.name, "my-exp");
    ck_assert_str_eq(e.title, "it's");
    ck_assert_uint_eq(e.nsettings, 2);
    ck_assert_str_eq(e.settings[0].values[1], "asl:margin=0.1");
    ck_assert_uint_eq(e.nclaims, 1);
    ck_assert_str_eq(e.claims[0].measure, "value");
    asl_text t = {0};
    asl_experiment_write(&e, &t);
    ck_assert_int_eq(asl_experiment_read(&again, "my-exp.conf", t.data, known, 3, NULL), ASL_OK);
    asl_text u = {0};
    asl_experiment_write(&again, &u);
    ck_assert_str_eq(t.data, u.data);
    asl_text_free(&t);
    asl_text_free(&u);
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
        asl_text t = {0};
        asl_error err;
        asl_experiment_write(&e, &t);
        ck_assert_msg(asl_experiment_read(&again, "x.conf", t.data, known, 3, &err) == ASL_OK, "%s: %s", odd[i],
                      err.text);
        ck_assert_str_eq(again.title, odd[i]);
        asl_text_free(&t);
        asl_experiment_free(&again);
    }
}
END_TEST

START_TEST(mistakes_name_the_line)
{
    const struct {
        const char *text, *message;
    } cases[] = {
        {"command = 'curve'\noptions {\n  loos = 'ce'\n}\n", "x.conf: line 3: no such option 'loos'"},
        {"command = 'curve'\ntitel = 'x'\n", "x.conf: line 2: no such option 'titel'"},
        {"command 'curve'\n", "x.conf: line 1"},
        {"command = 'curve\n", "x.conf"},
        {"options {\n", "x.conf"},
        {"title = 'x'\n", "x.conf: no command is given"},
        {"command = 'curve'\nclaim { text = 'x' }\n", "x.conf: claim 1 needs text, column and expect"},
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
    const char *bad[] = {"/tmp/.conf", "a b.conf", "a'b.conf", "a$b.conf", "..", "a.b.conf"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        asl_experiment e;
        ck_assert_int_eq(asl_experiment_read(&e, bad[i], "command = 'curve'", known, 3, NULL), ASL_BAD);
    }
}
END_TEST

SUITE(experiment, read_and_written_again, odd_texts_survive, mistakes_name_the_line, names_are_plain)
