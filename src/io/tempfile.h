/* Files that appear complete or not at all: written under a temporary name in the same folder, then renamed.
 *
 * A temporary file is recorded until it is kept or dropped, so that a signal handler can remove it. Its name contains
 * host and process id, so that asl_temp_sweep finds the files of killed processes. */
#ifndef ASL_IO_TEMPFILE_H
#define ASL_IO_TEMPFILE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/status.h"
#include "io/folder.h"

typedef struct asl_tempfile {
    int dir;                    /* descriptor of the folder that temp and target are relative to, or AT_FDCWD */
    char *temp, *target;        /* .aslab-HOST-PID-TIME.tmp.EXT, and the final name, symbolic links resolved */
    char *shown;                /* the final path in messages */
    atomic_bool keep_on_signal; /* asl_temp_remove_all renames it to target, so it must be complete */
} asl_tempfile;

/* Create and record an empty temporary file in the folder of path.
 *
 *   *t   out; released by asl_temp_keep, asl_temp_link (unless target exists) and asl_temp_drop. NULL on failure
 *   *fd  out; open for reading and writing, closed by the caller
 *
 * ASL_FAILED if the folder cannot be written or path is a folder or a dangling symbolic link. At most 1024 files at
 * once. */
int asl_temp_open(asl_tempfile **t, int *fd, const char *path, asl_error *err);

/* The same for a file `name` in an open folder, which must stay open as long as *t. ASL_FAILED also if the name exists
 * and is not a regular file. */
int asl_temp_open_in(asl_tempfile **t, int *fd, const asl_folder *folder, const char *name, asl_error *err);

/* Rename temp to target and free t. A file that is replaced passes its mode on. On failure temp is removed. */
int asl_temp_keep(asl_tempfile *t, asl_error *err);

/* Like asl_temp_keep, but only if target does not exist, atomically: of several processes one succeeds. If target
 * exists, *there is true, the result is ASL_OK, and t must still be kept or dropped. */
int asl_temp_link(asl_tempfile *t, bool *there, asl_error *err);

/* Remove temp and free t. NULL is allowed. */
void asl_temp_drop(asl_tempfile *t);

/* Remove every recorded file. Safe in a signal handler. */
void asl_temp_remove_all(void);

/* Remove the temporary files in a folder whose processes, on this host, no longer exist. */
void asl_temp_sweep(const asl_folder *folder);

/* Does path exist without being a regular file (a device, a pipe)? It is written directly, because it cannot be
 * replaced. */
bool asl_path_is_special(const char *path);

#endif
