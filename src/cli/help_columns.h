/* The columns of a study as a part of a command's help. */
#ifndef ASL_CLI_HELP_COLUMNS_H
#define ASL_CLI_HELP_COLUMNS_H

#include "base/column.h"
#include "base/strbuf.h"

/* A line for each meaning of the table: the names it is told of in `width` characters, then the meaning. */
void asl_help_columns(asl_strbuf *out, const asl_column *columns, int width);

#endif
