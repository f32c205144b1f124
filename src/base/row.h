/* Rows: how results leave the compute layers.
 *
 * A study calls `columns` once and then `row` for one row at a time. The receiver writes CSV, judges claims, or
 * collects data for a picture. Rows are not stored, so memory does not grow with their number. Both functions return a
 * code; a study stops at the first that is not ASL_OK. */
#ifndef ASL_BASE_ROW_H
#define ASL_BASE_ROW_H

#include <stddef.h>

#include "base/status.h"

typedef enum asl_cell_kind { ASL_CELL_DOUBLE, ASL_CELL_INT, ASL_CELL_TEXT, ASL_CELL_BLANK } asl_cell_kind;

typedef struct asl_cell {
    asl_cell_kind kind;
    union {
        double real;
        long long count;
        const char *text; /* valid during the call */
    } as;
} asl_cell;

typedef struct asl_row_sink {
    void *self;
    int (*columns)(void *self, const char *const *names, size_t n, asl_error *err);
    int (*row)(void *self, const asl_cell *cells, size_t n, asl_error *err);
} asl_row_sink;

static inline asl_cell asl_cell_double(double x) { return (asl_cell){ASL_CELL_DOUBLE, {.real = x}}; }
static inline asl_cell asl_cell_int(long long n) { return (asl_cell){ASL_CELL_INT, {.count = n}}; }
static inline asl_cell asl_cell_text(const char *text) { return (asl_cell){ASL_CELL_TEXT, {.text = text}}; }
static inline asl_cell asl_cell_blank(void) { return (asl_cell){ASL_CELL_BLANK, {.count = 0}}; }

#endif
