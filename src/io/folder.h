/* Folders, and files in them that somebody else may have put there.
 *
 * A folder that is shared can hold anything: links, pipes, devices, files without end. An asl_folder is open, and all
 * that is done in it is done relative to its descriptor, so that nothing that happens to its path leads elsewhere.
 * Symbolic links in it are never followed, and only regular files are read. What is not as it should be is
 * ASL_CONFLICT, and the message names it. */
#ifndef ASL_IO_FOLDER_H
#define ASL_IO_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct asl_folder {
    int fd;     /* -1: not open */
    char *path; /* for messages */
} asl_folder;

#define ASL_FOLDER_CLOSED ((asl_folder){.fd = -1})

/* DIR/NAMEending; to be freed, NULL on failure. */
char *asl_folder_path(const char *dir, const char *name, const char *ending, asl_error *err);

/* Make a folder and those above it where they are missing; what was made is remembered (io/temp_names.h). ASL_BAD for an
 * empty name, ASL_FAILED where it cannot be made or is no folder. */
int asl_folder_make(const char *dir, asl_error *err);

/* Open a folder that the user named; it may be a symbolic link. Close it with asl_folder_close, also after a failure.
 * *none (may be NULL): it does not exist, which is ASL_BAD. */
int asl_folder_open(asl_folder *f, const char *path, bool *none, asl_error *err);

/* Open the folder `name` in another one, which must not be a symbolic link; with `make`, create it first if it is
 * missing, and remember it (io/temp_names.h). *none is true, and nothing is an error, if it is missing. */
int asl_folder_enter(asl_folder *f, const asl_folder *in, const char *name, bool make, bool *none, asl_error *err);
void asl_folder_close(asl_folder *f);

/* Whether a regular file of this name is there. ASL_CONFLICT if something else is. */
int asl_folder_has(const asl_folder *f, const char *name, bool *there, asl_error *err);

/* Open a regular file for reading: its descriptor, to be closed, and its size. ASL_BAD if it cannot be opened. */
int asl_folder_file(const asl_folder *f, const char *name, int *fd, long long *size, asl_error *err);

/* Read a whole file of at most so many bytes, ended by a NUL; to be freed. NULL on failure; ASL_CONFLICT if it is
 * longer. asl_folder_read is for text, and refuses a NUL byte in it; asl_folder_read_bytes says how many it read. */
char *asl_folder_read(const asl_folder *f, const char *name, size_t most, asl_error *err);
char *asl_folder_read_bytes(const asl_folder *f, const char *name, size_t most, size_t *n, asl_error *err);

/* Call each(self, name, err) for every entry but . and .., until one fails. */
int asl_folder_list(const asl_folder *f, int (*each)(void *self, const char *name, asl_error *err), void *self,
                    asl_error *err);

/* Remove a file or an empty folder; a symbolic link itself, not what it leads to. What is not there is no error. */
void asl_folder_remove(const asl_folder *f, const char *name);
void asl_folder_remove_empty(const asl_folder *f, const char *name);

#endif
