/* A folder of feature data. The input has train.csv and test.csv one after the other, separated by a line `--`. Writing
 * and reading the data again changes nothing. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/read_features.h"
#include "fuzz.h"
#include "io/csv_write.h"

static char folder[] = "/tmp/aslab-fuzz-XXXXXX";
static char train[64], test[64];

static void remove_folder(void)
{
    unlink(train);
    unlink(test);
    rmdir(folder);
}

/* Makes a folder with links to two files in memory. */
static void make_folder(void)
{
    static bool made;
    if (made) return;
    MUST(mkdtemp(folder) != NULL, "a folder");
    snprintf(train, sizeof train, "%s/train.csv", folder);
    snprintf(test, sizeof test, "%s/test.csv", folder);
    MUST(symlink(fuzz_file(0, "", 0), train) == 0 && symlink(fuzz_file(1, "", 0), test) == 0, "links");
    atexit(remove_folder);
    made = true;
}

static void write_split(const asl_named_data *d, const asl_split *s, asl_strbuf *csv)
{
    size_t D = d->tables.features, K = d->tables.labels;
    for (size_t k = 0; k < K; k++) {
        asl_csv_add_field(csv, asl_intern_at(&d->labels, k));
        asl_strbuf_add(csv, ",");
    }
    for (size_t j = 0; j < D; j++) asl_strbuf_format(csv, "x%zu%s", j, j + 1 < D ? "," : "\n");
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < K; k++) asl_strbuf_format(csv, "%d,", s->given[i * K + k]);
        for (size_t j = 0; j < D; j++) {
            asl_strbuf_real(csv, (double)s->x[i * D + j]);
            asl_strbuf_add(csv, j + 1 < D ? "," : "\n");
        }
    }
    MUST(!csv->failed, "memory");
}

static void compare(const asl_split *a, const asl_split *b, size_t D, size_t K)
{
    MUST(a->n == b->n && memcmp(a->given, b->given, a->n * K) == 0, "labels are the same");
    for (size_t i = 0; i < a->n * D; i++) {
        MUST(a->x[i] == b->x[i], "feature %zu is the same: %.9g, %.9g", i, (double)a->x[i], (double)b->x[i]);
    }
}

/* Whether all features can be written to a file. The reader subtracts the first row from all others, so a feature can
 * leave the range that a file may have. */
static bool writable(const asl_split *s, size_t D)
{
    for (size_t i = 0; i < s->n * D; i++) {
        MUST(s->x[i] - s->x[i] == 0, "a feature is finite");
        if (!((double)s->x[i] >= -1e30 && (double)s->x[i] <= 1e30)) return false;
    }
    return true;
}

static void check(const asl_named_data *d)
{
    asl_strbuf first = {0}, second = {0};
    asl_named_data again;
    asl_error err;
    MUST(d->tables.features > 0 && d->tables.labels > 0 && d->labels.count == d->tables.labels, "columns are there");
    if (!writable(&d->tables.train, d->tables.features) || !writable(&d->tables.test, d->tables.features)) return;
    write_split(d, &d->tables.train, &first);
    write_split(d, &d->tables.test, &second);
    fuzz_file(0, first.data, first.length);
    fuzz_file(1, second.data, second.length);
    int code = asl_features_read(&again, folder, &err);
    MUST(code == ASL_OK, "what was written can be read: %s", err.text);
    MUST(again.tables.features == d->tables.features && again.tables.labels == d->tables.labels, "columns are kept");
    compare(&d->tables.train, &again.tables.train, d->tables.features, d->tables.labels);
    compare(&d->tables.test, &again.tables.test, d->tables.features, d->tables.labels);
    asl_features_free(&again);
    asl_strbuf_free(&first);
    asl_strbuf_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    asl_named_data d;
    asl_error err;
    make_folder();
    const uint8_t *line = n > 0 ? memmem(data, n, "--\n", 3) : NULL;
    size_t first = line != NULL ? (size_t)(line - data) : n, second = line != NULL ? first + 3 : n;
    fuzz_file(0, data, first);
    fuzz_file(1, data + second, n - second);
    if (!fuzz_accepted(asl_features_read(&d, folder, &err), &err)) return 0;
    check(&d);
    asl_features_free(&d);
    return 0;
}
