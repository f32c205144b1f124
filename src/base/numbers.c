#include "base/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int asl_read_real(const char *what, const char *text, double lo, double hi, double *x, asl_error *err)
{
    double value = 0;
    enum asl_number kind = asl_scan_real(text, strlen(text), &value);
    if (kind == ASL_NUMBER_RANGE) {
        return asl_fail(err, ASL_BAD, "%s = %.60s is out of the range of a double", what, text);
    }
    if (kind == ASL_NUMBER_NOT || isnan(value)) {
        return asl_fail(err, ASL_BAD, "%s = '%.60s' is not a number", what, text);
    }
    if (!(value >= lo && value <= hi) || isinf(value)) {
        if (isinf(lo) && isinf(hi)) return asl_fail(err, ASL_BAD, "%s = %.60s is not finite", what, text);
        return asl_fail(err, ASL_BAD, "%s = %.60s is outside [%.10g, %.10g]", what, text, lo, hi);
    }
    *x = value;
    return ASL_OK;
}

int asl_read_count(const char *what, const char *text, long long lo, long long hi, long long *n, asl_error *err)
{
    double value = 0;
    int code = asl_read_real(what, text, (double)lo, (double)hi, &value, err);
    if (code != ASL_OK) return code;
    if (value != floor(value)) return asl_fail(err, ASL_BAD, "%s = %.60s is not a whole number", what, text);
    *n = (long long)value;
    return ASL_OK;
}
