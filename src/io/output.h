/* Output to standard output or to a file. Errors are sticky: write without checks, then check once at close.
 *
 * A file appears under its name only at asl_output_close, complete and on disk (temporary name, fsync, rename).
 * Devices and pipes are written directly. */
#ifndef ASL_IO_OUTPUT_H
#define ASL_IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "io/folder.h"
#include "io/tempfile.h"

typedef struct asl_output asl_output;

/* Open an output. path NULL, "-" or /dev/stdout is standard output; /dev/stderr and /dev/fd/N are these streams. *out
 * is NULL on failure. ASL_BAD if the path is empty. */
int asl_output_open(asl_output **out, const char *path, asl_error *err);
/* Open a file in an open folder, which must stay open until the output is closed. An existing entry must be a regular
 * file: links are not followed and devices are rejected. */
int asl_output_open_in(asl_output **out, const asl_folder *folder, const char *name, asl_error *err);
/* Is the path one of these streams? */
int asl_output_is_stream(const char *path);

void asl_output_write(asl_output *out, const char *bytes, size_t n);

/* Has a write failed already? A long computation can then stop early. */
int asl_output_failed(const asl_output *out);

/* The two halves of asl_output_close, so that several files can be complete before the first appears. finish flushes
 * to disk; keep renames the file and frees out. If finish fails, only asl_output_abandon is allowed. */
int asl_output_finish(asl_output *out, asl_error *err);
int asl_output_keep(asl_output *out, asl_error *err);

/* Finish all of n outputs (NULL: none), and then let all appear; those that were kept are NULL afterwards. */
int asl_output_keep_all(asl_output **outs, size_t n, asl_error *err);

/* Finish a file that is renamed to its target only if a signal ends the process. It exists until asl_output_abandon. */
int asl_output_keep_on_signal(asl_output *out, asl_error *err);

/* The temporary file that is written, valid until out is kept or abandoned; NULL for standard output and devices. */
const asl_tempfile *asl_output_temp(const asl_output *out);

/* What asl_output_publish does if a file of the name exists. */
typedef enum asl_publish_rule {
    ASL_PUBLISH_ANY,  /* ASL_OK */
    ASL_PUBLISH_SAME, /* ASL_OK if it has the same text, otherwise ASL_CONFLICT */
    ASL_PUBLISH_ASIDE /* the same, but the new text is kept as NAME.conflict if it differs */
} asl_publish_rule;

/* Rename a finished text file, opened in a folder, to its name unless a file of that name exists; frees out. An existing
 * file stays, and *first (may be NULL) is then false. */
int asl_output_publish(asl_output *out, asl_publish_rule rule, bool *first, asl_error *err);

/* Finish and keep the file; frees out. On failure ASL_FAILED, with the file and the system's reason, and no file is
 * left. */
int asl_output_close(asl_output *out, asl_error *err);

/* Remove the file and free out (NULL is allowed). */
void asl_output_abandon(asl_output *out);

/* Write a whole file in one call. */
int asl_output_file(const char *path, const char *bytes, size_t n, asl_error *err);
int asl_output_file_in(const asl_folder *folder, const char *name, const char *bytes, size_t n, asl_error *err);

/* Read a whole file. The result [*n] is followed by a NUL and freed by the caller; NULL on failure. */
char *asl_input_file(const char *path, size_t *n, asl_error *err);

#endif
