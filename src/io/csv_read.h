/* CSV reader: one row at a time, in memory bounded by the longest row.
 *
 * libcsv parses RFC 4180 in strict mode. This module adds: trimmed column names, a UTF-8 byte order mark, skipped
 * blank lines, errors for ragged rows and NUL bytes, and line numbers. Every message names the file, the line and, if
 * one is concerned, the column. */
#ifndef ASL_IO_CSV_READ_H
#define ASL_IO_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "io/folder.h"

typedef struct asl_csv asl_csv;

/* Open a file and read its header. path NULL or "-" is standard input. *csv is NULL on failure. ASL_BAD if the file
 * cannot be read or has no valid header. */
int asl_csv_open(asl_csv **csv, const char *path, asl_error *err);
/* A regular file in an open folder (io/folder.h). */
int asl_csv_open_in(asl_csv **csv, const asl_folder *folder, const char *name, asl_error *err);
void asl_csv_close(asl_csv *csv); /* NULL is allowed */

size_t asl_csv_width(const asl_csv *csv);
const char *asl_csv_column(const asl_csv *csv, size_t i); /* column name i of the header */

/* Index of the column called name, or -1 if there is none, which is not an error. If several columns have the name,
 * sets *code to ASL_BAD. */
long asl_csv_find(const asl_csv *csv, const char *name, int *code, asl_error *err);

/* Read the next row. *row is false at the end of the file. */
int asl_csv_next(asl_csv *csv, bool *row, asl_error *err);

/* Field i of the current row, NUL-terminated, valid until the next call of asl_csv_next. */
const char *asl_csv_field(const asl_csv *csv, size_t i);
size_t asl_csv_line(const asl_csv *csv); /* first line of the current row, from 1 */
size_t asl_csv_field_length(const asl_csv *csv, size_t i);

/* Fail with ASL_BAD. The message is "FILE, line N, column 'NAME': ..." for field i of the current row, or "FILE: ..."
 * for the whole file. */
int asl_csv_fail_at(const asl_csv *csv, size_t i, asl_error *err, const char *format, ...) ASL_PRINTF(4, 5);
int asl_csv_fail(const asl_csv *csv, asl_error *err, const char *format, ...) ASL_PRINTF(3, 4);
int asl_csv_fail_header(const asl_csv *csv, asl_error *err, const char *format, ...)
    ASL_PRINTF(3, 4); /* "FILE, line N: ...", N being the header's line */

/* Field i as a finite number, or as a label: 0, 1, or -1 for unknown (written -1 or left blank). ASL_BAD otherwise. */
int asl_csv_real(const asl_csv *csv, size_t i, double *x, asl_error *err);
int asl_csv_label(const asl_csv *csv, size_t i, signed char *y, asl_error *err);

#endif
