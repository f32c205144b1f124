/* The rows of a command: one after the other to a visitor, or by several threads to CSV, in the same order. */
#ifndef ASL_CLI_ROWS_H
#define ASL_CLI_ROWS_H

#include "cli/options.h"
#include "io/output.h"

int asl_rows(const asl_options *o, asl_visitor v, asl_error *err);

/* The same bytes as asl_rows through a CSV visitor. Errors of the output stick in it. */
int asl_rows_to_csv(const asl_options *o, asl_output *out, asl_error *err);

#endif
