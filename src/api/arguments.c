#include "api/arguments.h"

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

static int refuse(const char *name, size_t i, double x, double lo, double hi, asl_error *err)
{
    char text[ASL_REAL_CHARS], from[ASL_REAL_CHARS], to[ASL_REAL_CHARS];
    asl_format_real(text, x);
    asl_format_real(from, lo);
    asl_format_real(to, hi);
    if (isnan(x)) return asl_fail(err, ASL_BAD, "%s[%zu] is nan", name, i);
    return asl_fail(err, ASL_BAD, "%s[%zu] = %s is outside [%s, %s]", name, i, text, from, to);
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
        if (!isfinite(x[i])) return asl_fail(err, ASL_BAD, "%s[%zu] = %g is not finite", name, i, (double)x[i]);
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
