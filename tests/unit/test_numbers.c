/* base: numbers, lists, names, texts, interned strings. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/list.h"
#include "base/memory.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "support.h"

START_TEST(reals_read_back)
{
    dice d = {1};
    char text[ASL_REAL_CHARS];
    for (int i = 0; i < 20000; i++) {
        double x = ldexp(roll(&d, -1, 1), (int)roll(&d, -1000, 1000)), y = 0;
        size_t n = asl_format_real(text, x);
        ck_assert_uint_eq(n, strlen(text));
        ck_assert_int_eq(asl_scan_real(text, n, &y), ASL_NUMBER_OK);
        ck_assert(x == y);
        ck_assert(strtod(text, NULL) == x); /* another reader */
    }
}
END_TEST

START_TEST(reals_are_short)
{
    const struct {
        double x;
        const char *text;
    } cases[] = {{0.1, "0.1"},
                 {0, "0"},
                 {-0.0, "0"},
                 {1, "1"},
                 {-2.5, "-2.5"},
                 {1.0 / 3, "0.3333333333333333"},
                 {1e300, "1e+300"},
                 {5e-324, "5e-324"},
                 {(double)NAN, "nan"},
                 {-(double)NAN, "nan"},
                 {(double)ASL_INF, "inf"},
                 {-(double)ASL_INF, "-inf"}};
    char text[ASL_REAL_CHARS];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        asl_format_real(text, cases[i].x);
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

START_TEST(scan_takes_whole_numbers_only)
{
    double x;
    const char *bad[] = {"", " ", "1x", "0x10", "1,5", "1 2", "--1", "+-1", "e5", ".", "1e", "nanx"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_msg(asl_scan_real(bad[i], strlen(bad[i]), &x) == ASL_NUMBER_NOT, "'%s' passed", bad[i]);
    }
    ck_assert_int_eq(asl_scan_real("1e400", 5, &x), ASL_NUMBER_RANGE);
    ck_assert_int_eq(asl_scan_real("1e-400", 6, &x), ASL_NUMBER_RANGE);
    ck_assert_int_eq(asl_scan_real(" \t+1.5 ", 7, &x), ASL_NUMBER_OK);
    ck_assert(x == 1.5);
    ck_assert_int_eq(asl_scan_real("-inf", 4, &x), ASL_NUMBER_OK);
    ck_assert(isinf(x) && x < 0);
}
END_TEST

START_TEST(reading_names_what_is_wrong)
{
    asl_error err;
    double x;
    long long n;
    ck_assert_int_eq(asl_read_real("--from", "2", 0, 1, &x, &err), ASL_BAD);
    ck_assert_str_eq(err.text, "--from = 2 is outside [0, 1]");
    ck_assert_int_eq(asl_read_real("--from", "two", 0, 1, &x, &err), ASL_BAD);
    ck_assert_str_eq(err.text, "--from = 'two' is not a number");
    ck_assert_int_eq(asl_read_real("--from", "nan", 0, 1, &x, &err), ASL_BAD);
    ck_assert_int_eq(asl_read_real("--from", "inf", -ASL_INF, ASL_INF, &x, &err), ASL_BAD);
    ck_assert_int_eq(asl_read_count("--points", "2.5", 1, 9, &n, &err), ASL_BAD);
    ck_assert_str_eq(err.text, "--points = 2.5 is not a whole number");
    ck_assert_int_eq(asl_read_count("--points", "7", 1, 9, &n, &err), ASL_OK);
    ck_assert_int_eq(n, 7);
}
END_TEST

START_TEST(messages_are_one_line)
{
    asl_error err;
    asl_fail(&err, ASL_BAD, "a\nb\tc\x1b[31m");
    ck_assert_str_eq(err.text, "a?b?c?[31m");
    ck_assert_int_eq(asl_fail_in(&err, ASL_FAILED, "in %s: ", "x"), ASL_FAILED);
    ck_assert_str_eq(err.text, "in x: a?b?c?[31m");
    ck_assert_int_eq(asl_fail(NULL, ASL_BAD, "no place for it"), ASL_BAD);
}
END_TEST

START_TEST(lists_of_values_and_ranges)
{
    asl_list l;
    ck_assert_int_eq(asl_list_read(&l, "x", "1,0.5, -2", -ASL_INF, ASL_INF, NULL), ASL_OK);
    ck_assert_uint_eq(l.n, 3);
    ck_assert(asl_list_at(&l, 1) == 0.5 && asl_list_at(&l, 2) == -2);
    asl_list_free(&l);
    ck_assert_int_eq(asl_list_read(&l, "x", "0:0.5:51", 0, 1, NULL), ASL_OK);
    ck_assert_uint_eq(l.n, 51);
    for (size_t i = 0; i < 51; i++) ck_assert(asl_list_at(&l, i) == (double)i / 100); /* no 0.30000000000000004 */
    asl_list_free(&l);
    ck_assert_int_eq(asl_list_read(&l, "x", "3:3:1", 0, 4, NULL), ASL_OK);
    ck_assert(l.n == 1 && asl_list_at(&l, 0) == 3);
}
END_TEST

START_TEST(bad_lists)
{
    asl_list l;
    asl_error err;
    const char *bad[] = {
        "",    "1,",  ",1",      "a", "1:2", "1:2:3:4", "1:2:0", "1:2:1", "2:1:5", "1:2:1.5", "1:2:2000000000",
        "0,2", "nan", "1:inf:3", "::"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_msg(asl_list_read(&l, "--margin", bad[i], 0, 1, &err) == ASL_BAD, "'%s' passed", bad[i]);
        ck_assert_msg(strncmp(err.text, "--margin", 8) == 0, "%s", err.text);
        ck_assert_ptr_null(l.values);
    }
}
END_TEST

static const char *word_at(const void *words, size_t i) { return ((const char *const *)words)[i]; }

START_TEST(nearest_name)
{
    const char *const words[] = {"gamma_pos", "gamma_neg", "margin", NULL};
    ck_assert_str_eq(asl_nearest_name("gama_neg", word_at, words), "gamma_neg");
    ck_assert_str_eq(asl_nearest_name("Gamma-Neg", word_at, words), "gamma_neg");
    ck_assert_str_eq(asl_nearest_name("magrin", word_at, words), "margin");
    ck_assert_ptr_null(asl_nearest_name("temperature", word_at, words));
    ck_assert_ptr_null(asl_nearest_name("", word_at, words));
}
END_TEST

START_TEST(interned_strings)
{
    asl_intern t = {0};
    uint32_t number;
    char word[32];
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 5000; i++) {
            int n = snprintf(word, sizeof word, "sample %u", i);
            ck_assert_int_eq(asl_intern_put(&t, word, (size_t)n, &number, NULL), ASL_OK);
            ck_assert_uint_eq(number, i);
        }
    }
    ck_assert_uint_eq(t.count, 5000);
    ck_assert_str_eq(asl_intern_at(&t, 4321), "sample 4321");
    asl_intern_put(&t, "sample 1", 6, &number, NULL); /* "sample" alone is another string */
    ck_assert_uint_eq(number, 5000);
    asl_intern_free(&t);
}
END_TEST

START_TEST(texts_grow)
{
    asl_text t = {0};
    for (int i = 0; i < 1000; i++) asl_text_format(&t, "%d,", i);
    asl_text_real(&t, 0.25);
    ck_assert_uint_eq(t.length, 10 * 2 + 90 * 3 + 900 * 4 + 4);
    char *whole = asl_text_take(&t, NULL);
    ck_assert_str_eq(whole + strlen(whole) - 8, "999,0.25");
    free(whole);
    whole = asl_text_take(&t, NULL);
    ck_assert_str_eq(whole, "");
    free(whole);
}
END_TEST

START_TEST(memory_says_when_it_is_not_there)
{
    asl_error err;
    ck_assert_ptr_null(asl_alloc(SIZE_MAX / 2, 16, &err));
    ck_assert_int_eq(err.code, ASL_FAILED);
}
END_TEST

SUITE(numbers, reals_read_back, reals_are_short, scan_takes_whole_numbers_only, reading_names_what_is_wrong,
      messages_are_one_line, lists_of_values_and_ranges, bad_lists, nearest_name, interned_strings, texts_grow,
      memory_says_when_it_is_not_there)
