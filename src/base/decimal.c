#include "base/decimal.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* d.ddd times 10^exponent */
typedef struct decimal {
    char digit[24]; /* '0' to '9', no terminating NUL */
    int n, exponent;
} decimal;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The n-digit decimal nearest to x. Skips the decimal point, whatever the locale uses for it. */
static decimal nearest(double x, int n)
{
    char text[40];
    decimal d = {.n = 0};
    snprintf(text, sizeof text, "%.*e", n - 1, x);
    const char *at = text;
    for (; *at != 'e'; at++) {
        if (is_digit(*at)) d.digit[d.n++] = *at;
    }
    d.exponent = (int)strtol(at + 1, NULL, 10);
    return d;
}

/* The next larger decimal with the same number of digits. */
static decimal next(decimal d)
{
    int i = d.n - 1;
    while (i >= 0 && d.digit[i] == '9') d.digit[i--] = '0';
    if (i >= 0) {
        d.digit[i]++;
    } else {
        d.digit[0] = '1';
        d.exponent++;
    }
    return d;
}

/* Digits and an exponent without a decimal point read the same in every locale. */
static bool reads_as(decimal d, double x)
{
    char text[48];
    snprintf(text, sizeof text, "%.*se%d", d.n, d.digit, d.exponent - (d.n - 1));
    return strtod(text, NULL) == x;
}

/* At most one decimal of 15 digits reads as a given normal x, and it is the nearest one; its trailing zeros are
 * dropped. Doubles just below a power of two are closer together than above it. There the nearest decimal can read as
 * the double below x while the next decimal reads as x. */
static decimal shortest(double x)
{
    decimal d = {.n = 0};
    for (int n = x >= 0x1p-1022 ? 15 : 1; n <= 17; n++) {
        d = nearest(x, n);
        if (reads_as(d, x)) break;
        decimal up = next(d);
        if (reads_as(up, x)) {
            d = up;
            break;
        }
    }
    while (d.n > 1 && d.digit[d.n - 1] == '0') d.n--;
    return d;
}

static int scientific_length(decimal d)
{
    int exponent = abs(d.exponent);
    return d.n + (d.n > 1) + (exponent < 100 ? 4 : 5);
}

static int fixed_length(decimal d)
{
    if (d.exponent < 0) return d.n + 1 - d.exponent;
    return d.exponent + 1 >= d.n ? d.exponent + 1 : d.n + 1;
}

size_t asl_decimal_format(char *buffer, double x)
{
    char *to = buffer;
    size_t room = ASL_REAL_CHARS - 1;
    if (x < 0) {
        *to++ = '-';
        x = -x;
    }
    decimal d = shortest(x);
    int whole = d.exponent + 1;
    if (fixed_length(d) > scientific_length(d)) {
        snprintf(to, room, "%c%s%.*se%+03d", d.digit[0], d.n > 1 ? "." : "", d.n - 1, d.digit + 1, d.exponent);
    } else if (whole >= d.n) {
        snprintf(to, room, "%.0f", x); /* all digits of an integer, even those that are not needed to identify it */
    } else if (whole > 0) {
        snprintf(to, room, "%.*s.%.*s", whole, d.digit, d.n - whole, d.digit + whole);
    } else {
        snprintf(to, room, "0.%.*s%.*s", -whole, "0000000000", d.n, d.digit);
    }
    return strlen(buffer);
}

/* --- text to double */

enum {
    KEPT = 800,      /* digits; 767 decide between any double and the midpoint to the next */
    BEYOND = 1000000 /* a larger exponent overflows or underflows whatever the KEPT digits are */
};

/* Does text equal word, ignoring case? */
static bool is_word(const char *text, size_t n, const char *word)
{
    if (n != strlen(word)) return false;
    for (size_t i = 0; i < n; i++) {
        if ((text[i] | 0x20) != word[i]) return false;
    }
    return true;
}

/* Accepts nan, nan(letters and digits), inf and infinity. */
static bool scan_word(const char *text, size_t n, double *x)
{
    if (is_word(text, n, "inf") || is_word(text, n, "infinity")) {
        *x = ASL_INF;
        return true;
    }
    if (n < 3 || !is_word(text, 3, "nan") || n == 4) return false;
    if (n > 3 && (text[3] != '(' || text[n - 1] != ')')) return false;
    for (size_t i = 4; i + 1 < n; i++) {
        char c = text[i] | 0x20;
        if (!is_digit(text[i]) && text[i] != '_' && (c < 'a' || c > 'z')) return false;
    }
    *x = ASL_NAN;
    return true;
}

/* Reads "e5" or "E-12" and adds it to *exponent. Saturates. */
static bool scan_exponent(const char *text, size_t n, long long *exponent)
{
    const long long most = 1000000000000000;
    long long e = 0;
    size_t i = n > 1 && (text[1] == '+' || text[1] == '-') ? 2 : 1;
    if ((text[0] | 0x20) != 'e' || i >= n) return false;
    for (size_t k = i; k < n; k++) {
        if (!is_digit(text[k])) return false;
        if (e < most) e = 10 * e + (text[k] - '0');
    }
    *exponent += text[1] == '-' ? -e : e;
    return true;
}

/* Reads a number without sign. Leading zeros are skipped. If a digit after the first KEPT is not 0, a single 1
 * replaces all of them, which rounds the same way. */
static enum asl_number scan_number(const char *text, size_t n, double *x)
{
    char digits[KEPT + 32];
    size_t used = 0, i = 0;
    long long exponent = 0;
    bool point = false, some = false, rest = false;
    for (; i < n && (is_digit(text[i]) || (text[i] == '.' && !point)); i++) {
        if (text[i] == '.') {
            point = true;
            continue;
        }
        some = true;
        exponent -= point;
        if (used == 0 && text[i] == '0') continue;
        if (used < KEPT) {
            digits[used++] = text[i];
        } else {
            exponent++;
            rest = rest || text[i] != '0';
        }
    }
    if (!some || (i < n && !scan_exponent(text + i, n - i, &exponent))) return ASL_NUMBER_NOT;
    *x = 0;
    if (used == 0) return ASL_NUMBER_OK;
    if (rest) {
        digits[used++] = '1';
        exponent--;
    }
    exponent = exponent > BEYOND ? BEYOND : exponent < -BEYOND ? -BEYOND : exponent;
    snprintf(digits + used, sizeof digits - used, "e%lld", exponent);
    *x = strtod(digits, NULL);
    return *x == 0 || isinf(*x) ? ASL_NUMBER_RANGE : ASL_NUMBER_OK;
}

enum asl_number asl_decimal_scan(const char *text, size_t n, double *x)
{
    double size = 0;
    bool minus = n > 0 && text[0] == '-';
    if (minus) {
        text++;
        n--;
    }
    enum asl_number kind = scan_word(text, n, &size) ? ASL_NUMBER_OK : scan_number(text, n, &size);
    if (kind == ASL_NUMBER_OK) *x = minus ? -size : size;
    return kind;
}
