/* CSV writer: one header, one observation per row, `\n` line ends, quotes only if RFC 4180 requires them. Numbers are
 * written as the shortest text that reads back to the same double; `nan`, `inf` and `-inf` are written like this. */
#ifndef ASL_IO_CSV_WRITE_H
#define ASL_IO_CSV_WRITE_H

#include "base/row.h"
#include "base/strbuf.h"
#include "io/output.h"

typedef struct asl_csv_writer {
    asl_output *out; /* NULL: rows are collected in `line` */
    asl_strbuf line; /* buffer of one row, or all rows */
    bool plain; /* replace the commas, quotes and line ends of texts by characters that look like them, and double the
                 * backslashes. gnuplot 5.4 cuts a text at its comma, shifts the columns to the right of a text with a
                 * quote, and reads a text with a line end as two rows; names of samples, labels and files have these */
} asl_csv_writer;

/* A visitor that writes each row to w->out. Write errors are sticky in the output; after one, a row returns
 * ASL_FAILED. */
asl_row_sink asl_csv_sink(asl_csv_writer *w);
void asl_csv_writer_free(asl_csv_writer *w); /* does not free out */

/* Append one field, quoted if necessary. */
void asl_csv_add_field(asl_strbuf *line, const char *text);

#endif
