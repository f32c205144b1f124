#define _XOPEN_SOURCE 700
#include "io/tempfile.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"

enum { MOST_FILES = 1024, NAME_CHARS = 32, HOST_CHARS = NAME_CHARS + 24 };

bool asl_path_is_special(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && !S_ISREG(s.st_mode);
}

/* --- the record of temporary files */

static _Atomic(asl_tempfile *) recorded[MOST_FILES];

static bool replace_record(asl_tempfile *old, asl_tempfile *new)
{
    for (int i = 0; i < MOST_FILES; i++) {
        asl_tempfile *expected = old;
        if (atomic_compare_exchange_strong(&recorded[i], &expected, new)) return true;
    }
    return false;
}

void asl_temp_remove_all(void)
{
    for (int i = 0; i < MOST_FILES; i++) {
        asl_tempfile *t = atomic_load(&recorded[i]);
        if (t == NULL) continue;
        if (!atomic_load(&t->keep_on_signal) || renameat(t->dir, t->temp, t->dir, t->target) != 0)
            unlinkat(t->dir, t->temp, 0);
    }
}

static void release(asl_tempfile *t)
{
    replace_record(t, NULL);
    free(t->temp);
    free(t->target);
    free(t->shown);
    free(t);
}

void asl_temp_drop(asl_tempfile *t)
{
    if (t == NULL) return;
    unlinkat(t->dir, t->temp, 0);
    release(t);
}

/* --- names */

/* Identifies the set of processes in which a process id is unique: the end of the host name (letters and digits only)
 * and the process namespace, because containers can have equal host names and all count from 1. */
static void host_name(char host[HOST_CHARS])
{
    char whole[256] = "";
    struct stat namespace = {0};
    if (gethostname(whole, sizeof whole - 1) != 0) whole[0] = '\0';
    if (stat("/proc/self/ns/pid", &namespace) != 0) namespace.st_ino = 0;
    size_t n = strlen(whole), skip = n < NAME_CHARS ? 0 : n - NAME_CHARS + 1;
    snprintf(host, HOST_CHARS, "%s_%llu", whole + skip, (unsigned long long)namespace.st_ino);
    for (char *c = host; *c != '\0'; c++) *c = isalnum((unsigned char)*c) ? *c : '_';
}

/* A new name in the folder of target; NULL on failure. The time tells apart two machines that have the same host name
 * and namespace number. */
static char *fresh_name(const char *target, asl_error *err)
{
    static atomic_uint serial;
    char host[HOST_CHARS];
    struct timespec now = {0};
    const char *name = asl_base_name(target), *dot = strrchr(name, '.');
    asl_strbuf t = {0};
    host_name(host);
    clock_gettime(CLOCK_REALTIME, &now);
    asl_strbuf_add_bytes(&t, target, (size_t)(name - target));
    asl_strbuf_format(&t, ".aslab-%s-%ld-%llx%08lx%u.tmp%s", host, (long)getpid(), (long long)now.tv_sec, now.tv_nsec,
                      atomic_fetch_add(&serial, 1), dot != NULL && strlen(dot) < 8 ? dot : "");
    return asl_strbuf_take(&t, err);
}

/* --- opening */

static int cannot_write(const char *shown, const char *reason, asl_error *err)
{
    return asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", shown, reason);
}

