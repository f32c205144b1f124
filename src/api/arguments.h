/* Checks of arguments and reporting of errors, for all functions of the public library. */
#ifndef ASL_API_ARGUMENTS_H
#define ASL_API_ARGUMENTS_H

#include <stddef.h>

#include "base/status.h"

/* Copy the text of an internal error to error [ASLAB_ERROR_CHARS] (may be NULL). Returns code. */
int asl_api_end(int code, const asl_error *err, char *error);

/* ASL_BAD, with a message, if a pointer is NULL. */
int asl_api_need(const void *pointer, const char *name, asl_error *err);

/* ASL_BAD if x is not in [lo, hi]. */
int asl_api_real(const char *name, double x, double lo, double hi, asl_error *err);

/* ASL_BAD if n > 0 and the array is NULL, or if an entry is outside [lo, hi] or NaN. */
int asl_api_reals(const char *name, size_t n, const double *x, double lo, double hi, asl_error *err);
int asl_api_floats(const char *name, size_t n, const float *x, asl_error *err); /* all must be finite */
int asl_api_labels(const char *name, size_t n, const signed char *y, asl_error *err);

#endif
