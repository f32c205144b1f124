/* The columns of a study: one table of name, meaning, and position in the study's row struct.
 *
 * The CSV header, the cells and the help text all come from this table. It ends at the first entry whose name is
 * NULL. */
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
    const char *meaning; /* NULL: the next column's meaning covers this one; "": the previous one's does */
    asl_column_kind kind;
    size_t offset; /* (bytes) in the row struct */
} asl_column;

/* The entry for a field of the struct `row`, whose name is that of the column. */
#define ASL_COLUMN(row, field, kind, meaning)                                                                          \
    {                                                                                                                  \
#field, meaning, ASL_COLUMN_##kind, offsetof(row, field)                                                       \
    }

/* The cell of one column of a row. */
asl_cell asl_column_get(const asl_column *column, const void *row);

/* Write the names of all columns, or the cells of one row. Return the number of columns. */
size_t asl_column_names(const asl_column *columns, const char **names);
size_t asl_column_cells(const asl_column *columns, const void *row, asl_cell *cells);

#endif
