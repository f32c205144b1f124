/* Where text goes: standard output or a file. Errors stick: write freely, look once at close.
 *
 * A file appears under its name only at asl_output_close, whole and on disk (temporary name, fsync, rename); a device
 * or pipe is written to directly. */
#ifndef ASL_IO_OUTPUT_H
#define ASL_IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "io/folder.h"

typedef struct asl_output asl_output;

/* path NULL, "-" or /dev/stdout is standard output, /dev/stderr and /dev/fd/N are what they say. *out is NULL on
 * failure. ASL_BAD for an empty path. */
int asl_output_open(asl_output **out, const char *path, asl_error *err);
/* The same of a file that is a step towards another, `shown`, of which its messages speak. */
int asl_output_open_for(asl_output **out, const char *path, const char *shown, asl_error *err);
/* A file in an open folder, which must stay open until the output is closed; it must be a regular file or not there:
 * links are not followed, and devices not written to. */
int asl_output_open_in(asl_output **out, const asl_folder *folder, const char *name, asl_error *err);
/* Whether a path is one of those names of streams. */
int asl_output_is_stream(const char *path);

void asl_output_write(asl_output *out, const char *bytes, size_t n);

/* Whether a write has failed already, so that a long computation can stop early. */
int asl_output_failed(const asl_output *out);

/* The two halves of asl_output_close, so that several files can be finished before the first appears: finish flushes to
 * disk, keep makes the file appear. After a failed finish only asl_output_abandon is left; keep frees out. */
int asl_output_finish(asl_output *out, asl_error *err);
int asl_output_keep(asl_output *out, asl_error *err);

/* Finish all of n outputs (NULL: none), and then let all appear; those that were kept are NULL afterwards. */
int asl_output_keep_all(asl_output **outs, size_t n, asl_error *err);

/* Finish a file that appears only if a signal ends the process: it is then what is left under the output's name. One
 * file at a time. It stays until asl_output_abandon. */
int asl_output_keep_on_signal(asl_output *out, asl_error *err);

/* Whether two files of a folder are to be taken for the same. */
typedef bool (*asl_output_same)(const asl_folder *folder, const char *ours, const char *theirs);

/* Let a finished output, opened in a folder, appear if no file of its name is there yet; frees out. If one is, that one
 * stays, and *first (may be NULL) is false; then ASL_OK if same(folder, ours, theirs), else ASL_CONFLICT, and with
 * `aside` ours is kept next to it with the ending .conflict. */
int asl_output_publish(asl_output *out, asl_output_same same, bool aside, bool *first, asl_error *err);

/* Flush and keep the file; frees out. ASL_FAILED names the file and the system's reason; nothing is left then. */
int asl_output_close(asl_output *out, asl_error *err);

/* Drop the file; frees out (NULL allowed). */
void asl_output_abandon(asl_output *out);

/* Write a whole file at once. */
int asl_output_file(const char *path, const char *bytes, size_t n, asl_error *err);
int asl_output_file_in(const asl_folder *folder, const char *name, const char *bytes, size_t n, asl_error *err);

/* Read a whole file, ended by a NUL that is not counted; to be freed. NULL on failure. */
char *asl_input_file(const char *path, size_t *n, asl_error *err);

#endif
