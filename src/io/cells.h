/* A row of cells as one line of text that reads back to the same cells. Shard files consist of these lines.
 *
 *     KINDS<tab>CSV   KINDS has one letter for each cell: r real, c count, t text, b blank
 *                     CSV is the row as io/csv_write.h writes it
 *
 * If the CSV contains a newline, carriage return or backslash, KINDS begins with `!`, and they are written \n, \r and
 * \\. The CSV of a table can thus be produced from its lines without parsing numbers. */
#ifndef ASL_IO_CELLS_H
#define ASL_IO_CELLS_H

#include "base/row.h"
#include "base/strbuf.h"

/* Append the line, with its newline, to out. Errors are sticky in out. */
void asl_cells_write(asl_strbuf *out, const asl_cell *cells, size_t n);

/* Append text with newlines, carriage returns and backslashes escaped as above, or unescaped again. */
void asl_cells_escape(asl_strbuf *out, const char *text, size_t n);
void asl_cells_unescape(asl_strbuf *out, const char *text, size_t n);

/* The cells of one line. */
typedef struct asl_cells_reader {
    asl_strbuf text; /* storage of the text cells */
    asl_cell *cells;
    size_t n, capacity;
} asl_cells_reader;

/* Parse a line [n], without its newline, into r->cells [r->n], whose texts are valid until the next call. ASL_CONFLICT
 * if the line does not have the format. An empty reader is {0}; release with asl_cells_free. */
int asl_cells_read(asl_cells_reader *r, const char *line, size_t n, asl_error *err);
void asl_cells_free(asl_cells_reader *r);

/* Parse a line of CSV alone, escaped as above; all its fields become text cells. ASL_CONFLICT if it is not CSV. */
int asl_cells_split(asl_cells_reader *r, const char *line, asl_error *err);

/* Append the CSV of a line [n] to out, with its newline, and set *cells to the number of cells. ASL_CONFLICT if the
 * line does not have the format: the CSV must have one field for each letter of KINDS, written as io/csv_write.h
 * writes that kind. Thus no CSV reader finds more rows or cells in it. With cells = NULL the line is trusted and not
 * checked. */
int asl_cells_csv(const char *line, size_t n, asl_strbuf *out, size_t *cells, asl_error *err);

/* Is the first cell of a line text? */
bool asl_cells_begin_with_text(const char *line, size_t n);

#endif
