/* What every function of the public face does with its arguments and its errors. */
#ifndef ASL_API_ARGUMENTS_H
#define ASL_API_ARGUMENTS_H

#include <stddef.h>

#include "base/status.h"

/* Hand an internal error over: its text into error [ASLAB_ERROR_CHARS] (may be NULL). Returns code. */
int asl_api_end(int code, const asl_error *err, char *error);

/* ASL_BAD with a message where a pointer is NULL. */
int asl_api_need(const void *pointer, const char *name, asl_error *err);

/* ASL_BAD where x is not in [lo, hi]. */
int asl_api_real(const char *name, double x, double lo, double hi, asl_error *err);

/* ASL_BAD where, for n > 0, an array is NULL or an entry lies outside [lo, hi] or is NaN. */
int asl_api_reals(const char *name, size_t n, const double *x, double lo, double hi, asl_error *err);
int asl_api_floats(const char *name, size_t n, const float *x, asl_error *err); /* finite ones */
int asl_api_labels(const char *name, size_t n, const signed char *y, asl_error *err);

#endif
