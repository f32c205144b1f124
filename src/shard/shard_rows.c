/* Reading the rows of verified shard files (shard/shard_file.h). */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "shard/shard_file.h"

void asl_shard_reader_start(asl_shard_reader *r, const asl_folder *folder, char *name, const asl_shard_facts *facts,
                            size_t buffer)
{
    *r = (asl_shard_reader){.folder = folder, .name = name, .at = facts->body, .left = facts->rows, .size = buffer};
}

void asl_shard_reader_free(asl_shard_reader *r)
{
    free(r->name);
    free(r->buffer);
    *r = (asl_shard_reader){0};
}

static int refuse(const asl_shard_reader *r, const char *why, asl_error *err)
{
    return asl_fail(err, ASL_CONFLICT, "%.300s/%.60s %s", r->folder->path, r->name, why);
}

/* Move the remaining bytes to the front, and enlarge the buffer if it is full. */
static int make_room(asl_shard_reader *r, asl_error *err)
{
    size_t kept = r->to - r->from;
    if (kept > 0) memmove(r->buffer, r->buffer + r->from, kept);
    r->from = 0;
    r->to = kept;
    if (r->buffer != NULL && kept < r->size) return ASL_OK;
    if (kept > ASL_SHARD_LINE) return refuse(r, "was changed while it was read", err);
    size_t size = r->buffer == NULL ? r->size : 2 * r->size;
    char *more = asl_resize(r->buffer, size, 1, err);
    if (more == NULL) return ASL_FAILED;
    r->buffer = more;
    r->size = size;
    return ASL_OK;
}

/* Opens the file each time, because there can be more shards than a process may have open files. */
static int refill(asl_shard_reader *r, asl_error *err)
{
    int fd, code = make_room(r, err);
    long long size;
    if (code == ASL_OK) code = asl_folder_file(r->folder, r->name, &fd, &size, err);
    if (code != ASL_OK) return code;
    ssize_t got = pread(fd, r->buffer + r->to, r->size - r->to, (off_t)r->at);
    int reason = errno;
    close(fd);
    if (got < 0)
        return asl_fail(err, ASL_BAD, "cannot read %.300s/%.60s: %s", r->folder->path, r->name, strerror(reason));
    if (got == 0) return refuse(r, "was changed while it was read", err);
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
    if (at == from || *at != '\t') return refuse(r, "has a row without a trial number", err);
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
