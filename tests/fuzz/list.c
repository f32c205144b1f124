/* LIST: all values are in the requested range, the values of from:to:count ascend from the first to the last, and
 * writing and reading the list again changes nothing. The first two bytes choose the range. */
#include <stdlib.h>

#include "base/axis_values.h"
#include "base/numbers.h"
#include "fuzz.h"

enum { MOST = 64 };

static const double lows[] = {-INFINITY, -1e300, -1, 0, 1e-6}, highs[] = {1e-5, 0.5, 30, 1e300, INFINITY};

static void read_again(const asl_axis_values *list, double lo, double hi)
{
    asl_strbuf t = {0};
    asl_axis_values again;
    asl_error err;
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0) asl_strbuf_add(&t, ",");
        asl_strbuf_real(&t, asl_axis_value(list, i));
    }
    char *text = fuzz_take(&t);
    int code = asl_axis_values_read(&again, "again", text, lo, hi, &err);
    MUST(code == ASL_OK, "what was written can be read: %s", err.text);
    MUST(again.n == list->n, "as many: %s", text);
    for (size_t i = 0; i < list->n; i++)
        MUST(asl_axis_value(&again, i) == asl_axis_value(list, i), "%zu of %s", i, text);
    asl_axis_values_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2) return 0;
    double lo = lows[data[0] % 5], hi = highs[data[1] % 5];
    asl_axis_values list;
    asl_error err;
    char *text = fuzz_text(data + 2, n - 2);
    int code = asl_axis_values_read(&list, "--axis", text, lo, hi, &err);
    free(text);
    if (!fuzz_accepted(code, &err)) return 0;
    MUST(list.n > 0, "a LIST has entries");
    size_t step = list.n / MOST + 1;
    double before = 0;
    for (size_t i = 0; i < list.n; i += step) {
        double x = asl_axis_value(&list, i);
        MUST(x >= lo && x <= hi && x - x == 0, "entry %zu is %g, outside [%g, %g]", i, x, lo, hi);
        if (list.values == NULL) MUST(x >= list.from && x <= list.to && (i == 0 || x >= before), "entry %zu, %g", i, x);
        before = x;
    }
    if (list.values == NULL) MUST(asl_axis_value(&list, list.n - 1) == list.to, "the last entry is the end");
    if (list.n <= MOST) read_again(&list, lo, hi);
    asl_axis_values_free(&list);
    return 0;
}
