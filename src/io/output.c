#define _XOPEN_SOURCE 700
#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "io/tempfile.h"

enum { BUFFER = 1 << 16 };

struct asl_output {
    int fd;
    int failure;              /* the first errno, or 0 */
    asl_tempfile *file;       /* NULL for standard output and devices */
    const asl_folder *folder; /* of asl_output_open_in; otherwise NULL */
    char *name;               /* in messages */
    size_t used;
    char buffer[BUFFER];
};

static bool is_stdout(const char *path) { return path == NULL || strcmp(path, "-") == 0; }

/* The descriptor that /dev/stdout, /dev/stderr or /dev/fd/N stands for, or -1. Opening these paths anew would start at
 * the beginning of the file. */
static int standard_number(const char *path)
{
    int n, used = 0;
    if (strcmp(path, "/dev/stdout") == 0) return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0) return STDERR_FILENO;
    return sscanf(path, "/dev/fd/%9d%n", &n, &used) == 1 && path[used] == '\0' ? n : -1;
}

int asl_output_is_stream(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0 || standard_number(path) >= 0;
}

static int open_file(asl_output *o, const char *path, asl_error *err)
{
    int number = standard_number(path);
    if (number >= 0) {
        o->fd = dup(number);
        return o->fd >= 0 ? ASL_OK : asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", o->name, strerror(errno));
    }
    if (!asl_path_is_special(path)) return asl_temp_open(&o->file, &o->fd, path, err);
    o->fd = open(path, O_WRONLY | O_CLOEXEC);
    if (o->fd < 0) return asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", o->name, strerror(errno));
    return ASL_OK;
}

/* Create an output that messages call `shown`; NULL on failure. */
static asl_output *begin(const char *shown, asl_error *err)
{
    asl_output *o = asl_alloc(1, sizeof *o, err);
    if (o == NULL) return NULL;
    o->fd = STDOUT_FILENO;
    o->name = asl_copy_text(shown, err);
    if (o->name != NULL) return o;
    free(o);
    return NULL;
}

/* Sets *out after an attempt to open the file of o. */
static int begun(asl_output **out, asl_output *o, int code)
{
    *out = code == ASL_OK ? o : NULL;
    if (code == ASL_OK) return code;
    o->fd = STDOUT_FILENO; /* nothing to close */
    asl_output_abandon(o);
    return code;
}

int asl_output_open_in(asl_output **out, const asl_folder *folder, const char *name, asl_error *err)
{
    char *shown = asl_folder_path(folder->path, name, "", err);
    asl_output *o = shown != NULL ? begin(shown, err) : NULL;
    *out = NULL;
    free(shown);
    if (o == NULL) return ASL_FAILED;
    o->folder = folder;
    return begun(out, o, asl_temp_open_in(&o->file, &o->fd, folder, name, err));
}

int asl_output_open(asl_output **out, const char *path, asl_error *err)
{
    *out = NULL;
    if (path != NULL && path[0] == '\0') return asl_fail(err, ASL_BAD, "the name of the output is empty");
    asl_output *o = begin(is_stdout(path) ? "standard output" : path, err);
    if (o == NULL) return ASL_FAILED;
    return begun(out, o, is_stdout(path) ? ASL_OK : open_file(o, path, err));
}

static void put(asl_output *o, const char *bytes, size_t n)
{
    while (n > 0 && o->failure == 0) {
        ssize_t done = write(o->fd, bytes, n);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            o->failure = errno;
        } else {
            bytes += done;
            n -= (size_t)done;
        }
    }
}

static void flush(asl_output *o)
{
    put(o, o->buffer, o->used);
    o->used = 0;
}

void asl_output_write(asl_output *o, const char *bytes, size_t n)
{
    if (o->used + n > BUFFER) flush(o);
    if (n >= BUFFER) {
        put(o, bytes, n);
    } else if (n > 0) {
        memcpy(o->buffer + o->used, bytes, n);
        o->used += n;
    }
}

int asl_output_failed(const asl_output *o) { return o->failure != 0; }

int asl_output_finish(asl_output *o, asl_error *err)
{
    flush(o);
    if (o->fd != STDOUT_FILENO) {
        /* EINVAL: the device does not support fsync */
        if (o->failure == 0 && fsync(o->fd) != 0 && errno != EINVAL && errno != EROFS) o->failure = errno;
        if (close(o->fd) != 0 && o->failure == 0) o->failure = errno;
        o->fd = STDOUT_FILENO;
    }
    if (o->failure == 0) return ASL_OK;
    return asl_fail(err, ASL_FAILED, "cannot write %.300s: %s", o->name, strerror(o->failure));
}

