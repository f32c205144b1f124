#define _XOPEN_SOURCE 700
#include "io/shard_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/output.h"

enum { CHUNK = 1 << 16, HEADER_LINES = 5, TRAILER = 128 };

/* --- writing */

/* What is written is digested too. */
typedef struct pen {
    asl_output *out;
    asl_digest digest;
} pen;

static void put(pen *p, const char *bytes, size_t n)
{
    asl_digest_add(&p->digest, bytes, n);
    asl_output_write(p->out, bytes, n);
}

static uint64_t count_lines(const char *bytes, size_t n)
{
    uint64_t lines = 0;
    for (const char *end; n > 0 && (end = memchr(bytes, '\n', n)) != NULL; lines++) {
        n -= (size_t)(end - bytes) + 1;
        bytes = end + 1;
    }
    return lines;
}

/* The line that begins so, in a text of lines; its length without the end. */
static const char *line_after(const char *text, const char *begin, size_t *n)
{
    const char *line = text;
    while (line != NULL && strncmp(line, begin, strlen(begin)) != 0) {
        line = strchr(line, '\n');
        if (line != NULL) line++;
    }
    if (line == NULL) return NULL;
    line += strlen(begin);
    *n = strcspn(line, "\n");
    return line;
}

static const char path_line[] = "computed with ";

/* Whether two shard files differ in no more than what they were computed with, and so in the digest at their end. */
static bool same_shard(const char *ours, const char *theirs)
{
    bool same = false;
    size_t n, m;
    char *a = asl_input_file(ours, &n, NULL), *b = asl_input_file(theirs, &m, NULL);
    const char *end_a = NULL, *end_b = NULL;
    for (char *at = a; at != NULL && (at = strstr(at, "\nend ")) != NULL; at++) end_a = at;
    for (char *at = b; at != NULL && (at = strstr(at, "\nend ")) != NULL; at++) end_b = at;
    if (end_a != NULL && end_b != NULL) {
        size_t skip_a = 0, skip_b = 0;
        const char *with_a = line_after(a, path_line, &skip_a), *with_b = line_after(b, path_line, &skip_b);
        if (with_a != NULL && with_b != NULL && with_a < end_a && with_b < end_b) {
            const char *rest_a = with_a + skip_a, *rest_b = with_b + skip_b;
            same = with_a - a == with_b - b && memcmp(a, b, (size_t)(with_a - a)) == 0 &&
                   end_a - rest_a == end_b - rest_b && memcmp(rest_a, rest_b, (size_t)(end_a - rest_a)) == 0;
        }
    }
    free(a);
    free(b);
    return same;
}

int asl_shard_publish(const char *path, const asl_shard_id *id, const char *code_path, const char *columns,
                      const asl_text *parts, size_t n, asl_error *err)
{
    pen p;
    uint64_t rows = 0;
    char hex[ASL_DIGEST_CHARS];
    asl_text head = {0}, tail = {0};
    int code = asl_output_open(&p.out, path, err);
    if (code != ASL_OK) return code;
    asl_digest_start(&p.digest);
    asl_text_format(&head, "aslab shard 1\nplan %s\nshard %" PRIu64 " of %" PRIu64 "\n%s%s\ncolumns %s\n", id->plan,
                    id->shard, id->shards, path_line, code_path, columns);
    bool whole = !head.failed;
    if (whole) put(&p, head.data, head.length);
    for (size_t i = 0; i < n && whole; i++) {
        put(&p, parts[i].data != NULL ? parts[i].data : "", parts[i].length);
        rows += count_lines(parts[i].data, parts[i].length);
        whole = !parts[i].failed;
    }
    asl_digest_end(&p.digest, hex);
    asl_text_format(&tail, "end %" PRIu64 " %s\n", rows, hex);
    whole = whole && !tail.failed;
    if (whole) asl_output_write(p.out, tail.data, tail.length);
    code = whole ? asl_output_finish(p.out, err) : asl_fail(err, ASL_FAILED, "out of memory while writing a shard");
    if (code == ASL_OK) {
        code = asl_output_publish(p.out, same_shard, true, NULL, err);
    } else {
        asl_output_abandon(p.out);
    }
    asl_text_free(&head);
    asl_text_free(&tail);
    return code;
}

/* --- verifying */

/* A file being verified. */
typedef struct check {
    const char *path;
    int fd;
    long long size, trailer; /* where the last line begins */
    asl_error *err;
} check;

static int refuse(const check *c, const char *why)
{
    return asl_fail(c->err, ASL_CONFLICT, "%.300s %s: remove it, and do that shard again", c->path, why);
}

