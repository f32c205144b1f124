/* Large input is streamed; if a command runs out of memory, it fails with one line. This test uses small inputs and
 * limits on address space; tests/long/big.sh has the real sizes, for `make ci-long`. An algorithm that becomes
 * quadratic exceeds the time limit of the suite. */
#define _XOPEN_SOURCE 700
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/memory.h"
#include "support.h"

/* A sanitizer reserves terabytes of address space, so limits on it do not work. */
static bool limits_work(void)
{
    bool work = strstr(ASLAB_BIN, "/asan/") == NULL && strstr(ASLAB_BIN, "/tsan/") == NULL;
#ifndef __linux__
    work = false;
#endif
    if (!work) puts("SKIPPED: limits on memory, beside a sanitizer or not on Linux");
    return work;
}

START_TEST(columns_by_the_hundred_thousand)
{
    result r = shell(
        "seq 100000 | awk '{ printf \"%%sp_l%%d,y_l%%d\", s, $1, $1; s = \",\" }' > wide.csv; "
        "for i in 1 2; do seq 100000 | awk '{ printf \"%%s.%%d,%%d\", (NR > 1 ? \",\" : \"\\n\"), $1 %% 9 + 1, "
        "$1 %% 2 }'; done >> wide.csv; "
        "for c in stats mislabel 'sweep --dist'; do $aslab $c wide.csv --quiet | wc -l; done; "
        "! command -v gnuplot > /dev/null || $aslab stats wide.csv --quiet --plot wide.svg -o out.csv; "
        "mkdir d; tr p x < wide.csv | cut -d, -f 1-20000 > d/train.csv; cp d/train.csv d/test.csv; "
        "$aslab train --loss ce --data d --batch 1 --epochs 1 --hidden 1 --seeds 1 --validation 0 --quiet | wc -l");
    ck_assert_msg(strcmp(r.out, "100002\n100002\n2\n2\n") == 0, "%.200s %s", r.out, r.err);
    result_free(&r);
}
END_TEST

START_TEST(names_are_found_and_not_added)
{
    asl_intern t = {0};
    uint32_t number = 7;
    char text[32];
    ck_assert(!asl_intern_find(&t, "a", 1, &number));
    for (int i = 0; i < 5000; i++) {
        int n = snprintf(text, sizeof text, "name %d", i);
        ck_assert_int_eq(asl_intern_put(&t, text, (size_t)n, &number, NULL), ASL_OK);
    }
    ck_assert(asl_intern_find(&t, "name 77", 7, &number));
    ck_assert_uint_eq(number, 77);
    ck_assert(!asl_intern_find(&t, "name 5000", 9, &number) && !asl_intern_find(&t, "name", 4, &number));
    ck_assert_uint_eq(t.count, 5000);
    asl_intern_free(&t);
}
END_TEST

/* Expects exit status 1, and one line with the number of bytes that could not be allocated. */
static void says_out_of_memory(const result *r, const char *command)
{
    const char *bytes = strstr(r->err, "out of memory: cannot allocate ");
    ck_assert_msg(r->status == 1 && strncmp(r->err, "aslab: ", 7) == 0 && bytes != NULL, "%s: %d %s", command,
                  r->status, r->err);
    ck_assert_msg(strchr(r->err, '\n') == r->err + strlen(r->err) - 1, "%s: not one line: %s", command, r->err);
    ck_assert_int_gt(atoll(bytes + strlen("out of memory: cannot allocate ")), 1000000);
}

START_TEST(too_much_fails_with_one_line)
{
    const struct {
        const char *header, *row, *command;
    } cases[] = {
        {"sample,label,prob,given", "1,a,0.5,1\n1,a,0.4,0", "$aslab stats in.csv"},
        {"sample,label,prob,given", "1,a,0.5,1\n1,a,0.4,0", "$aslab mislabel in.csv"},
        {"sample,label,prob,given", "1,a,0.5,1\n1,a,0.4,0", "$aslab sweep --dist in.csv"},
        {"logit,label,value,grad", "0.5,1,0.474,-0.37", "$aslab check --loss ce in.csv"},
        {"sample,label,prob,given", "1,a,0.5,1\n1,a,0.4,0", "cat in.csv | $aslab mislabel"},
    };
    if (!limits_work()) return;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result r = shell("(echo '%s'; yes '%s' | head -n 2000000) > in.csv; ulimit -v 60000; %s --quiet -o out.csv",
                         cases[i].header, cases[i].row, cases[i].command);
        says_out_of_memory(&r, cases[i].command);
        ck_assert(!file_exists(in_workdir("out.csv")));
        result_free(&r);
    }
}
END_TEST

