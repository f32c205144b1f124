/* The record of a finished experiment, NAME.meta: how it was made, and what is needed to use its files again.
 *
 *     program: aslab VERSION
 *     command: COMMAND LINE
 *     time: UTC
 *     host: NODE SYSTEM RELEASE MACHINE
 *     inputs: HEX                  digest of the inputs (run/inputs.h); without this line nothing is used again
 *     rows: KINDS HEX              NAME.csv: a letter for each column, and the file's SHA-256
 *     summary: KINDS HEX           the same of NAME-summary.csv, if the command writes one
 *     note: TEXT                   messages of the command, escaped as in io/cells.h
 *
 * It is the last file of an experiment to be written. An experiment is not computed again if its inputs and the digests of
 * its files are those of the record: the rows are then read from the files. Delete NAME.meta to compute it anew. */
#ifndef ASL_RUN_RECORD_H
#define ASL_RUN_RECORD_H

#include <stdbool.h>

#include "base/row.h"
#include "base/strbuf.h"
#include "io/digest.h"
#include "io/folder.h"

/* Kinds of columns: b only blank cells, c counts, r real numbers, t text. Every column can also have blank cells. A column with
 * counts and real numbers is r; a column with any text is t. */
typedef struct asl_column_kinds {
    char *letters; /* [n], ended by a NUL */
    size_t n;
} asl_column_kinds;

asl_row_sink asl_column_kinds_sink(asl_column_kinds *k);
void asl_column_kinds_free(asl_column_kinds *k);

typedef struct asl_run_record {
    char inputs[ASL_DIGEST_CHARS];  /* "": unknown, the files cannot be used again */
    asl_column_kinds rows, summary; /* summary.letters NULL: there is none */
    asl_strbuf notes;
} asl_run_record;

void asl_run_record_free(asl_run_record *r);

/* Write NAME.meta for files that are in place. */
int asl_run_record_write(const asl_run_record *r, const asl_folder *dir, const char *name, const char *command,
                         asl_error *err);

/* Whether NAME.meta and the files in dir are those of an experiment with these inputs; then fill r, which starts as {0}. Files
 * that are missing, changed or unreadable are no error: the answer is no. */
bool asl_run_record_matches(asl_run_record *r, const asl_folder *dir, const char *name,
                            const char inputs[ASL_DIGEST_CHARS], bool summary);

/* Send the rows of a file in dir to a row sink. An empty field that is not text is blank. ASL_BAD if the
 * file is not CSV of these kinds. */
int asl_run_record_rows(const asl_column_kinds *kinds, const asl_folder *dir, const char *file, asl_row_sink v,
                        asl_error *err);

#endif
