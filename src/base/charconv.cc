// The C++ standard library's shortest round-trip conversions behind the C names of numbers.h.
// (The only C++ here: libc has no shortest form, and strtod follows the locale.)
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/numbers.h"

extern "C" size_t asl_format_real(char *buffer, double x)
{
    if (std::isnan(x)) {
        std::memcpy(buffer, "nan", 4);
        return 3;
    }
    std::to_chars_result r = std::to_chars(buffer, buffer + ASL_REAL_CHARS - 1, x == 0 ? 0.0 : x);
    *r.ptr = '\0';
    return static_cast<size_t>(r.ptr - buffer);
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
    std::from_chars_result r = std::from_chars(from, to, *x);
    if (r.ec == std::errc::result_out_of_range && r.ptr == to) return ASL_NUMBER_RANGE;
    if (r.ec != std::errc() || r.ptr != to) return ASL_NUMBER_NOT;
    return ASL_NUMBER_OK;
}
