/* Conversion between doubles and decimal text with the C library only. charconv.cc uses it if the C++ library has no
 * floating-point <charconv>, like libc++ before version 20. The results equal those of std::to_chars and
 * std::from_chars in every locale, provided that snprintf and strtod round correctly (glibc, musl and macOS do). It is
 * several times slower than <charconv>. */
#ifndef ASL_BASE_DECIMAL_H
#define ASL_BASE_DECIMAL_H

#include <stddef.h>

#include "base/numbers.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Write the shortest decimal text that reads back to exactly x; of several shortest ones, the nearest to x. Uses fixed
 * notation unless scientific notation is shorter.
 *
 *   buffer  [ASL_REAL_CHARS]  out, ends with NUL
 *   x       finite and not 0
 *
 * Returns the length. Cannot fail. */
size_t asl_decimal_format(char *buffer, double x);

/* Read all of text [n] as a decimal number, nan or inf. Surrounding blanks and a leading + are not accepted. Sets *x
 * if the result is ASL_NUMBER_OK. Numbers of any length are rounded correctly. */
enum asl_number asl_decimal_scan(const char *text, size_t n, double *x);

#ifdef __cplusplus
}
#endif

#endif
