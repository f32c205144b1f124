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

typedef struct asl_output asl_output;

/* Open an output. path NULL, "-" or /dev/stdout is standard output; /dev/stderr and /dev/fd/N are these streams. *out
 * is NULL on failure. ASL_BAD if the path is empty. */
int asl_output_open(asl_output **out, const char *path, asl_error *err);
/* The same for an intermediate file; messages name `shown` instead of path. */
int asl_output_open_for(asl_output **out, const char *path, const char *shown, asl_error *err);
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

/* Finish a file that is renamed to its target only if a signal ends the process. At most one file at a time. It exists
 * until asl_output_abandon. */
int asl_output_keep_on_signal(asl_output *out, asl_error *err);

/* Are two files of a folder equal for this purpose? */
typedef bool (*asl_output_same)(const asl_folder *folder, const char *ours, const char *theirs);

/* Rename a finished output, opened in a folder, to its name unless a file of that name exists; frees out. If one
 * exists, it stays and *first (may be NULL) is false. The result is then ASL_OK if same(folder, ours, theirs),
 * otherwise ASL_CONFLICT; with `aside` ours is kept as NAME.conflict. */
int asl_output_publish(asl_output *out, asl_output_same same, bool aside, bool *first, asl_error *err);

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
