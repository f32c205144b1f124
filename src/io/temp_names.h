/* The names of temporary files and of folders that were made, for a signal handler to remove. */
#ifndef ASL_IO_TEMP_NAMES_H
#define ASL_IO_TEMP_NAMES_H

#include <stdbool.h>

#include "base/status.h"

enum { ASL_TEMP_MOST = 1024 }; /* names of each kind */

/* Remember the name of a file, relative to the folder with the descriptor dir, or AT_FDCWD. It must stay allocated until
 * it is forgotten. False if there are too many. */
bool asl_temp_remember(int dir, char *temp);
void asl_temp_forget(const char *temp);

/* The descriptor that a remembered name is relative to. */
int asl_temp_dir(const char *temp);

/* From now on asl_temp_remove_all renames temp, which must be whole, to target instead of removing it: a process that a
 * signal ends leaves it behind. One file at a time; the next call takes its place. asl_temp_keep and asl_temp_drop end
 * it. */
void asl_temp_keep_on_signal(char *temp, char *target);

/* Remove every remembered file. Safe in a signal handler. */
void asl_temp_remove_all(void);

/* Remember a folder that was made, after those it is in. Up to 1024; more are not remembered. The second is for one
 * made in an open folder, the descriptor `in` with that path, of which it keeps a descriptor of its own. */
int asl_temp_folder(const char *path, asl_error *err);
int asl_temp_folder_in(int in, const char *path, const char *name, asl_error *err);

/* Remove those of them that are empty, the last one first: nothing came of what they were made for. Safe in a signal
 * handler. */
void asl_temp_remove_folders(void);
void asl_temp_keep_folders(void); /* forget them */

#endif
