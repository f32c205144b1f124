/* Names of temporary files and of created folders, for a signal handler to remove. */
#ifndef ASL_IO_TEMP_NAMES_H
#define ASL_IO_TEMP_NAMES_H

#include <stdbool.h>

#include "base/status.h"

enum { ASL_TEMP_MOST = 1024 }; /* limit for files, and for folders */

/* Record the name of a file, relative to the folder with descriptor dir, or AT_FDCWD. The name must stay allocated
 * until asl_temp_forget. False if there are too many. */
bool asl_temp_remember(int dir, char *temp);
void asl_temp_forget(const char *temp);

/* The descriptor that a recorded name is relative to; AT_FDCWD if it is not recorded. */
int asl_temp_dir(const char *temp);

/* From now on asl_temp_remove_all renames temp, which must be complete, to target instead of removing it, so that a
 * process ended by a signal leaves it behind. At most one file at a time: a call replaces the previous one.
 * asl_temp_keep and asl_temp_drop cancel it. */
void asl_temp_keep_on_signal(char *temp, char *target);

/* Remove every recorded file. Safe in a signal handler. */
void asl_temp_remove_all(void);

/* Record a folder that was created; record its parents first. Up to ASL_TEMP_MOST; the rest is not recorded.
 * asl_temp_folder_in is for a folder created inside an open one (descriptor `in`, called `path` in messages); it keeps
 * a duplicate of that descriptor. */
int asl_temp_folder(const char *path, asl_error *err);
int asl_temp_folder_in(int in, const char *path, const char *name, asl_error *err);

/* Remove the recorded folders that are empty, last one first. Safe in a signal handler. */
void asl_temp_remove_folders(void);
void asl_temp_keep_folders(void); /* forget them */

#endif
