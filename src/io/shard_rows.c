/* The rows of verified shard files (io/shard_file.h). */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/shard_file.h"

void asl_shard_reader_start(asl_shard_reader *r, char *path, const asl_shard_facts *facts, size_t buffer)
{
    *r = (asl_shard_reader){.path = path, .at = facts->body, .left = facts->rows, .size = buffer};
}

void asl_shard_reader_free(asl_shard_reader *r)
{
    free(r->path);
    free(r->buffer);
    *r = (asl_shard_reader){0};
}

/* Move what is left to the front, make room where there is none, and read on. */
static int refill(asl_shard_reader *r, asl_error *err)
{
    size_t kept = r->to - r->from;
    if (kept > 0) memmove(r->buffer, r->buffer + r->from, kept);
    if (r->buffer == NULL || kept == r->size) {
        size_t size = r->buffer == NULL ? r->size : 2 * r->size;
        char *more = asl_resize(r->buffer, size, 1, err);
        if (more == NULL) return ASL_FAILED;
        r->buffer = more;
        r->size = size;
    }
    r->from = 0;
    r->to = kept;
    int fd = open(r->path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : pread(fd, r->buffer + kept, r->size - kept, (off_t)r->at);
    if (got < 0) asl_fail(err, ASL_BAD, "cannot read %.300s: %s", r->path, strerror(errno));
    if (got == 0) asl_fail(err, ASL_CONFLICT, "%.300s was changed while it was read", r->path);
    if (fd >= 0) close(fd);
    if (got <= 0) return got < 0 ? ASL_BAD : ASL_CONFLICT;
    r->at += got;
    r->to += (size_t)got;
    return ASL_OK;
}

int asl_shard_peek(asl_shard_reader *r, uint64_t *trial, const char **line, size_t *n, asl_error *err)
{
    *line = NULL;
    if (r->left == 0) return ASL_OK;
    const char *end = NULL;
    while ((end = r->to > r->from ? memchr(r->buffer + r->from, '\n', r->to - r->from) : NULL) == NULL) {
        int code = refill(r, err);
        if (code != ASL_OK) return code;
    }
    const char *from = r->buffer + r->from, *at = from;
    *trial = 0;
    for (; *at >= '0' && *at <= '9'; at++) *trial = *trial * 10 + (uint64_t)(*at - '0');
    if (at == from || *at != '\t') return asl_fail(err, ASL_CONFLICT, "%.300s has a row without a trial", r->path);
    *line = at + 1;
    *n = (size_t)(end - *line);
    return ASL_OK;
}

void asl_shard_next(asl_shard_reader *r)
{
    const char *end = memchr(r->buffer + r->from, '\n', r->to - r->from);
    r->from = (size_t)(end - r->buffer) + 1;
    r->left--;
}
