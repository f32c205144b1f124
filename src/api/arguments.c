#include "api/arguments.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "api/aslab.h"
#include "base/numbers.h"

_Static_assert((int)ASLAB_OK == ASL_OK && (int)ASLAB_FAILED == ASL_FAILED && (int)ASLAB_BAD == ASL_BAD,
               "the codes are the same");
_Static_assert(sizeof((asl_error *)0)->text <= ASLAB_ERROR_CHARS, "any message fits");

int asl_api_end(int code, const asl_error *err, char *error)
{
    if (error != NULL) memcpy(error, code == ASL_OK ? "" : err->text, code == ASL_OK ? 1 : sizeof err->text);
    return code;
}

int asl_api_need(const void *pointer, const char *name, asl_error *err)
{
    return pointer != NULL ? ASL_OK : asl_fail(err, ASL_BAD, "%s is NULL", name);
}

int asl_api_real(const char *name, double x, double lo, double hi, asl_error *err)
{
    char text[ASL_REAL_CHARS], from[ASL_REAL_CHARS], to[ASL_REAL_CHARS];
    if (x >= lo && x <= hi) return ASL_OK;
    asl_format_real(text, x);
    asl_format_real(from, lo);
    asl_format_real(to, hi);
    return asl_fail(err, ASL_BAD, "%s = %s is outside [%s, %s]", name, text, from, to);
}

static int refuse(const char *array, size_t i, double x, double lo, double hi, asl_error *err)
{
    if (isnan(x)) return asl_fail(err, ASL_BAD, "%s[%zu] is nan", array, i);
    asl_api_real("", x, lo, hi, err);
    return asl_fail_in(err, ASL_BAD, "%s[%zu]", array, i);
}

int asl_api_reals(const char *name, size_t n, const double *x, double lo, double hi, asl_error *err)
{
    if (n > 0 && asl_api_need(x, name, err) != ASL_OK) return ASL_BAD;
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] >= lo && x[i] <= hi)) return refuse(name, i, x[i], lo, hi, err);
    }
    return ASL_OK;
}

int asl_api_floats(const char *name, size_t n, const float *x, asl_error *err)
{
    if (n > 0 && asl_api_need(x, name, err) != ASL_OK) return ASL_BAD;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) return refuse(name, i, (double)x[i], -(double)FLT_MAX, (double)FLT_MAX, err);
    }
    return ASL_OK;
}

int asl_api_labels(const char *name, size_t n, const signed char *y, asl_error *err)
{
    if (n > 0 && asl_api_need(y, name, err) != ASL_OK) return ASL_BAD;
    for (size_t i = 0; i < n; i++) {
        if (y[i] < -1 || y[i] > 1)
            return asl_fail(err, ASL_BAD, "%s[%zu] = %d is not 0, 1 or -1 (unknown)", name, i, y[i]);
    }
    return ASL_OK;
}