int asl_output_keep(asl_output *o, asl_error *err)
{
    int code = o->file != NULL ? asl_temp_keep(o->file, err) : ASL_OK;
    o->file = NULL;
    asl_output_abandon(o);
    return code;
}

int asl_output_keep_on_signal(asl_output *o, asl_error *err)
{
    int code = asl_output_finish(o, err);
    if (code == ASL_OK && o->file != NULL) atomic_store(&o->file->keep_on_signal, true);
    return code;
}

const asl_tempfile *asl_output_temp(const asl_output *o) { return o->file; }

/* The existing file stays; rename ours to NAME.conflict. */
static int keep_aside(const asl_output *o, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_format(&t, "%s.conflict", o->file->target);
    char *aside = asl_strbuf_take(&t, err);
    if (aside == NULL) return ASL_FAILED;
    int code =
        renameat(o->file->dir, o->file->temp, o->file->dir, aside) == 0
            ? asl_fail(err, ASL_CONFLICT,
                       "%.300s already exists with different contents; the new contents are in %.80s", o->name, aside)
            : asl_fail(err, ASL_FAILED, "cannot write %.300s.conflict: %s", o->name, strerror(errno));
    free(aside);
    return code;
}

/* Does the existing file have the text of the new one? It can be anything, so it is not read if it is longer. */
static bool same_text(const asl_output *o)
{
    struct stat s;
    if (fstatat(o->file->dir, o->file->temp, &s, AT_SYMLINK_NOFOLLOW) != 0) return false;
    char *ours = asl_folder_read(o->folder, o->file->temp, (size_t)s.st_size, NULL);
    char *theirs = ours != NULL ? asl_folder_read(o->folder, o->file->target, (size_t)s.st_size, NULL) : NULL;
    bool same = theirs != NULL && strcmp(ours, theirs) == 0;
    free(ours);
    free(theirs);
    return same;
}

int asl_output_publish(asl_output *o, asl_publish_rule rule, bool *first, asl_error *err)
{
    bool there = false;
    int code = asl_temp_link(o->file, &there, err);
    if (first != NULL) *first = code == ASL_OK && !there;
    if (code == ASL_OK && there) {
        if (rule == ASL_PUBLISH_ANY || same_text(o)) {
            code = ASL_OK;
        } else if (rule == ASL_PUBLISH_ASIDE) {
            code = keep_aside(o, err);
        } else {
            code = asl_fail(err, ASL_CONFLICT, "%.300s already exists with different contents", o->name);
        }
        asl_temp_drop(o->file);
    }
    o->file = NULL;
    asl_output_abandon(o);
    return code;
}

int asl_output_keep_all(asl_output **outs, size_t n, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        if (outs[i] != NULL) code = asl_output_finish(outs[i], err);
    }
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_output *out = outs[i];
        outs[i] = NULL;
        if (out != NULL) code = asl_output_keep(out, err);
    }
    return code;
}

int asl_output_close(asl_output *o, asl_error *err)
{
    int code = asl_output_finish(o, err);
    if (code == ASL_OK) return asl_output_keep(o, err);
    asl_output_abandon(o);
    return code;
}

void asl_output_abandon(asl_output *o)
{
    if (o == NULL) return;
    if (o->fd != STDOUT_FILENO) close(o->fd);
    asl_temp_drop(o->file);
    free(o->name);
    free(o);
}

int asl_output_file(const char *path, const char *bytes, size_t n, asl_error *err)
{
    asl_output *o;
    int code = asl_output_open(&o, path, err);
    if (code != ASL_OK) return code;
    asl_output_write(o, bytes, n);
    return asl_output_close(o, err);
}

int asl_output_file_in(const asl_folder *folder, const char *name, const char *bytes, size_t n, asl_error *err)
{
    asl_output *o;
    int code = asl_output_open_in(&o, folder, name, err);
    if (code != ASL_OK) return code;
    asl_output_write(o, bytes, n);
    return asl_output_close(o, err);
}

char *asl_input_file(const char *path, size_t *n, asl_error *err)
{
    asl_strbuf t = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : 1;
    while (got > 0) {
        char part[4096];
        do {
            got = read(fd, part, sizeof part);
        } while (got < 0 && errno == EINTR);
        if (got > 0) asl_strbuf_add_bytes(&t, part, (size_t)got);
    }
    if (got < 0) asl_fail(err, ASL_BAD, "cannot read %.300s: %s", path, strerror(errno));
    if (fd >= 0) close(fd);
    if (got < 0) {
        asl_strbuf_free(&t);
        return NULL;
    }
    *n = t.length;
    return asl_strbuf_take(&t, err);
}
