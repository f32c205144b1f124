/* base: numbers, values of an axis, suggestions, text buffers and interned strings. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/axis_values.h"
#include "base/intern.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "base/strbuf.h"
#include "base/suggest.h"
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
        ck_assert(strtod(text, NULL) == x); /* strtod reads the same number */
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
    asl_axis_values l;
    ck_assert_int_eq(asl_axis_values_read(&l, "x", "1,0.5, -2", -ASL_INF, ASL_INF, NULL), ASL_OK);
    ck_assert_uint_eq(l.n, 3);
    ck_assert(asl_axis_value(&l, 1) == 0.5 && asl_axis_value(&l, 2) == -2);
    asl_axis_values_free(&l);
    ck_assert_int_eq(asl_axis_values_read(&l, "x", "0:0.5:51", 0, 1, NULL), ASL_OK);
    ck_assert_uint_eq(l.n, 51);
    /* for example, 0.3 and not 0.30000000000000004 */
    for (size_t i = 0; i < 51; i++) ck_assert(asl_axis_value(&l, i) == (double)i / 100);
    asl_axis_values_free(&l);
    ck_assert_int_eq(asl_axis_values_read(&l, "x", "0:0.2:9", 0, 1, NULL), ASL_OK);
    ck_assert(asl_axis_value(&l, 3) == 0.075); /* not 0.07500000000000001 */
    ck_assert_int_eq(asl_axis_values_read(&l, "x", "3:3:1", 0, 4, NULL), ASL_OK);
    ck_assert(l.n == 1 && asl_axis_value(&l, 0) == 3);
}
END_TEST

/* Returns the double nearest to n / d, d > 0, by long division to more digits than a tie between doubles can have
 * here. */
static double quotient(long long n, long long d)
{
    char text[80];
    long long rest = n < 0 ? -n : n;
    int at = snprintf(text, sizeof text, "%s%lld.", n < 0 ? "-" : "", rest / d);
    rest %= d;
    for (int k = 0; k < 40; k++) {
        rest *= 10;
        text[at++] = (char)('0' + rest / d);
        rest %= d;
    }
    text[at] = '\0';
    return strtod(text, NULL);
}

/* The entries of a range are the doubles nearest to the exact decimal fractions, for ends that a person could type,
 * such as 0.05, -12.5 or 3e-7. */
START_TEST(entries_of_a_range_are_the_nearest_doubles)
{
    dice d = {7};
    for (int trial = 0; trial < 2000; trial++) {
        int decimals = (int)roll(&d, 0, 7);
        long long unit = 1, from = (long long)roll(&d, -1000, 1000), to = from + (long long)roll(&d, 1, 100000);
        long long steps = (long long)(trial % 2 == 0 ? roll(&d, 1, 20) : roll(&d, 1, 2000));
        for (int k = 0; k < decimals; k++) unit *= 10;
        double first = quotient(from, unit), last = quotient(to, unit);
        asl_axis_values l = asl_list_range(first, last, (size_t)steps + 1);
        for (long long i = 0; i <= steps; i++) {
            double is = asl_axis_value(&l, (size_t)i), must = quotient(from * (steps - i) + to * i, steps * unit);
            ck_assert_msg(is == must, "entry %lld of %.17g:%.17g:%lld is %.17g and must be %.17g", i, first, last,
                          steps + 1, is, must);
        }
    }
}
END_TEST

START_TEST(ranges_end_at_their_ends_and_never_fall)
{
    dice d = {9};
    for (int trial = 0; trial < 5000; trial++) {
        double from = ldexp(roll(&d, -1, 1), (int)roll(&d, -60, 60));
        double to = from + ldexp(roll(&d, 0, 1), (int)roll(&d, -60, 60));
        if (trial % 3 == 0) to = from + (int)roll(&d, 0, 9) * (nextafter(from, ASL_INF) - from);
        size_t n = from < to ? 2 + (size_t)roll(&d, 0, 200) : 1;
        asl_axis_values l = asl_list_range(from, to, n);
        ck_assert(asl_axis_value(&l, 0) == from && (n == 1 || asl_axis_value(&l, n - 1) == to));
        for (size_t i = 1; i < n; i++) {
            ck_assert_msg(asl_axis_value(&l, i) >= asl_axis_value(&l, i - 1), "entry %zu of %.17g:%.17g:%zu", i, from,
                          to, n);
            double linear = from + (to - from) * ((double)i / (double)(n - 1)), size = fmax(fabs(from), fabs(to));
            ck_assert(fabs(asl_axis_value(&l, i) - linear) <= 8 * 2.3e-16 * size);
        }
    }
}
END_TEST

START_TEST(bad_lists)
{
    asl_axis_values l;
    asl_error err;
    const char *bad[] = {
        "",    "1,",  ",1",      "a", "1:2", "1:2:3:4", "1:2:0", "1:2:1", "2:1:5", "1:2:1.5", "1:2:2000000000",
        "0,2", "nan", "1:inf:3", "::"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_msg(asl_axis_values_read(&l, "--margin", bad[i], 0, 1, &err) == ASL_BAD, "'%s' passed", bad[i]);
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
    asl_intern_put(&t, "sample 1", 6, &number, NULL); /* a prefix of a stored string is a different string */
    ck_assert_uint_eq(number, 5000);
    asl_intern_free(&t);
}
END_TEST

START_TEST(texts_grow)
{
    asl_strbuf t = {0};
    for (int i = 0; i < 1000; i++) asl_strbuf_format(&t, "%d,", i);
    asl_strbuf_real(&t, 0.25);
    ck_assert_uint_eq(t.length, 10 * 2 + 90 * 3 + 900 * 4 + 4);
    char *whole = asl_strbuf_take(&t, NULL);
    ck_assert_str_eq(whole + strlen(whole) - 8, "999,0.25");
    free(whole);
    whole = asl_strbuf_take(&t, NULL);
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
      messages_are_one_line, lists_of_values_and_ranges, entries_of_a_range_are_the_nearest_doubles,
      ranges_end_at_their_ends_and_never_fall, bad_lists, nearest_name, interned_strings, texts_grow,
      memory_says_when_it_is_not_there)
