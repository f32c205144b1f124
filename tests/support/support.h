/* What the suites share. */
#ifndef ASL_TESTS_SUPPORT_H
#define ASL_TESTS_SUPPORT_H

#define CK_FLOATING_DIG 17
#include <check.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/row.h"
#include "loss/loss.h"

/* A suite is a function suite_NAME; tests/run.c lists them. */
Suite *make_suite(const char *name, const TTest *const *tests, size_t n);
#define SUITE(name, ...)                                                                                               \
    Suite *suite_##name(void);                                                                                         \
    Suite *suite_##name(void)                                                                                          \
    {                                                                                                                  \
        const TTest *const tests[] = {__VA_ARGS__};                                                                    \
        return make_suite(#name, tests, sizeof tests / sizeof tests[0]);                                               \
    }

/* A stream of numbers that is the same every time (SplitMix64, Steele, Lea and Flood 2014). */
typedef struct dice {
    unsigned long long state;
} dice;
double roll(dice *d, double lo, double hi);

asl_loss loss_of(const char *spec); /* fails the test where the LOSS is bad */

/* A loss of the family with random parameters over their whole ranges: ends, defaults, and values of all sizes. */
asl_loss any_loss(dice *d, const asl_family *f);

/* A fresh folder, removed when the process ends; file names inside it (valid until 64 more were asked for). */
const char *workdir(void);
const char *in_workdir(const char *name);
void write_file(const char *path, const char *text);
char *read_file(const char *path); /* NULL where it is not there; to be freed */
bool file_exists(const char *path);
size_t files_in(const char *dir);

/* The first block of a file of the repository that begins with `fence` ("```c\n") and has `part` in it; to be freed. */
char *markdown_block(const char *file, const char *fence, const char *part);

/* Run the command under test through a shell in the workdir; `$aslab` is the program. */
typedef struct result {
    int status; /* exit status, or 128 + signal */
    char *out, *err;
} result;
result shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
void run_ok(const char *command); /* its exit status must be 0 */
void result_free(result *r);

/* Rows kept as text, by visitor or from CSV text without quotes. */
typedef struct table {
    char **cells; /* [rows * columns] */
    char **names;
    size_t rows, columns;
} table;
asl_row_sink table_visitor(table *t);
void table_parse(table *t, const char *csv); /* understands quotes */
const char *table_cell(const table *t, size_t row, const char *column);
double table_number(const table *t, size_t row, const char *column);
void table_free(table *t);

/* ../shared/data/NAME, or NULL (and a line saying that the test is skipped) where it is not there. */
const char *shared_data(const char *name);

#endif
