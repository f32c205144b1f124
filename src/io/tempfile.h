/* Files that appear complete or not at all: written under a temporary name in the same folder, then renamed.
 *
 * Temporary names are recorded (io/temp_names.h) until they are kept or dropped, so that a signal handler can remove
 * the files. The names contain host and process id, so that asl_temp_sweep finds the files of killed processes. */
#ifndef ASL_IO_TEMPFILE_H
#define ASL_IO_TEMPFILE_H

#include <stdbool.h>

#include "base/status.h"
#include "io/folder.h"
#include "io/temp_names.h"

/* Create and record a new name `.aslab-HOST-PID-CHANCE.tmp.EXT` in the folder of `path` (links resolved). *temp and
 * *target are freed by asl_temp_keep, asl_temp_link or asl_temp_drop. ASL_FAILED if the target cannot be written. */
int asl_temp_name(const char *path, char **temp, char **target, asl_error *err);

/* The same for a file `name` in an open folder, which must stay open until temp is kept or dropped. Both names are
 * relative to it, and the functions below work there. ASL_FAILED if the name exists and is not a regular file. */
int asl_temp_name_in(const asl_folder *folder, const char *name, char **temp, char **target, asl_error *err);

/* Rename temp to target, and free both names. On failure temp is removed and errno is set. */
int asl_temp_keep(char *temp, char *target, asl_error *err);

/* Like asl_temp_keep, but only if target does not exist, atomically: of several processes one succeeds. If target
 * exists, *there is true, and both names must still be kept or dropped. Sets errno on failure. */
int asl_temp_link(char *temp, char *target, bool *there, asl_error *err);

/* Rename temp to another name in its folder; 0, or -1 with errno. The names must still be dropped. */
int asl_temp_aside(const char *temp, const char *aside);

/* Remove the temporary files in a folder whose processes, on this host, no longer exist. */
void asl_temp_sweep(const asl_folder *folder);

/* Remove temp if it exists, and free both names. NULL is allowed. */
void asl_temp_drop(char *temp, char *target);

/* Does path exist without being a regular file (a device, a pipe)? It is written directly, because it cannot be
 * replaced. */
bool asl_path_is_special(const char *path);

#endif
