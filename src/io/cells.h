/* A row of cells as one line of text that reads back to the same cells. Shard files consist of these lines.
 *
 *     KINDS<tab>CSV   KINDS has one letter for each cell: r real, c count, t text, b blank
 *                     CSV is the row as io/csv_write.h writes it
 *
 * If the CSV contains a newline, carriage return or backslash, KINDS begins with `!`, and they are written \n, \r and
 * \\. */
#ifndef ASL_IO_CELLS_H
#define ASL_IO_CELLS_H

#include "base/row.h"
#include "base/strbuf.h"

/* Append the line, with its newline, to out. Errors are sticky in out. */
void asl_cells_write(asl_strbuf *out, const asl_cell *cells, size_t n);

/* Append the names of columns as CSV, escaped as above, without a newline. */
void asl_cells_write_names(asl_strbuf *out, const char *const *names, size_t n);

/* Append text with newlines, carriage returns and backslashes escaped as above, or unescaped again. */
void asl_cells_escape(asl_strbuf *out, const char *text, size_t n);
void asl_cells_unescape(asl_strbuf *out, const char *text, size_t n);

/* The cells of one line. An empty reader is {0}; release with asl_cells_free. */
typedef struct asl_cells_reader {
    asl_cell *cells; /* [n] their texts are valid until the next call */
    size_t n, capacity;
    asl_strbuf text; /* storage of the texts */
} asl_cells_reader;

/* Parse a line [n], without its newline, into r->cells. ASL_CONFLICT if the line does not have the format: one CSV field
 * for each letter of KINDS, quoted only as io/csv_write.h does. */
int asl_cells_read(asl_cells_reader *r, const char *line, size_t n, asl_error *err);

/* The same for a line of names, which become text cells. */
int asl_cells_read_names(asl_cells_reader *r, const char *line, asl_error *err);
void asl_cells_free(asl_cells_reader *r);

#endif
