/* Columns of a study, written once: a table of name, meaning and where the number is in the study's row.
 *
 * The header of the CSV, its cells and the help text all come from the table. It ends at the first without a name. */
#ifndef ASL_BASE_COLUMN_H
#define ASL_BASE_COLUMN_H

#include <stddef.h>

#include "base/row.h"

typedef enum asl_column_kind {
    ASL_COLUMN_REAL,  /* double */
    ASL_COLUMN_COUNT, /* long long */
    ASL_COLUMN_FLAG,  /* bool, shown as 0 or 1 */
    ASL_COLUMN_TEXT   /* const char *, valid as long as the row */
} asl_column_kind;

typedef struct asl_column {
    const char *name;
    const char *meaning; /* NULL: told together with the next column; "": told together with the one before */
    asl_column_kind kind;
    size_t offset; /* in the struct that is the row */
} asl_column;

/* The cell of one column of a row. */
asl_cell asl_column_get(const asl_column *column, const void *row);

/* The names of all columns of a table, or the cells of a row. Returns how many. */
size_t asl_column_names(const asl_column *columns, const char **names);
size_t asl_column_cells(const asl_column *columns, const void *row, asl_cell *cells);

#endif
