/* Folders to write into. */
#ifndef ASL_IO_FOLDER_H
#define ASL_IO_FOLDER_H

#include "base/status.h"

/* DIR/NAMEending; to be freed, NULL on failure. */
char *asl_folder_path(const char *dir, const char *name, const char *ending, asl_error *err);

/* Make a folder and those above it where they are missing; what was made is remembered (io/tempfile.h). ASL_BAD for an
 * empty name, ASL_FAILED where it cannot be made or is no folder. */
int asl_folder_make(const char *dir, asl_error *err);

#endif
