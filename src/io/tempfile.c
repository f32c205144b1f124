#define _XOPEN_SOURCE 700
#include "io/tempfile.h"

#include <ctype.h>
#include <dirent.h>
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
#include "base/text.h"

enum { REMEMBERED = 1024, NAME_CHARS = 32, HOST_CHARS = NAME_CHARS + 24 };

static _Atomic(char *) remembered[REMEMBERED], folders[REMEMBERED];

static bool remember(char *name)
{
    for (int i = 0; i < REMEMBERED; i++) {
        char *empty = NULL;
        if (atomic_compare_exchange_strong(&remembered[i], &empty, name)) return true;
    }
    return false;
}

static void forget(const char *name)
{
    for (int i = 0; i < REMEMBERED; i++) {
        if (atomic_load(&remembered[i]) == name) atomic_store(&remembered[i], NULL);
    }
}

void asl_temp_remove_all(void)
{
    for (int i = 0; i < REMEMBERED; i++) {
        char *name = atomic_load(&remembered[i]);
        if (name != NULL) unlink(name);
    }
}

int asl_temp_folder(const char *path, asl_error *err)
{
    char *copy = asl_copy_text(path, err), *empty = NULL;
    if (copy == NULL) return ASL_FAILED;
    for (int i = 0; i < REMEMBERED; i++) {
        empty = NULL;
        if (atomic_compare_exchange_strong(&folders[i], &empty, copy)) return ASL_OK;
    }
    free(copy);
    return ASL_OK;
}

void asl_temp_remove_folders(void)
{
    for (int i = REMEMBERED; i-- > 0;) {
        char *name = atomic_load(&folders[i]);
        if (name != NULL) rmdir(name);
    }
}

void asl_temp_keep_folders(void)
{
    for (int i = 0; i < REMEMBERED; i++) free(atomic_exchange(&folders[i], NULL));
}

bool asl_path_is_special(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && !S_ISREG(s.st_mode);
}

/* Where a write to path ends up: a link is followed, so that it stays a link. */
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
        asl_fail(err, ASL_FAILED, "cannot write %.300s: it is a link that leads nowhere", path);
        return NULL;
    }
    return asl_copy_text(path, err);
}

/* What would keep a file from appearing at target, found before any work is done. */
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

/* Among whom a process's number means something: the end of the host's name, as far as it is letters and digits, and
 * the process namespace, for containers may be called alike and all count from 1. */
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

/* Two machines of one name can have namespaces of one number too. */
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

int asl_temp_name(const char *path, char **temp, char **target, asl_error *err)
{
    static atomic_uint serial;
    char host[HOST_CHARS];
    host_name(host);
    *temp = NULL;
    *target = resolve(path, err);
    if (*target == NULL || check_place(path, *target, err) != ASL_OK) {
        asl_temp_drop(NULL, *target);
        *target = NULL;
        return ASL_FAILED;
    }
    const char *slash = strrchr(*target, '/'), *name = slash != NULL ? slash + 1 : *target;
    const char *dot = strrchr(name, '.');
    asl_text t = {0};
    asl_text_add_bytes(&t, *target, (size_t)(name - *target));
    asl_text_format(&t, ".aslab-%s-%ld-%08x%u.tmp%s", host, (long)getpid(), chance(), atomic_fetch_add(&serial, 1),
                    dot != NULL && strlen(dot) < 8 ? dot : "");
    *temp = asl_text_take(&t, err);
    if (*temp != NULL && remember(*temp)) return ASL_OK;
    if (*temp != NULL) asl_fail(err, ASL_FAILED, "more than %d files are being written at once", REMEMBERED);
    asl_temp_drop(*temp, *target);
    *temp = *target = NULL;
    return ASL_FAILED;
}

int asl_temp_keep(char *temp, char *target, asl_error *err)
{
    struct stat old;
    if (stat(target, &old) == 0) (void)!chmod(temp, old.st_mode & 07777);
    int code = ASL_OK, reason = 0;
    if (rename(temp, target) != 0) {
        reason = errno;
        code = asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", target, strerror(errno));
    } else {
        forget(temp);
    }
    asl_temp_drop(temp, target);
    errno = reason;
    return code;
}

int asl_temp_link(char *temp, char *target, bool *there, asl_error *err)
{
    *there = false;
    if (link(temp, target) == 0) {
        asl_temp_drop(temp, target);
        return ASL_OK;
    }
    struct stat s;
    int reason = errno;
    *there = stat(target, &s) == 0;
    if (*there) return ASL_OK;
    bool cannot_link = reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EMLINK;
    if (cannot_link) return asl_temp_keep(temp, target, err);
    asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", target, strerror(reason));
    asl_temp_drop(temp, target);
    return ASL_FAILED;
}

void asl_temp_sweep(const char *folder)
{
    char host[HOST_CHARS], mine[HOST_CHARS + 16];
    host_name(host);
    snprintf(mine, sizeof mine, ".aslab-%s-", host);
    DIR *d = opendir(folder);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        long pid;
        char serial[32];
        bool ours = strncmp(e->d_name, mine, strlen(mine)) == 0 &&
                    sscanf(e->d_name + strlen(mine), "%ld-%31[0-9a-f].tmp", &pid, serial) == 2;
        if (ours && kill((pid_t)pid, 0) != 0 && errno == ESRCH) unlinkat(dirfd(d), e->d_name, 0);
    }
    if (d != NULL) closedir(d);
}

void asl_temp_drop(char *temp, char *target)
{
    if (temp != NULL) {
        unlink(temp);
        forget(temp);
    }
    free(temp);
    free(target);
}
