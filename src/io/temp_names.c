#define _XOPEN_SOURCE 700
#include "io/temp_names.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

/* Names, each with the descriptor of the folder that it is relative to, or AT_FDCWD. */
typedef struct slots {
    _Atomic(char *) names[ASL_TEMP_MOST];
    atomic_int dirs[ASL_TEMP_MOST];
} slots;

static slots files, folders;
static _Atomic(char *) left_behind, left_as; /* arguments of asl_temp_keep_on_signal */
static char taken[1];                        /* marks a slot that is being filled */

static bool remember(slots *s, int dir, char *name)
{
    for (int i = 0; i < ASL_TEMP_MOST; i++) {
        char *empty = NULL;
        if (!atomic_compare_exchange_strong(&s->names[i], &empty, taken)) continue;
        atomic_store(&s->dirs[i], dir);
        atomic_store(&s->names[i], name);
        return true;
    }
    return false;
}

bool asl_temp_remember(int dir, char *temp) { return remember(&files, dir, temp); }

void asl_temp_forget(const char *name)
{
    if (atomic_load(&left_behind) == name) atomic_store(&left_behind, NULL);
    for (int i = 0; i < ASL_TEMP_MOST; i++) {
        if (atomic_load(&files.names[i]) == name) atomic_store(&files.names[i], NULL);
    }
}

int asl_temp_dir(const char *temp)
{
    for (int i = 0; i < ASL_TEMP_MOST; i++) {
        if (atomic_load(&files.names[i]) == temp) return atomic_load(&files.dirs[i]);
    }
    return AT_FDCWD;
}

void asl_temp_keep_on_signal(char *temp, char *target)
{
    atomic_store(&left_behind, NULL);
    atomic_store(&left_as, target);
    atomic_store(&left_behind, temp);
}

void asl_temp_remove_all(void)
{
    for (int i = 0; i < ASL_TEMP_MOST; i++) {
        char *name = atomic_load(&files.names[i]);
        int dir = atomic_load(&files.dirs[i]);
        if (name == NULL || name == taken) continue;
        if (name != atomic_load(&left_behind) || renameat(dir, name, dir, atomic_load(&left_as)) != 0)
            unlinkat(dir, name, 0);
    }
}

/* Owns dir, a descriptor or AT_FDCWD, from now on. */
static int remember_folder(int dir, const char *name, asl_error *err)
{
    char *copy = asl_copy_text(name, err);
    if (copy != NULL && remember(&folders, dir, copy)) return ASL_OK;
    if (dir != AT_FDCWD) close(dir);
    free(copy);
    return copy != NULL ? ASL_OK : ASL_FAILED;
}

int asl_temp_folder(const char *path, asl_error *err) { return remember_folder(AT_FDCWD, path, err); }

int asl_temp_folder_in(int in, const char *path, const char *name, asl_error *err)
{
    int dir = fcntl(in, F_DUPFD_CLOEXEC, 3);
    if (dir < 0) return asl_fail(err, ASL_FAILED, "cannot open the folder %.300s: %s", path, strerror(errno));
    return remember_folder(dir, name, err);
}

void asl_temp_remove_folders(void)
{
    for (int i = ASL_TEMP_MOST; i-- > 0;) {
        char *name = atomic_load(&folders.names[i]);
        if (name != NULL && name != taken) unlinkat(atomic_load(&folders.dirs[i]), name, AT_REMOVEDIR);
    }
}

void asl_temp_keep_folders(void)
{
    for (int i = 0; i < ASL_TEMP_MOST; i++) {
        char *name = atomic_exchange(&folders.names[i], NULL);
        if (name != NULL && atomic_load(&folders.dirs[i]) != AT_FDCWD) close(atomic_load(&folders.dirs[i]));
        free(name);
    }
}
