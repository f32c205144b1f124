#define _XOPEN_SOURCE 700
#include "io/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"

const char *asl_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

char *asl_folder_path(const char *dir, const char *name, const char *ending, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_format(&t, "%s%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name, ending);
    return asl_strbuf_take(&t, err);
}

/* --- creating */

enum { MOST_CREATED = 64 }; /* further folders are not removed */

static _Atomic(char *) created[MOST_CREATED]; /* parents first */
static atomic_int ncreated;

static int record_folder(const char *path, asl_error *err)
{
    char *copy = asl_copy_text(path, err);
    if (copy == NULL) return ASL_FAILED;
    int i = atomic_load(&ncreated);
    if (i < MOST_CREATED) {
        atomic_store(&created[i], copy);
        atomic_store(&ncreated, i + 1);
    } else {
        free(copy);
    }
    return ASL_OK;
}

void asl_folder_remove_created(void)
{
    for (int i = atomic_load(&ncreated); i-- > 0;) rmdir(atomic_load(&created[i]));
}

void asl_folder_keep_created(void)
{
    int n = atomic_exchange(&ncreated, 0);
    for (int i = 0; i < n; i++) free(atomic_load(&created[i]));
}

int asl_folder_make(const char *dir, asl_error *err)
{
    if (dir[0] == '\0') return asl_fail(err, ASL_BAD, "the name of the folder is empty");
    char *path = asl_copy_text(dir, err);
    if (path == NULL) return ASL_FAILED;
    int code = ASL_OK;
    for (char *c = path + 1; code == ASL_OK; c++) {
        if (*c != '/' && *c != '\0') continue;
        char kept = *c;
        *c = '\0';
        struct stat s;
        if (mkdir(path, 0777) == 0) {
            code = record_folder(path, err);
            if (code != ASL_OK) rmdir(path);
        } else if (errno != EEXIST) {
            code = asl_fail(err, ASL_FAILED, "cannot create the folder %.300s: %s", path, strerror(errno));
        } else if (stat(path, &s) != 0 || !S_ISDIR(s.st_mode)) {
            code = asl_fail(err, ASL_FAILED, "cannot write into %.300s: not a folder", path);
        }
        *c = kept;
        if (kept == '\0') break;
    }
    free(path);
    return code;
}

/* --- opening */

int asl_folder_open(asl_folder *f, const char *path, bool *none, asl_error *err)
{
    bool unused;
    *f = ASL_FOLDER_CLOSED;
    if (none == NULL) none = &unused;
    *none = false;
    if (path[0] == '\0') return asl_fail(err, ASL_BAD, "the name of the folder is empty");
    f->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->fd < 0) {
        *none = errno == ENOENT || errno == ENOTDIR;
        return asl_fail(err, *none ? ASL_BAD : ASL_FAILED, "cannot open the folder %.300s: %s", path, strerror(errno));
    }
    f->path = asl_copy_text(path, err);
    return f->path != NULL ? ASL_OK : ASL_FAILED;
}

/* The reason why the entry `name` is not a folder, or not a regular file; NULL if it is as required or missing. */
static const char *in_the_way(const asl_folder *f, const char *name, bool folder)
{
    struct stat s;
    if (fstatat(f->fd, name, &s, AT_SYMLINK_NOFOLLOW) != 0) return NULL;
    if (S_ISLNK(s.st_mode)) return "is a symbolic link";
    if (folder) return S_ISDIR(s.st_mode) ? NULL : "is not a folder";
    return S_ISREG(s.st_mode) ? NULL : "is not a regular file";
}

static int refuse(const asl_folder *f, const char *name, const char *why, asl_error *err)
{
    return asl_fail(err, ASL_CONFLICT, "%.300s/%.80s %s: remove it", f->path, name, why);
}

static int make_in(const asl_folder *in, const char *name, asl_error *err)
{
    if (mkdirat(in->fd, name, 0777) == 0 || errno == EEXIST) return ASL_OK;
    return asl_fail(err, ASL_FAILED, "cannot create the folder %.300s/%.80s: %s", in->path, name, strerror(errno));
}

