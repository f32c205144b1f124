#define _XOPEN_SOURCE 700
#include "io/tempfile.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"

enum { NAME_CHARS = 32, HOST_CHARS = NAME_CHARS + 24 };

bool asl_path_is_special(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && !S_ISREG(s.st_mode);
}

/* The final destination of a write to path: links are followed and stay links. */
static char *resolve(const char *path, asl_error *err)
{
    struct stat s;
    char *real = realpath(path, NULL);
    if (real != NULL) return real;
    if (errno == ENOMEM) {
        asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", path, strerror(errno));
        return NULL;
    }
    if (lstat(path, &s) == 0 && S_ISLNK(s.st_mode)) {
        asl_fail(err, ASL_FAILED, "cannot write %.300s: dangling symbolic link", path);
        return NULL;
    }
    return asl_copy_text(path, err);
}

/* Report now what would prevent the file from appearing at target, before any work is done. */
static int check_place(const char *path, const char *target, asl_error *err)
{
    struct stat s;
    const char *slash = strrchr(target, '/');
    char *folder = asl_copy_text(slash != NULL ? target : ".", err);
    if (folder == NULL) return ASL_FAILED;
    if (slash != NULL) folder[slash == target ? 1 : slash - target] = '\0';
    int reason = stat(folder, &s) != 0 ? errno : !S_ISDIR(s.st_mode) ? ENOTDIR : 0;
    if (reason == 0 && access(folder, W_OK | X_OK) != 0) reason = errno;
    free(folder);
    if (reason == 0 && stat(target, &s) == 0 && S_ISDIR(s.st_mode)) reason = EISDIR;
    return reason == 0 ? ASL_OK : asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", path, strerror(reason));
}

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

/* A random number, because two machines can have the same host name and namespace number. */
static unsigned chance(void)
{
    struct timespec now;
    unsigned x = 0;
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    bool drawn = fd >= 0 && read(fd, &x, sizeof x) == sizeof x;
    if (fd >= 0) close(fd);
    if (!drawn && clock_gettime(CLOCK_REALTIME, &now) == 0) x = (unsigned)now.tv_nsec ^ (unsigned)now.tv_sec;
    return x;
}

/* The same for a file in an open folder, where links are not followed. */
static int check_place_in(const asl_folder *f, const char *name, asl_error *err)
{
    struct stat s;
    bool there = fstatat(f->fd, name, &s, AT_SYMLINK_NOFOLLOW) == 0;
    if (there && S_ISLNK(s.st_mode))
        return asl_fail(err, ASL_FAILED, "cannot write %.300s/%.80s: symbolic link", f->path, name);
    if (there && S_ISDIR(s.st_mode))
        return asl_fail(err, ASL_FAILED, "cannot write %.300s/%.80s: %s", f->path, name, strerror(EISDIR));
    if (there && !S_ISREG(s.st_mode))
        return asl_fail(err, ASL_FAILED, "cannot write %.300s/%.80s: not a regular file", f->path, name);
    if (faccessat(f->fd, ".", W_OK | X_OK, 0) == 0) return ASL_OK;
    return asl_fail(err, ASL_FAILED, "cannot write %.300s/%.80s: %s", f->path, name, strerror(errno));
}

/* A new name in the folder of target; NULL on failure. */
static char *fresh_name(const char *target, asl_error *err)
{
    static atomic_uint serial;
    char host[HOST_CHARS];
    const char *slash = strrchr(target, '/'), *name = slash != NULL ? slash + 1 : target, *dot = strrchr(name, '.');
    asl_strbuf t = {0};
    host_name(host);
    asl_strbuf_add_bytes(&t, target, (size_t)(name - target));
    asl_strbuf_format(&t, ".aslab-%s-%ld-%08x%u.tmp%s", host, (long)getpid(), chance(), atomic_fetch_add(&serial, 1),
                      dot != NULL && strlen(dot) < 8 ? dot : "");
    return asl_strbuf_take(&t, err);
}

/* Choose and record a temporary name for *target. On failure *target is freed. (*target = NULL: an earlier step
 * failed.) */
static int name_beside(int dir, char **temp, char **target, asl_error *err)
{
    *temp = *target != NULL ? fresh_name(*target, err) : NULL;
    if (*temp != NULL && asl_temp_remember(dir, *temp)) return ASL_OK;
    if (*temp != NULL) asl_fail(err, ASL_FAILED, "cannot write more than %d files at once", ASL_TEMP_MOST);
    free(*temp);
    free(*target);
    *temp = *target = NULL;
    return ASL_FAILED;
}

int asl_temp_name(const char *path, char **temp, char **target, asl_error *err)
{
    *temp = NULL;
    *target = resolve(path, err);
    if (*target != NULL && check_place(path, *target, err) != ASL_OK) {
        free(*target);
        *target = NULL;
    }
    return name_beside(AT_FDCWD, temp, target, err);
}

int asl_temp_name_in(const asl_folder *folder, const char *name, char **temp, char **target, asl_error *err)
{
    *temp = NULL;
    *target = check_place_in(folder, name, err) == ASL_OK ? asl_copy_text(name, err) : NULL;
    return name_beside(folder->fd, temp, target, err);
}

/* A replaced file keeps its mode. Uses descriptors, because in a shared folder temp may have been replaced by a
 * link. */
static void take_mode(int dir, const char *temp, const char *target)
{
    struct stat old, s;
    bool there = fstatat(dir, target, &old, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(old.st_mode);
    int fd = there ? openat(dir, temp, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    if (fd < 0) return;
    if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode)) (void)!fchmod(fd, old.st_mode & 07777);
    close(fd);
}

int asl_temp_keep(char *temp, char *target, asl_error *err)
{
    int code = ASL_OK, reason = 0, dir = asl_temp_dir(temp);
    take_mode(dir, temp, target);
    if (renameat(dir, temp, dir, target) != 0) {
        reason = errno;
        code = asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", target, strerror(errno));
    } else {
        asl_temp_forget(temp);
    }
    asl_temp_drop(temp, target);
    errno = reason;
    return code;
}

int asl_temp_link(char *temp, char *target, bool *there, asl_error *err)
{
    struct stat s;
    int dir = asl_temp_dir(temp);
    *there = false;
    if (linkat(dir, temp, dir, target, 0) == 0) {
        asl_temp_drop(temp, target);
        return ASL_OK;
    }
    int reason = errno;
    *there = fstatat(dir, target, &s, AT_SYMLINK_NOFOLLOW) == 0;
    if (*there) return ASL_OK;
    bool cannot_link = reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EMLINK;
    if (cannot_link) return asl_temp_keep(temp, target, err);
    asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", target, strerror(reason));
    asl_temp_drop(temp, target);
    errno = reason;
    return ASL_FAILED;
}

int asl_temp_aside(const char *temp, const char *aside)
{
    int dir = asl_temp_dir(temp);
    return renameat(dir, temp, dir, aside);
}

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

void asl_temp_drop(char *temp, char *target)
{
    if (temp != NULL) {
        unlinkat(asl_temp_dir(temp), temp, 0);
        asl_temp_forget(temp);
    }
    free(temp);
    free(target);
}
