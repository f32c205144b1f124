/* Rows to CSV: one header, one observation a row, `\n` line ends, quotes only where RFC 4180 needs them, numbers in the
 * shortest text that reads back to the same double, `nan`, `inf` and `-inf` spelled so. */
#ifndef ASL_IO_CSV_WRITE_H
#define ASL_IO_CSV_WRITE_H

#include "base/row.h"
#include "base/text.h"
#include "io/output.h"

typedef struct asl_csv_writer {
    asl_output *out; /* NULL: rows gather in `line` */
    asl_text line;   /* scratch, or all rows */
    bool plain; /* texts without commas, quotes and line ends, but what looks like them, for gnuplot cuts a field there;
                 * backslashes doubled, for it takes them for escapes */
} asl_csv_writer;

/* A visitor that writes each row to w->out. Errors stick in the output; a row returns ASL_FAILED once one has. */
asl_visitor asl_csv_visitor(asl_csv_writer *w);
void asl_csv_writer_free(asl_csv_writer *w); /* the scratch alone */

/* One field, quoted where needed. */
void asl_csv_add_field(asl_text *line, const char *text);

#endif
