/* Numbers to text and back, the same in every locale. */
#ifndef ASL_BASE_NUMBERS_H
#define ASL_BASE_NUMBERS_H

#include <math.h>
#include <stddef.h>

#include "base/status.h"

/* NAN and INFINITY are floats */
#define ASL_NAN ((double)NAN)
#define ASL_INF ((double)INFINITY)

#ifdef __cplusplus
extern "C" {
#endif

enum { ASL_REAL_CHARS = 40 }; /* enough for any double and its final NUL */

/* Write the shortest text that reads back to exactly x, and "nan", "inf" or "-inf"; -0 is written 0.
 *   buffer  [ASL_REAL_CHARS]  out, ends with NUL
 * Returns the length. Cannot fail. */
size_t asl_format_real(char *buffer, double x);

/* Write an integer. Returns the length. Cannot fail. */
size_t asl_format_count(char *buffer, long long n);

enum asl_number { ASL_NUMBER_OK, ASL_NUMBER_NOT, ASL_NUMBER_RANGE };

/* Read the whole of text[0 .. n) (blanks around it are skipped) as a decimal number. nan, inf and -inf are read as
 * such. ASL_NUMBER_NOT: something else stands there; ASL_NUMBER_RANGE: no double is that large or that near to 0. */
enum asl_number asl_scan_real(const char *text, size_t n, double *x);

#ifdef __cplusplus
}
#endif

/* As above for a whole C string, with a message naming `what`: only finite numbers inside [lo, hi] pass. */
int asl_read_real(const char *what, const char *text, double lo, double hi, double *x, asl_error *err);
int asl_read_count(const char *what, const char *text, long long lo, long long hi, long long *n, asl_error *err);

#endif
