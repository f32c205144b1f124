/* Conversion between numbers and text, the same in every locale. */
#ifndef ASL_BASE_NUMBERS_H
#define ASL_BASE_NUMBERS_H

#include <math.h>
#include <stddef.h>

#include "base/status.h"

/* NAN and INFINITY are floats. */
#define ASL_NAN ((double)NAN)
#define ASL_INF ((double)INFINITY)

#ifdef __cplusplus
extern "C" {
#endif

enum { ASL_REAL_CHARS = 40 }; /* enough for any double and its final NUL */

/* Write the shortest text that reads back to exactly x, or "nan", "inf" or "-inf". -0 is written 0.
 *
 *   buffer  [ASL_REAL_CHARS]  out, ends with NUL
 *
 * Returns the length. Cannot fail. */
size_t asl_format_real(char *buffer, double x);

/* Write an integer to buffer [ASL_REAL_CHARS]. Returns the length. Cannot fail. */
size_t asl_format_count(char *buffer, long long n);

enum asl_number { ASL_NUMBER_OK, ASL_NUMBER_NOT, ASL_NUMBER_RANGE };

/* Read all of text [n] as a decimal number; surrounding blanks are skipped, and nan, inf and -inf are accepted.
 * Returns ASL_NUMBER_NOT if the text is not a number, ASL_NUMBER_RANGE if it overflows or underflows a double. Sets *x
 * only for ASL_NUMBER_OK. */
enum asl_number asl_scan_real(const char *text, size_t n, double *x);

#ifdef __cplusplus
}
#endif

/* Read a whole C string as a finite number in [lo, hi]. Otherwise ASL_BAD, with a message that names `what`. */
int asl_read_real(const char *what, const char *text, double lo, double hi, double *x, asl_error *err);
int asl_read_count(const char *what, const char *text, long long lo, long long hi, long long *n, asl_error *err);

#endif
