#include "base/axis_values.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"

enum { MAX_COUNT = 1000000000 };

static int read_range(asl_axis_values *list, const char *what, const char *text, double lo, double hi, asl_error *err)
{
    char part[3][64], name[96];
    const char *label[3] = {"from", "to", "count"};
    const char *at = text;
    for (int i = 0; i < 3; i++) {
        size_t n = strcspn(at, ":");
        if (n >= sizeof part[0] || (i < 2 && at[n] != ':') || (i == 2 && at[n] != '\0')) {
            return asl_fail(err, ASL_BAD, "%s = '%.60s' is not a LIST; write a,b,c or from:to:count", what, text);
        }
        memcpy(part[i], at, n);
        part[i][n] = '\0';
        at += n + 1;
    }
    long long count = 0;
    double *bound[2] = {&list->from, &list->to};
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "%.60s %s", what, label[i]);
        int code = asl_read_real(name, part[i], lo, hi, bound[i], err);
        if (code != ASL_OK) return code;
    }
    snprintf(name, sizeof name, "%.60s count", what);
    int code = asl_read_count(name, part[2], 1, MAX_COUNT, &count, err);
    if (code != ASL_OK) return code;
    if (list->from > list->to)
        return asl_fail(err, ASL_BAD, "%s = %.60s: from is greater than to; write from:to:count with from <= to", what,
                        text);
    if (count == 1 && list->from < list->to) {
        return asl_fail(err, ASL_BAD, "%s = %.60s: a count of 1 needs from = to", what, text);
    }
    *list = asl_list_range(list->from, list->to, (size_t)count);
    return ASL_OK;
}

/* A double as digits / 10^decimals, by its shortest text. decimals may be negative; digits of more than 53 bits are
 * rounded. */
typedef struct decimal {
    double digits;
    int decimals;
} decimal;

static decimal decimal_of(double x)
{
    char text[ASL_REAL_CHARS];
    decimal d = {0};
    bool fraction = false;
    asl_format_real(text, fabs(x));
    const char *c = text;
    for (; *c != '\0' && *c != 'e'; c++) {
        if (*c != '.') d.digits = 10 * d.digits + (*c - '0');
        if (*c != '.') d.decimals += fraction;
        fraction = fraction || *c == '.';
    }
    if (*c == 'e') d.decimals -= atoi(c + 1);
    d.digits = x < 0 ? -d.digits : d.digits;
    return d;
}

/* x 10^n, exact up to 2^53. */
static double shift(double x, int n)
{
    for (; n > 0; n--) x *= 10;
    return x;
}

asl_axis_values asl_list_range(double from, double to, size_t n)
{
    const double most = 9007199254740992; /* 2^53 */
    asl_axis_values list = {.n = n, .from = from, .to = to};
    decimal a = decimal_of(from), b = decimal_of(to);
    int decimals = a.decimals > b.decimals ? a.decimals : b.decimals;
    decimals = decimals > 0 ? decimals : 0;
    double steps = (double)n - 1, unit = shift(1, decimals);
    list.first = shift(a.digits, decimals - a.decimals);
    list.last = shift(b.digits, decimals - b.decimals);
    bool exact = unit * steps <= most && fabs(list.first) * steps <= most && fabs(list.last) * steps <= most;
    list.unit = exact ? unit : 0;
    return list;
}

static int read_values(asl_axis_values *list, const char *what, const char *text, double lo, double hi, asl_error *err)
{
    list->n = 1;
    for (const char *c = text; *c != '\0'; c++) list->n += *c == ',';
    list->values = asl_alloc(list->n, sizeof *list->values, err);
    if (list->values == NULL) return ASL_FAILED;
    const char *at = text;
    for (size_t i = 0; i < list->n; i++) {
        char part[64];
        size_t n = strcspn(at, ",");
        if (n >= sizeof part) return asl_fail(err, ASL_BAD, "%s: '%.40s...' is not a number", what, at);
        memcpy(part, at, n);
        part[n] = '\0';
        int code = asl_read_real(what, part, lo, hi, &list->values[i], err);
        if (code != ASL_OK) return code;
        at += n + 1;
    }
    return ASL_OK;
}

int asl_axis_values_read(asl_axis_values *list, const char *what, const char *text, double lo, double hi,
                         asl_error *err)
{
    *list = (asl_axis_values){0};
    int code = strchr(text, ':') != NULL ? read_range(list, what, text, lo, hi, err)
                                         : read_values(list, what, text, lo, hi, err);
    if (code != ASL_OK) asl_axis_values_free(list);
    return code;
}

void asl_axis_values_free(asl_axis_values *list)
{
    free(list->values);
    *list = (asl_axis_values){0};
}

double asl_axis_value(const asl_axis_values *list, size_t i)
{
    if (list->values != NULL) return list->values[i];
    if (i == 0) return list->from;
    if (i + 1 == list->n) return list->to;
    double steps = (double)(list->n - 1), at = (double)i;
    if (list->unit > 0) return (list->first * (steps - at) + list->last * at) / (list->unit * steps); /* rounds once */
    double x = list->from + (list->to - list->from) * (at / steps); /* each rounding keeps the order */
    return x < list->from ? list->from : x > list->to ? list->to : x;
}

int asl_grid_size(size_t *size, size_t n, const size_t *axes, size_t most, const char *what, asl_error *err)
{
    double all = 1; /* exact up to 2^53, and cannot overflow a double */
    for (size_t i = 0; i < n; i++) all *= (double)axes[i];
    if (all > (double)most) return asl_fail(err, ASL_BAD, "the grid has %.15g %s; the limit is %zu", all, what, most);
    *size = (size_t)all;
    return ASL_OK;
}
