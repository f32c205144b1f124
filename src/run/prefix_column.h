/* Put a column of text in front of all rows, for example to combine several tables into one. */
#ifndef ASL_RUN_PREFIX_COLUMN_H
#define ASL_RUN_PREFIX_COLUMN_H

#include "base/row.h"

typedef struct asl_prefix_column {
    asl_row_sink to;
    const char *name, *text; /* name of the column, and its value in the following rows */
} asl_prefix_column;

/* Up to 255 columns. */
asl_row_sink asl_prefix_column_sink(asl_prefix_column *prefix);

#endif
