/* Rows of several tables as one: a column of text put in front, the columns announced once. */
#ifndef ASL_RUN_PREFIX_COLUMN_H
#define ASL_RUN_PREFIX_COLUMN_H

#include "base/row.h"

typedef struct asl_prefix_column {
    asl_row_sink to;
    const char *name, *text; /* the column, and what stands in it for the rows to come */
} asl_prefix_column;

/* Up to 255 columns. */
asl_row_sink asl_prefix_column_sink(asl_prefix_column *insert);

#endif