int asl_folder_enter(asl_folder *f, const asl_folder *in, const char *name, bool make, bool *none, asl_error *err)
{
    *f = ASL_FOLDER_CLOSED;
    *none = false;
    int code = make ? make_in(in, name, err) : ASL_OK;
    if (code != ASL_OK) return code;
    f->fd = openat(in->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (f->fd < 0) {
        int reason = errno;
        const char *why = in_the_way(in, name, true);
        *none = reason == ENOENT;
        if (*none) return ASL_OK;
        if (why != NULL) return refuse(in, name, why, err);
        return asl_fail(err, ASL_FAILED, "cannot open the folder %.300s/%.80s: %s", in->path, name, strerror(reason));
    }
    f->path = asl_folder_path(in->path, name, "", err);
    return f->path != NULL ? ASL_OK : ASL_FAILED;
}

void asl_folder_close(asl_folder *f)
{
    if (f->fd >= 0) close(f->fd);
    free(f->path);
    *f = ASL_FOLDER_CLOSED;
}

/* --- files */

int asl_folder_has(const asl_folder *f, const char *name, bool *there, asl_error *err)
{
    struct stat s;
    *there = false;
    if (fstatat(f->fd, name, &s, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return ASL_OK;
        return asl_fail(err, ASL_FAILED, "cannot read %.300s/%.80s: %s", f->path, name, strerror(errno));
    }
    const char *why = in_the_way(f, name, false);
    if (why != NULL) return refuse(f, name, why, err);
    *there = true;
    return ASL_OK;
}

/* O_NONBLOCK: do not wait for the other end of a pipe. It has no effect on a regular file. */
int asl_folder_file(const asl_folder *f, const char *name, int *fd, long long *size, asl_error *err)
{
    struct stat s;
    *fd = openat(f->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int reason = *fd < 0 ? errno : fstat(*fd, &s) != 0 ? errno : 0;
    if (reason == 0 && S_ISREG(s.st_mode)) {
        *size = (long long)s.st_size;
        return ASL_OK;
    }
    const char *why = reason == 0 ? "is not a regular file" : in_the_way(f, name, false);
    if (*fd >= 0) close(*fd);
    *fd = -1;
    if (why != NULL) return refuse(f, name, why, err);
    return asl_fail(err, ASL_BAD, "cannot read %.300s/%.80s: %s", f->path, name, strerror(reason));
}

static int read_all(const asl_folder *f, const char *name, int fd, size_t most, asl_strbuf *t, asl_error *err)
{
    char part[4096];
    for (ssize_t got = 1; got != 0 && t->length <= most;) {
        got = read(fd, part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return asl_fail(err, ASL_BAD, "cannot read %.300s/%.80s: %s", f->path, name, strerror(errno));
        asl_strbuf_add_bytes(t, part, (size_t)got);
    }
    if (t->length > most) return refuse(f, name, "is larger than such a file can be", err);
    return ASL_OK;
}

char *asl_folder_read_bytes(const asl_folder *f, const char *name, size_t most, size_t *n, asl_error *err)
{
    int fd;
    long long size;
    asl_strbuf t = {0};
    int code = asl_folder_file(f, name, &fd, &size, err);
    if (code != ASL_OK) return NULL;
    if (size > (long long)most) {
        code = refuse(f, name, "is larger than such a file can be", err);
    } else {
        code = read_all(f, name, fd, most, &t, err);
    }
    close(fd);
    *n = t.length;
    if (code == ASL_OK) return asl_strbuf_take(&t, err);
    asl_strbuf_free(&t);
    return NULL;
}

char *asl_folder_read(const asl_folder *f, const char *name, size_t most, asl_error *err)
{
    size_t n;
    char *text = asl_folder_read_bytes(f, name, most, &n, err);
    if (text == NULL || strlen(text) == n) return text;
    free(text);
    refuse(f, name, "contains a NUL byte", err);
    return NULL;
}

int asl_folder_list(const asl_folder *f, int (*each)(void *self, const char *name, asl_error *err), void *self,
                    asl_error *err)
{
    int fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), code = ASL_OK;
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (d == NULL) {
        code = asl_fail(err, ASL_FAILED, "cannot read the folder %.300s: %s", f->path, strerror(errno));
        if (fd >= 0) close(fd);
        return code;
    }
    for (struct dirent *e; code == ASL_OK && (e = readdir(d)) != NULL;) {
        bool itself = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
        if (!itself) code = each(self, e->d_name, err);
    }
    closedir(d);
    return code;
}

void asl_folder_remove(const asl_folder *f, const char *name) { unlinkat(f->fd, name, 0); }

void asl_folder_remove_empty(const asl_folder *f, const char *name) { unlinkat(f->fd, name, AT_REMOVEDIR); }
