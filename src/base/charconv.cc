// The shortest round-trip conversions of the C++ standard library, under the C names of numbers.h.
// This is the only C++ in aslab: libc has no shortest form, and strtod depends on the locale.
// If the C++ library converts only integers (libc++ before version 20), decimal.c is used. Tests force this with
// ASL_NO_CHARCONV.
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/decimal.h"

#if defined(__cpp_lib_to_chars) && !defined(ASL_NO_CHARCONV)
static size_t format(char *buffer, double x)
{
    std::to_chars_result r = std::to_chars(buffer, buffer + ASL_REAL_CHARS - 1, x);
    *r.ptr = '\0';
    return static_cast<size_t>(r.ptr - buffer);
}

static enum asl_number scan(const char *from, const char *to, double *x)
{
    std::from_chars_result r = std::from_chars(from, to, *x);
    if (r.ec == std::errc::result_out_of_range && r.ptr == to) return ASL_NUMBER_RANGE;
    if (r.ec != std::errc() || r.ptr != to) return ASL_NUMBER_NOT;
    return ASL_NUMBER_OK;
}
#else
static size_t format(char *buffer, double x) { return asl_decimal_format(buffer, x); }

static enum asl_number scan(const char *from, const char *to, double *x)
{
    return asl_decimal_scan(from, static_cast<size_t>(to - from), x);
}
#endif

extern "C" size_t asl_format_real(char *buffer, double x)
{
    const char *word = std::isnan(x) ? "nan" : std::isinf(x) ? (x < 0 ? "-inf" : "inf") : x == 0 ? "0" : nullptr;
    if (word == nullptr) return format(buffer, x);
    std::strcpy(buffer, word);
    return std::strlen(word);
}

extern "C" size_t asl_format_count(char *buffer, long long n)
{
    std::to_chars_result r = std::to_chars(buffer, buffer + ASL_REAL_CHARS - 1, n);
    *r.ptr = '\0';
    return static_cast<size_t>(r.ptr - buffer);
}

extern "C" enum asl_number asl_scan_real(const char *text, size_t n, double *x)
{
    const char *from = text, *to = text + n;
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (from < to && (to[-1] == ' ' || to[-1] == '\t')) to--;
    if (to - from > 1 && *from == '+' && from[1] != '-') from++;
    return scan(from, to, x);
}
