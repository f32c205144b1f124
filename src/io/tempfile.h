/* Files that appear whole or not at all: written under a temporary name beside their place, then renamed.
 *
 * Temporary names are remembered (io/temp_names.h) until they are kept or dropped, so that a signal handler can remove
 * them. What a process that was killed outright has left is found by its name, which holds the host's and the process's. */
#ifndef ASL_IO_TEMPFILE_H
#define ASL_IO_TEMPFILE_H

#include <stdbool.h>

#include "base/status.h"
#include "io/folder.h"
#include "io/temp_names.h"

/* A fresh name `.aslab-HOST-PID-CHANCE.tmp.EXT` in the folder of `path` (links resolved), remembered; *temp and *target
 * are to be freed by asl_temp_keep, asl_temp_link or asl_temp_drop. */
int asl_temp_name(const char *path, char **temp, char **target, asl_error *err);

/* The same for a file `name` in an open folder, which must stay open until temp is kept or dropped: both names are
 * relative to it, and the functions below work there. ASL_FAILED if something that is not a regular file has the name
 * already. */
int asl_temp_name_in(const asl_folder *folder, const char *name, char **temp, char **target, asl_error *err);

/* Rename temp to target, and forget and free both names. On failure temp is removed, and errno says why. */
int asl_temp_keep(char *temp, char *target, asl_error *err);

/* As asl_temp_keep where nothing is called target yet, at once and for one only of several processes that try. Where
 * something is, *there is true, and both names are still to be kept or dropped. errno as above. */
int asl_temp_link(char *temp, char *target, bool *there, asl_error *err);

/* Rename temp to another name in its folder; 0, or -1 with errno. It is still to be dropped. */
int asl_temp_aside(const char *temp, const char *aside);

/* Remove the temporary files in a folder whose process, of this host, is gone. */
void asl_temp_sweep(const asl_folder *folder);

/* Remove temp where it is there, forget it, free both names. NULLs are allowed. */
void asl_temp_drop(char *temp, char *target);

/* Whether path exists and is no regular file (a device, a pipe): written to directly, since it cannot be replaced. */
bool asl_path_is_special(const char *path);

#endif
