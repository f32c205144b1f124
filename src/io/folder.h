/* Folders, and files in them that somebody else may have written.
 *
 * A shared folder can contain anything: links, pipes, devices, endless files. An asl_folder is an open descriptor, and
 * all operations are relative to it, so that a change of its path has no effect. Symbolic links inside are never
 * followed, and only regular files are read. Anything else is ASL_CONFLICT, with a message that names it. */
#ifndef ASL_IO_FOLDER_H
#define ASL_IO_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct asl_folder {
    int fd;     /* -1: closed */
    char *path; /* for messages */
} asl_folder;

#define ASL_FOLDER_CLOSED ((asl_folder){.fd = -1})

/* The part of a path after its last slash. */
const char *asl_base_name(const char *path);

/* DIR/NAMEending, to be freed by the caller; NULL on failure. */
char *asl_folder_path(const char *dir, const char *name, const char *ending, asl_error *err);

/* Create a folder and its missing parents, and record which ones were created. ASL_BAD if the name is empty, ASL_FAILED
 * if it cannot be created or is not a folder. Only one thread may call this. */
int asl_folder_make(const char *dir, asl_error *err);

/* After a failure: remove the recorded folders that are empty, last one first. Safe in a signal handler.
 * asl_folder_keep_created forgets them instead. */
void asl_folder_remove_created(void);
void asl_folder_keep_created(void);

/* Open a folder that the user named; it may be a symbolic link. Call asl_folder_close also after a failure. *none (may
 * be NULL) is true, with ASL_BAD, if it does not exist. */
int asl_folder_open(asl_folder *f, const char *path, bool *none, asl_error *err);

/* Open the folder `name` inside another one; it must not be a symbolic link. With `make`, create it if it is missing
 * without recording it. If it is missing, *none is true and the result ASL_OK. */
int asl_folder_enter(asl_folder *f, const asl_folder *in, const char *name, bool make, bool *none, asl_error *err);
void asl_folder_close(asl_folder *f);

/* Set *there: is there a regular file of this name? ASL_CONFLICT if the entry is something else. */
int asl_folder_has(const asl_folder *f, const char *name, bool *there, asl_error *err);

/* Open a regular file for reading. The caller closes *fd. *size is in bytes. ASL_BAD if it cannot be opened. */
int asl_folder_file(const asl_folder *f, const char *name, int *fd, long long *size, asl_error *err);

/* Read a whole file of at most `most` bytes. The result ends with NUL and is freed by the caller; NULL on failure,
 * with ASL_CONFLICT if the file is longer. asl_folder_read is for text and rejects NUL bytes; asl_folder_read_bytes
 * sets *n to the number of bytes. */
char *asl_folder_read(const asl_folder *f, const char *name, size_t most, asl_error *err);
char *asl_folder_read_bytes(const asl_folder *f, const char *name, size_t most, size_t *n, asl_error *err);

/* Call each(self, name, err) for every entry except . and .., until a call fails; returns its code. */
int asl_folder_list(const asl_folder *f, int (*each)(void *self, const char *name, asl_error *err), void *self,
                    asl_error *err);

/* Remove a file or an empty folder. A symbolic link itself is removed, not its target. A missing entry is not an
 * error. */
void asl_folder_remove(const asl_folder *f, const char *name);
void asl_folder_remove_empty(const asl_folder *f, const char *name);

#endif
