/* A row of cells as one line of text that reads back to the same cells: what a shard file is made of.
 *
 *     KINDS<tab>CSV        KINDS has a letter a cell: r a real, c a count, t text, b blank; CSV is the row as
 *                          io/csv_write.h writes it
 *
 * Where the CSV has a line end or a backslash in it, KINDS begins with `!` and they are written \n, \r and \\. So the
 * CSV of a table is made from its lines without reading a number. */
#ifndef ASL_IO_CELLS_H
#define ASL_IO_CELLS_H

#include "base/row.h"
#include "base/text.h"

/* The line, with its end, added to out. Errors stick in out. */
void asl_cells_write(asl_text *out, const asl_cell *cells, size_t n);

/* Text with its line ends and backslashes written as above, and read back. */
void asl_cells_escape(asl_text *out, const char *text, size_t n);
void asl_cells_unescape(asl_text *out, const char *text, size_t n);

/* A line that was read, without its end. */
typedef struct asl_cells_reader {
    asl_text text; /* what it points into */
    asl_cell *cells;
    size_t n, capacity;
} asl_cells_reader;

/* Read a line [n] into r->cells [r->n], whose texts are valid until the next call. ASL_CONFLICT where it is not in the
 * form. Start with {0}; release with asl_cells_free. */
int asl_cells_read(asl_cells_reader *r, const char *line, size_t n, asl_error *err);
void asl_cells_free(asl_cells_reader *r);

/* A line of CSV alone, escaped as above: its fields as text cells. ASL_CONFLICT where it is none. */
int asl_cells_split(asl_cells_reader *r, const char *line, asl_error *err);

/* The same line as a line of CSV, added to out with its end, and in *cells how many it has. ASL_CONFLICT likewise: the
 * CSV has as many fields as KINDS has letters, each in the form that io/csv_write.h gives its kind. So no reader of CSV
 * sees more rows or cells in it than that. cells NULL: the line was read before, and is not checked again. */
int asl_cells_csv(const char *line, size_t n, asl_text *out, size_t *cells, asl_error *err);

/* Whether a line's first cell is text. */
bool asl_cells_begin_with_text(const char *line, size_t n);

#endif