/* Create the temporary file of target. Takes ownership of target; NULL: memory ran out. */
static int create(asl_tempfile **out, int *fd, int dir, char *target, const char *shown, asl_error *err)
{
    asl_tempfile *t = target != NULL ? asl_alloc(1, sizeof *t, err) : NULL;
    if (t == NULL) {
        free(target);
        return ASL_FAILED;
    }
    t->dir = dir;
    t->target = target;
    t->shown = asl_copy_text(shown, err);
    t->temp = t->shown != NULL ? fresh_name(target, err) : NULL;
    int code = t->temp != NULL ? ASL_OK : ASL_FAILED;
    if (code == ASL_OK && !replace_record(NULL, t))
        code = asl_fail(err, ASL_FAILED, "cannot write more than %d files at once", MOST_FILES);
    if (code == ASL_OK) {
        *fd = openat(dir, t->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (*fd < 0) code = cannot_write(shown, strerror(errno), err);
    }
    if (code == ASL_OK) {
        *out = t;
    } else {
        release(t);
    }
    return code;
}

/* The final destination of a write to path: symbolic links are followed and stay. NULL on failure. */
static char *resolve(const char *path, asl_error *err)
{
    struct stat s;
    char *real = realpath(path, NULL);
    const char *reason = NULL;
    if (real == NULL && errno == ENOMEM) {
        reason = strerror(errno);
    } else if (real == NULL && lstat(path, &s) == 0 && S_ISLNK(s.st_mode)) {
        reason = "dangling symbolic link";
    } else if (real != NULL && stat(real, &s) == 0 && S_ISDIR(s.st_mode)) {
        reason = strerror(EISDIR);
    }
    if (reason == NULL) return real != NULL ? real : asl_copy_text(path, err);
    free(real);
    cannot_write(path, reason, err);
    return NULL;
}

int asl_temp_open(asl_tempfile **t, int *fd, const char *path, asl_error *err)
{
    *t = NULL;
    *fd = -1;
    return create(t, fd, AT_FDCWD, resolve(path, err), path, err);
}

int asl_temp_open_in(asl_tempfile **t, int *fd, const asl_folder *folder, const char *name, asl_error *err)
{
    bool there;
    *t = NULL;
    *fd = -1;
    if (asl_folder_has(folder, name, &there, err) != ASL_OK) return asl_fail_in(err, ASL_FAILED, "cannot write: ");
    char *shown = asl_folder_path(folder->path, name, "", err);
    int code = shown == NULL ? ASL_FAILED : create(t, fd, folder->fd, asl_copy_text(name, err), shown, err);
    free(shown);
    return code;
}

/* --- keeping */

/* A replaced file passes its mode on. Uses a descriptor, because in a shared folder temp may have been replaced by a
 * link. */
static void take_mode(const asl_tempfile *t)
{
    struct stat old, s;
    bool there = fstatat(t->dir, t->target, &old, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(old.st_mode);
    int fd = there ? openat(t->dir, t->temp, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    if (fd < 0) return;
    if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode)) (void)!fchmod(fd, old.st_mode & 07777);
    close(fd);
}

int asl_temp_keep(asl_tempfile *t, asl_error *err)
{
    take_mode(t);
    if (renameat(t->dir, t->temp, t->dir, t->target) == 0) {
        release(t);
        return ASL_OK;
    }
    int code = cannot_write(t->shown, strerror(errno), err);
    asl_temp_drop(t);
    return code;
}

int asl_temp_link(asl_tempfile *t, bool *there, asl_error *err)
{
    struct stat s;
    *there = false;
    if (linkat(t->dir, t->temp, t->dir, t->target, 0) == 0) {
        asl_temp_drop(t);
        return ASL_OK;
    }
    int reason = errno;
    *there = fstatat(t->dir, t->target, &s, AT_SYMLINK_NOFOLLOW) == 0;
    if (*there) return ASL_OK;
    bool cannot_link = reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EMLINK;
    if (cannot_link) return asl_temp_keep(t, err);
    int code = cannot_write(t->shown, strerror(reason), err);
    asl_temp_drop(t);
    return code;
}

/* --- sweeping */

typedef struct sweeping {
    const asl_folder *folder;
    char mine[HOST_CHARS + 16]; /* prefix of the names of this host's temporary files */
} sweeping;

static int sweep_one(void *self, const char *name, asl_error *err)
{
    const sweeping *s = self;
    long pid;
    char serial[32];
    (void)err;
    bool ours = strncmp(name, s->mine, strlen(s->mine)) == 0 &&
                sscanf(name + strlen(s->mine), "%ld-%31[0-9a-f].tmp", &pid, serial) == 2;
    if (ours && pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH) asl_folder_remove(s->folder, name);
    return ASL_OK;
}

void asl_temp_sweep(const asl_folder *folder)
{
    char host[HOST_CHARS];
    sweeping s = {.folder = folder};
    host_name(host);
    snprintf(s.mine, sizeof s.mine, ".aslab-%s-", host);
    asl_folder_list(folder, sweep_one, &s, NULL);
}
