/* Doubles as decimal text and back, by the C library alone. charconv.cc uses these if the C++ library has no
 * floating-point <charconv>, as libc++ did not for long. They give what std::to_chars and std::from_chars give, in every
 * locale, if snprintf and strtod of the C library round correctly (those of glibc, musl and macOS do). Several times
 * slower than <charconv>. */
#ifndef ASL_BASE_DECIMAL_H
#define ASL_BASE_DECIMAL_H

#include <stddef.h>

#include "base/numbers.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Write the shortest decimal text that reads back to exactly x, which must be finite and not 0; of several as short the
 * one nearest to x. Fixed notation if it is not longer than scientific.
 *   buffer  [ASL_REAL_CHARS]  out, ends with NUL
 * Returns the length. Cannot fail. */
size_t asl_decimal_format(char *buffer, double x);

/* Read the whole of text[0 .. n) as a decimal number, nan or inf, without blanks around it and without a leading +.
 * *x is set if the result is ASL_NUMBER_OK. Numbers of any length are rounded correctly. */
enum asl_number asl_decimal_scan(const char *text, size_t n, double *x);

#ifdef __cplusplus
}
#endif

#endif
