/* Functions for all suites. */
#ifndef ASL_TESTS_SUPPORT_H
#define ASL_TESTS_SUPPORT_H

#define CK_FLOATING_DIG 17
#include <check.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/row.h"
#include "loss/loss.h"

/* Makes a suite. The function of a suite is suite_NAME; tests/run.c lists all of them. */
Suite *make_suite(const char *name, const TTest *const *tests, size_t n);
#define SUITE(name, ...)                                                                                               \
    Suite *suite_##name(void);                                                                                         \
    Suite *suite_##name(void)                                                                                          \
    {                                                                                                                  \
        const TTest *const tests[] = {__VA_ARGS__};                                                                    \
        return make_suite(#name, tests, sizeof tests / sizeof tests[0]);                                               \
    }

/* A stream of random numbers that is the same in every run (SplitMix64, Steele, Lea and Flood 2014). */
typedef struct dice {
    unsigned long long state;
} dice;
double roll(dice *d, double lo, double hi);

asl_loss loss_of(const char *spec); /* fails the test if spec is not a valid LOSS */

/* Returns a loss of the family with random parameters over their whole ranges: ends, defaults, and values of all
 * magnitudes. */
asl_loss any_loss(dice *d, const asl_family *f);

/* The workdir is a new folder, removed when the process ends. in_workdir gives the path of a file in it, which is valid
 * until 64 more are requested. */
const char *workdir(void);
const char *in_workdir(const char *name);
void write_file(const char *path, const char *text);
char *read_file(const char *path); /* NULL if the file does not exist; the caller frees it */
bool file_exists(const char *path);
size_t files_in(const char *dir);

/* Returns the first block in a file of the repository that begins with `fence` ("```c\n") and contains `part`; the
 * caller frees it. */
char *markdown_block(const char *file, const char *fence, const char *part);

/* Runs a command in a shell in the workdir; `$aslab` is the program under test. */
typedef struct result {
    int status; /* exit status, or 128 + signal */
    char *out, *err;
} result;
result shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
void run_ok(const char *command); /* fails the test unless the exit status is 0 */
void result_free(result *r);

/* Rows as text, from a row sink or from CSV text. */
typedef struct table {
    char **cells; /* [rows * columns] */
    char **names;
    size_t rows, columns;
} table;
asl_row_sink table_visitor(table *t);
void table_parse(table *t, const char *csv); /* with or without quotes */
const char *table_cell(const table *t, size_t row, const char *column);
double table_number(const table *t, size_t row, const char *column);
void table_free(table *t);

/* Returns the path of ../shared/data/NAME. If it does not exist, prints a line that the test is skipped and returns
 * NULL. */
const char *shared_data(const char *name);

#endif