START_TEST(features_that_do_not_fit)
{
    if (!limits_work()) return;
    result r =
        shell("mkdir d; (seq -s, 200 | sed 's/^/x/;s/,/,x/g;s/$/,y_a/'; "
              "yes \"$(seq -s, 201 | sed 's/201$/1/')\" | head -n 50000) > d/train.csv; cp d/train.csv d/test.csv; "
              "ulimit -v 60000; $aslab train --loss ce --data d --seeds 1 --epochs 1 --quiet -o out.csv");
    says_out_of_memory(&r, "train --data");
    ck_assert(!file_exists(in_workdir("out.csv")));
    result_free(&r);
}
END_TEST

START_TEST(rows_stream)
{
    if (!limits_work()) return;
    /* 60 MB of input for a process with 60 MB of address space, about 40 of which are libraries */
    result r = shell("(echo logit,label,note; yes \"1,0,$(head -c 300 /dev/zero | tr '\\0' x)\" | head -n 200000) | "
                     "(ulimit -v 60000; $aslab eval) | wc -l");
    ck_assert_str_eq(r.out, "200001\n");
    ck_assert_str_eq(r.err, "");
    result_free(&r);
}
END_TEST

START_TEST(lines_as_long_as_they_like)
{
    result r = shell("(printf 'logit,label,note\\n1,0,'; head -c 10000000 /dev/zero | tr '\\0' x; echo) > long.csv; "
                     "$aslab eval long.csv | wc -c");
    ck_assert_msg(atoi(r.out) > 10000000, "%s %s", r.out, r.err);
    result_free(&r);
    if (!limits_work()) return;
    r = shell("ulimit -v 55000; $aslab eval long.csv -o out.csv");
    ck_assert_int_eq(r.status, 1);
    /* while reading or writing the line */
    ck_assert_msg(strncmp(r.err, "aslab: out of memory: ", 22) == 0, "%s", r.err);
    ck_assert(!file_exists(in_workdir("out.csv")));
    result_free(&r);
}
END_TEST

START_TEST(what_training_needs)
{
    if (!limits_work()) return;
    result r = shell("ulimit -v 60000; $aslab explain asl > /dev/null && $aslab train --loss ce --train 200000 --seeds "
                     "1 -o out.csv");
    ck_assert_int_eq(r.status, 1);
    ck_assert_msg(strncmp(r.err, "aslab: ", 7) == 0 && strchr(r.err, '\n') == r.err + strlen(r.err) - 1, "%s", r.err);
    ck_assert_ptr_nonnull(strstr(r.err, "memory"));
    result_free(&r);
}
END_TEST

START_TEST(an_allocation_fails_with_its_size)
{
    asl_error err;
    char size[32];
    snprintf(size, sizeof size, "%zu", SIZE_MAX / 4);
    ck_assert_ptr_null(asl_alloc(SIZE_MAX, 3, &err)); /* the product overflows */
    ck_assert_int_eq(err.code, ASL_FAILED);
    if (!limits_work()) return;
    ck_assert_ptr_null(asl_alloc(SIZE_MAX / 4, 1, &err)); /* more than any address space */
    ck_assert(err.code == ASL_FAILED && strstr(err.text, size) != NULL);
    ck_assert_ptr_null(asl_resize(NULL, SIZE_MAX / 4, 1, &err));
    ck_assert(err.code == ASL_FAILED && strstr(err.text, size) != NULL);
}
END_TEST

SUITE(big, columns_by_the_hundred_thousand, names_are_found_and_not_added, too_much_fails_with_one_line,
      features_that_do_not_fit, rows_stream, lines_as_long_as_they_like, what_training_needs,
      an_allocation_fails_with_its_size)
