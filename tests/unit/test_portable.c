/* Random numbers and decimal text are computed without system libraries, so they are the same on every system. */
#define _XOPEN_SOURCE 700
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/random.h"
#include "math/random_normal.h"
#include "support.h"

/* The known answers that Random123 publishes (kat_vectors). */
START_TEST(philox_gives_the_published_answers)
{
    const uint32_t known[][10] = {{0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
                                  {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
                                  {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09,
                                   0x94fdcceb, 0x5001e420, 0x24126ea1}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint32_t out[4];
        asl_random_philox(known[i], known[i] + 4, out);
        for (size_t k = 0; k < 4; k++) ck_assert_msg(out[k] == known[i][6 + k], "answer %zu, word %zu", i, k);
    }
}
END_TEST

/* Random numbers must not change between versions, because results would change. */
START_TEST(streams_stay_as_they_are)
{
    double u[2], z[3];
    uint32_t order[5];
    asl_random_uniforms((asl_random_key){20260101, ASL_RANDOM_NOISE}, 5000000000, u);
    asl_random_fill_normals((asl_random_key){7, ASL_RANDOM_WEIGHTS}, 3, 3, z);
    asl_random_shuffle((asl_random_key){7, ASL_RANDOM_ORDER}, 2, 5, order);
    ck_assert_double_eq(u[0], 0x1.146e71a94ae22p-1);
    ck_assert_double_eq(u[1], 0x1.4aa49b446b3ccp-1);
    ck_assert_double_eq(z[0], -0x1.fadf5c5fbc9cdp-4);
    ck_assert_double_eq(z[2], 0x1.a400fa73f4ac2p+0);
    const uint32_t expected[] = {0, 1, 3, 4, 2};
    ck_assert_mem_eq(order, expected, sizeof expected);
}
END_TEST

/* --- decimal.c compared with <charconv> of the C++ library, or with itself if the library does not have it */

static void same_text(double x)
{
    char ours[ASL_REAL_CHARS], library[ASL_REAL_CHARS];
    size_t n = asl_decimal_format(ours, x), expected = asl_format_real(library, x);
    ck_assert_msg(n == expected && strcmp(ours, library) == 0, "%a: %s where %s was expected", x, ours, library);
    double back = 0;
    ck_assert_int_eq(asl_decimal_scan(ours, n, &back), ASL_NUMBER_OK);
    ck_assert_msg(back == x, "%s reads back as %a where %a was expected", ours, back, x);
}

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Checks x, its neighbours, and the negatives of all three. */
static void same_text_around(double x)
{
    for (int i = -1; i <= 1; i++) {
        double y = from_bits(bits_of(x) + (uint64_t)i);
        if (y == 0 || !isfinite(y)) continue;
        same_text(y);
        same_text(-y);
    }
}

START_TEST(doubles_are_written_alike)
{
    dice d = {3};
    for (int e = -1074; e <= 1023; e++) same_text_around(ldexp(1, e));
    for (int e = -323; e <= 308; e++) {
        for (int digit = 1; digit <= 9; digit++) {
            char text[32];
            snprintf(text, sizeof text, "%de%d", digit, e);
            same_text_around(strtod(text, NULL));
        }
    }
    same_text_around(from_bits(0x7fefffffffffffff)); /* the largest double */
    for (int i = 0; i < 30000; i++) {
        uint64_t bits = (uint64_t)roll(&d, 0, 0x1p32) << 32 | (uint64_t)roll(&d, 0, 0x1p32);
        double x = from_bits(bits), few = floor(roll(&d, 1, 1e4)) * pow(10, floor(roll(&d, -12, 25)));
        if (isfinite(x) && x != 0) same_text(x);
        same_text(few);                                        /* few digits */
        same_text(floor(ldexp(1, 45) * exp(roll(&d, 0, 30)))); /* including integers beyond 2^53 */
        same_text(from_bits((bits >> 12) | 1));                /* subnormal */
    }
}
END_TEST

static void same_reading(const char *text, size_t n)
{
    double ours = 0, library = 0;
    enum asl_number kind = asl_decimal_scan(text, n, &ours), expected = asl_scan_real(text, n, &library);
    ck_assert_msg(kind == expected, "'%.60s' is of kind %d where %d was expected", text, kind, expected);
    if (kind != ASL_NUMBER_OK || (isnan(ours) && isnan(library))) return;
    ck_assert_msg(bits_of(ours) == bits_of(library), "'%.60s' is %a where %a was expected", text, ours, library);
}

START_TEST(texts_are_read_alike)
{
    const char *const pieces[] = {"0",
                                  "1",
                                  "9",
                                  "000",
                                  "17976931348623157",
                                  "22250738585072011",
                                  "4.9406564584124654",
                                  ".",
                                  "e",
                                  "E",
                                  "-",
                                  "308",
                                  "324",
                                  "99999",
                                  "in",
                                  "f",
                                  "inf",
                                  "nan",
                                  "(",
                                  ")",
                                  "infinity",
                                  "x",
                                  "NaN",
                                  "e+",
                                  "e-",
                                  "1e22",
                                  "9007199254740993",
                                  "2.5",
                                  "5",
                                  "e-16",
                                  "_a1",
                                  "00000000000000000000000000000000000000000"};
    dice d = {4};
    for (int i = 0; i < 100000; i++) {
        char text[400] = "";
        for (int k = (int)roll(&d, 1, 6); k > 0; k--)
            strcat(text, pieces[(size_t)roll(&d, 0, sizeof pieces / sizeof pieces[0])]);
        same_reading(text, strlen(text));
    }
}
END_TEST

/* The midpoint between two doubles, written in full, and decimal numbers next to it are rounded correctly, even if they
 * differ from the midpoint only after many digits. */
START_TEST(long_numbers_round_correctly)
{
    dice d = {5};
    enum { LONG = 5000 };
    static char text[LONG + 1200];
    for (int i = 0; i < 300; i++) {
        double x = ldexp(1 + roll(&d, 0, 1), (int)roll(&d, -1022, 50));
        if (i % 3 == 0) x = ldexp(x, -1000);
        uint64_t half =
            bits_of(x) & 0xfffffffffffff; /* the midpoint: (2 half + 1) 2^(e - 1), maybe inexact in long double */
        int e = (int)(bits_of(x) >> 52);
        if (e > 0) half |= 1ull << 52;
        double high = ldexp((double)half, (e > 0 ? e : 1) - 1075), ulp = ldexp(1, (e > 0 ? e : 1) - 1076);
        if (ulp == 0) continue; /* the midpoint between subnormals is not a double */
        size_t n = (size_t)snprintf(text, sizeof text, "%.1100f", high);
        char add[1200];
        snprintf(add, sizeof add, "%.1100f", ulp);
        for (size_t k = n, carry = 0; k-- > 0;) { /* decimal addition, because no double can hold the sum */
            size_t from_end = n - k, m = strlen(add);
            if (text[k] == '.') continue;
            int sum = text[k] - '0' + (from_end <= m ? add[m - from_end] - '0' : 0) + (int)carry;
            text[k] = (char)('0' + sum % 10);
            carry = sum > 9;
        }
        same_reading(text, n);
        memset(text + n, '0', LONG - 1);
        same_reading(text, n + LONG - 1);
        text[n + LONG - 1] = '1';
        same_reading(text, n + LONG);
    }
}
END_TEST

/* Returns a locale with a decimal comma: one of the system, or one that localedef creates. */
static const char *comma_locale(void)
{
    const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8"};
    result r = shell("localedef -i de_DE -f UTF-8 ./de_DE.UTF-8");
    result_free(&r);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (setlocale(LC_ALL, names[i]) != NULL) return names[i];
    }
    setenv("LOCPATH", workdir(), 1);
    return setlocale(LC_ALL, "de_DE.UTF-8");
}

START_TEST(the_locale_changes_nothing)
{
    if (comma_locale() == NULL) {
        puts("SKIPPED: no locale with a decimal comma is here");
        return;
    }
    ck_assert_str_eq(localeconv()->decimal_point, ",");
    same_text(0.1);
    same_text(1.5e300);
    same_reading("1.25", 4);
}
END_TEST

/* --- scripts and the Makefile: the parts of tests/long/portable.sh that take only seconds */

static void part(const char *name)
{
    result r = shell("sh '%s/tests/long/portable.sh' %s", SOURCE_DIR, name);
    ck_assert_msg(r.status == 0, "%.1000s%.2000s", r.out, r.err); // check limits the length of a message
    result_free(&r);
}

#define PART(name)                                                                                                     \
    START_TEST(script_##name) { part(#name); }                                                                         \
    END_TEST

PART(options)
PART(shells)
PART(setup)
PART(embed)
PART(flags)
PART(bits)

SUITE(portable, philox_gives_the_published_answers, streams_stay_as_they_are, doubles_are_written_alike,
      texts_are_read_alike, long_numbers_round_correctly, the_locale_changes_nothing, script_options, script_shells,
      script_setup, script_embed, script_flags, script_bits)