/* Find the last line, and read what it says. */
static int read_trailer(check *c, uint64_t *rows, char hex[ASL_DIGEST_CHARS])
{
    char tail[TRAILER + 1];
    size_t n = c->size < TRAILER ? (size_t)c->size : TRAILER;
    ssize_t got = pread(c->fd, tail, n, (off_t)(c->size - (long long)n));
    if (got < 0 || (size_t)got != n) return refuse(c, "cannot be read to its end");
    tail[n] = '\0';
    if (n == 0 || tail[n - 1] != '\n') return refuse(c, "is truncated");
    size_t at = n - 1;
    while (at > 0 && tail[at - 1] != '\n') at--;
    int used = 0;
    bool read = sscanf(tail + at, "end %" SCNu64 " %64[0-9a-f]%n", rows, hex, &used) == 2;
    if (!read || strcmp(tail + at + used, "\n") != 0 || strlen(hex) != ASL_DIGEST_CHARS - 1)
        return refuse(c, "is truncated: its last line is not the end of a shard");
    c->trailer = c->size - (long long)(n - at);
    return ASL_OK;
}

/* Digest all before the trailer, count its lines, and gather the header's. */
static int read_body(const check *c, asl_text *header, uint64_t *lines, char hex[ASL_DIGEST_CHARS])
{
    char part[CHUNK];
    asl_digest digest;
    asl_digest_start(&digest);
    for (long long at = 0; at < c->trailer;) {
        size_t want = c->trailer - at < CHUNK ? (size_t)(c->trailer - at) : CHUNK;
        ssize_t got = pread(c->fd, part, want, (off_t)at);
        if (got <= 0) return refuse(c, "cannot be read to its end");
        if (*lines < HEADER_LINES) asl_text_add_bytes(header, part, (size_t)got);
        *lines += count_lines(part, (size_t)got);
        asl_digest_add(&digest, part, (size_t)got);
        at += got;
    }
    asl_digest_end(&digest, hex);
    return header->failed ? asl_fail(c->err, ASL_FAILED, "out of memory while reading a shard") : ASL_OK;
}

static char *copy_line(const char *header, const char *begin, asl_error *err)
{
    size_t n = 0;
    const char *line = line_after(header, begin, &n);
    asl_text t = {0};
    asl_text_add_bytes(&t, line != NULL ? line : "", n);
    return asl_text_take(&t, err);
}

static int read_header(const check *c, const asl_text *header, const asl_shard_id *id, asl_shard_facts *facts)
{
    uint64_t shard, shards;
    char plan[ASL_DIGEST_CHARS] = "";
    const char *text = header->data != NULL ? header->data : "", *rest = text;
    if (sscanf(text, "aslab shard 1\nplan %64[0-9a-f]\nshard %" SCNu64 " of %" SCNu64 "\n", plan, &shard, &shards) != 3)
        return refuse(c, "is not a shard");
    if (strcmp(plan, id->plan) != 0) return refuse(c, "belongs to another plan");
    if (shard != id->shard || shards != id->shards) return refuse(c, "is another shard than its name says");
    for (int i = 0; i < HEADER_LINES && rest != NULL; i++) {
        rest = strchr(rest, '\n');
        if (rest != NULL) rest++;
    }
    if (rest == NULL) return refuse(c, "is not a shard");
    facts->body = rest - text;
    facts->code_path = copy_line(text, path_line, c->err);
    facts->columns = copy_line(text, "columns ", c->err);
    return facts->code_path == NULL || facts->columns == NULL ? ASL_FAILED : ASL_OK;
}

int asl_shard_verify(const char *path, const asl_shard_id *id, asl_shard_facts *facts, asl_error *err)
{
    check c = {
        .path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), .err = err}; /* what is a pipe is refused */
    struct stat s;
    *facts = (asl_shard_facts){0};
    if (c.fd < 0 || fstat(c.fd, &s) != 0) {
        asl_fail(err, ASL_BAD, "cannot read %.300s: %s", path, strerror(errno));
        if (c.fd >= 0) close(c.fd);
        return ASL_BAD;
    }
    c.size = (long long)s.st_size;
    asl_text header = {0};
    uint64_t rows = 0, lines = 0;
    char said[ASL_DIGEST_CHARS] = "", is[ASL_DIGEST_CHARS] = "";
    int code = S_ISREG(s.st_mode) ? read_trailer(&c, &rows, said) : refuse(&c, "is not a file");
    if (code == ASL_OK) code = read_body(&c, &header, &lines, is);
    if (code == ASL_OK && strcmp(said, is) != 0) code = refuse(&c, "is damaged: its digest is not the one at its end");
    if (code == ASL_OK) code = read_header(&c, &header, id, facts);
    if (code == ASL_OK && lines != rows + HEADER_LINES) code = refuse(&c, "is damaged: rows are missing");
    facts->rows = rows;
    close(c.fd);
    asl_text_free(&header);
    if (code != ASL_OK) asl_shard_facts_free(facts);
    return code;
}

void asl_shard_facts_free(asl_shard_facts *facts)
{
    free(facts->code_path);
    free(facts->columns);
    *facts = (asl_shard_facts){0};
}
