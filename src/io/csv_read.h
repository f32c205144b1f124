/* Reading CSV, one row at a time, in memory bounded by the longest row.
 *
 * RFC 4180 by libcsv in strict mode; ours is what it lets through: a header whose names are trimmed, a UTF-8 byte order
 * mark, blank lines (skipped), ragged rows, NUL bytes and line numbers. Every message names the file, the line and,
 * where one is meant, the column. */
#ifndef ASL_IO_CSV_READ_H
#define ASL_IO_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "io/folder.h"

typedef struct asl_csv asl_csv;

/* path NULL or "-" is standard input. Reads the header. *csv is NULL on failure. */
int asl_csv_open(asl_csv **csv, const char *path, asl_error *err);
/* A regular file in an open folder (io/folder.h). */
int asl_csv_open_in(asl_csv **csv, const asl_folder *folder, const char *name, asl_error *err);
void asl_csv_close(asl_csv *csv); /* NULL allowed */

size_t asl_csv_width(const asl_csv *csv);
const char *asl_csv_column(const asl_csv *csv, size_t i); /* a name of the header */

/* Index of the column called name, or -1 where there is none (no error). ASL_BAD in *code where there are two. */
long asl_csv_find(const asl_csv *csv, const char *name, int *code, asl_error *err);

/* Whether there will be memory for the whole of the file, judged by the part that was read so far: what is held now,
 * and what the rows so far will take at the worst moment, in bytes. Where its size is not known, it is taken to be
 * twice that part. ASL_FAILED says how much is needed and how much there is. */
int asl_csv_room(const asl_csv *csv, double held, double peak, asl_error *err);

/* Read the next row; *row tells whether there was one. */
int asl_csv_next(asl_csv *csv, bool *row, asl_error *err);

/* Field i of the current row, ended by NUL, valid until the next. */
const char *asl_csv_field(const asl_csv *csv, size_t i);
size_t asl_csv_line(const asl_csv *csv); /* where the current row begins, from 1 */
size_t asl_csv_field_length(const asl_csv *csv, size_t i);

/* Fail with "FILE: line N, column NAME: ..." about field i of the current row, or with "FILE: ..." about the file. */
int asl_csv_fail_at(const asl_csv *csv, size_t i, asl_error *err, const char *format, ...) ASL_PRINTF(4, 5);
int asl_csv_fail(const asl_csv *csv, asl_error *err, const char *format, ...) ASL_PRINTF(3, 4);
int asl_csv_fail_header(const asl_csv *csv, asl_error *err, const char *format, ...)
    ASL_PRINTF(3, 4); /* the header's line */

/* A finite number in field i; a label: 0, 1, or -1 for unknown (written -1 or left blank). */
int asl_csv_real(const asl_csv *csv, size_t i, double *x, asl_error *err);
int asl_csv_label(const asl_csv *csv, size_t i, signed char *y, asl_error *err);

#endif
