#include "base/column.h"

#include <stdbool.h>

asl_cell asl_column_get(const asl_column *column, const void *row)
{
    const void *at = (const char *)row + column->offset;
    switch (column->kind) {
    case ASL_COLUMN_COUNT: return asl_cell_int(*(const long long *)at);
    case ASL_COLUMN_FLAG: return asl_cell_int(*(const bool *)at);
    case ASL_COLUMN_TEXT: return asl_cell_text(*(const char *const *)at);
    case ASL_COLUMN_REAL: break;
    }
    return asl_cell_double(*(const double *)at);
}

size_t asl_column_names(const asl_column *columns, const char **names)
{
    size_t n = 0;
    for (; columns[n].name != NULL; n++) names[n] = columns[n].name;
    return n;
}

size_t asl_column_cells(const asl_column *columns, const void *row, asl_cell *cells)
{
    size_t n = 0;
    for (; columns[n].name != NULL; n++) cells[n] = asl_column_get(&columns[n], row);
    return n;
}
