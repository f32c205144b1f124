#define _XOPEN_SOURCE 700
#include "shard/shard_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/output.h"

enum { CHUNK = 1 << 16, HEADER_LINES = 4, TRAILER = 128 };

static const char first_words[] = "aslab shard 2\nplan ";

/* Append the header of a shard up to its columns. */
static void add_header(asl_strbuf *out, const asl_shard_id *id)
{
    asl_strbuf_format(out, "%s%s\nshard %" PRIu64 " of %" PRIu64 "\ncolumns ", first_words, id->plan, id->shard,
                      id->shards);
}

/* --- writing */

/* An output and the digest of what is written to it. */
typedef struct pen {
    asl_output *out;
    asl_digest digest;
} pen;

static void put(pen *p, const char *bytes, size_t n)
{
    asl_digest_add(&p->digest, bytes, n);
    asl_output_write(p->out, bytes, n);
}

/* Counts the lines of a text that comes in pieces. */
typedef struct line_count {
    uint64_t lines;
    size_t open; /* bytes since the last line end */
    bool long_line;
} line_count;

static void count_lines(line_count *c, const char *bytes, size_t n)
{
    for (const char *end; n > 0 && (end = memchr(bytes, '\n', n)) != NULL; c->lines++) {
        size_t length = (size_t)(end - bytes) + 1;
        c->long_line = c->long_line || c->open + length > ASL_SHARD_LINE;
        c->open = 0;
        n -= length;
        bytes = end + 1;
    }
    c->open += n;
    c->long_line = c->long_line || c->open > ASL_SHARD_LINE;
}

/* Write header, parts and trailer; false if memory ran out. */
static bool write_whole(pen *p, const asl_shard_id *id, const char *columns, const asl_strbuf *parts, size_t n,
                        line_count *count)
{
    char hex[ASL_DIGEST_CHARS];
    asl_strbuf head = {0}, tail = {0};
    asl_digest_start(&p->digest);
    add_header(&head, id);
    asl_strbuf_add(&head, columns);
    asl_strbuf_add(&head, "\n");
    bool whole = !head.failed;
    if (whole) put(p, head.data, head.length);
    for (size_t i = 0; i < n && whole; i++) {
        put(p, parts[i].data != NULL ? parts[i].data : "", parts[i].length);
        count_lines(count, parts[i].data, parts[i].length);
        whole = !parts[i].failed;
    }
    count->long_line = count->long_line || head.length > ASL_SHARD_HEADER;
    asl_digest_end(&p->digest, hex);
    asl_strbuf_format(&tail, "end %" PRIu64 " %s\n", count->lines, hex);
    whole = whole && !tail.failed;
    if (whole) asl_output_write(p->out, tail.data, tail.length);
    asl_strbuf_free(&head);
    asl_strbuf_free(&tail);
    return whole;
}

int asl_shard_publish(const asl_folder *folder, const char *name, const asl_shard_id *id, const char *columns,
                      const asl_strbuf *parts, size_t n, asl_error *err)
{
    pen p;
    line_count count = {0};
    int code = asl_output_open_in(&p.out, folder, name, err);
    if (code != ASL_OK) return code;
    bool whole = write_whole(&p, id, columns, parts, n, &count);
    if (!whole) {
        code = asl_fail(err, ASL_FAILED, "out of memory: cannot write a shard");
    } else if (count.long_line) {
        code = asl_fail(err, ASL_FAILED, "cannot write %.300s/%.60s: a row is longer than %d bytes", folder->path, name,
                        ASL_SHARD_LINE);
    } else {
        code = asl_output_finish(p.out, err);
    }
    if (code == ASL_OK) return asl_output_publish(p.out, ASL_PUBLISH_ASIDE, NULL, err);
    asl_output_abandon(p.out);
    return code;
}

/* --- verifying */

/* A file that is being verified. */
typedef struct check {
    const asl_folder *folder;
    const char *name;
    int fd;
    long long size, trailer; /* trailer: offset of the last line */
    asl_error *err;
} check;

static int refuse(const check *c, const char *why)
{
    return asl_fail(c->err, ASL_CONFLICT, "%.300s/%.60s %s; remove it and run this shard again", c->folder->path,
                    c->name, why);
}

/* Find and parse the last line. */
static int read_trailer(check *c, uint64_t *rows, char hex[ASL_DIGEST_CHARS])
{
    char tail[TRAILER + 1];
    size_t n = c->size < TRAILER ? (size_t)c->size : TRAILER;
    ssize_t got = pread(c->fd, tail, n, (off_t)(c->size - (long long)n));
    if (got < 0 || (size_t)got != n) return refuse(c, "cannot be read completely");
    tail[n] = '\0';
    if (n == 0 || tail[n - 1] != '\n') return refuse(c, "is truncated");
    size_t at = n - 1;
    while (at > 0 && tail[at - 1] != '\n') at--;
    int used = 0;
    bool read = sscanf(tail + at, "end %" SCNu64 " %64[0-9a-f]%n", rows, hex, &used) == 2;
    if (!read || strcmp(tail + at + used, "\n") != 0 || strlen(hex) != ASL_DIGEST_CHARS - 1)
        return refuse(c, "is truncated: the last line is not the trailer of a shard");
    c->trailer = c->size - (long long)(n - at);
    return ASL_OK;
}

/* Digest everything before the trailer, count the lines and collect those of the header. */
static int read_body(const check *c, asl_strbuf *header, uint64_t *lines, char hex[ASL_DIGEST_CHARS])
{
    char part[CHUNK];
    line_count count = {0};
    asl_digest digest;
    asl_digest_start(&digest);
    for (long long at = 0; at < c->trailer;) {
        size_t want = c->trailer - at < CHUNK ? (size_t)(c->trailer - at) : CHUNK;
        ssize_t got = pread(c->fd, part, want, (off_t)at);
        if (got <= 0) return refuse(c, "cannot be read completely");
        if (memchr(part, '\0', (size_t)got) != NULL) return refuse(c, "is damaged: it contains a NUL byte");
        if (count.lines < HEADER_LINES) asl_strbuf_add_bytes(header, part, (size_t)got);
        count_lines(&count, part, (size_t)got);
        if (count.long_line) return refuse(c, "is damaged: a line is too long");
        if (count.lines < HEADER_LINES && header->length > ASL_SHARD_HEADER) return refuse(c, "is not a shard");
        asl_digest_add(&digest, part, (size_t)got);
        at += got;
    }
    asl_digest_end(&digest, hex);
    *lines = count.lines;
    return header->failed ? asl_fail(c->err, ASL_FAILED, "out of memory: cannot read a shard") : ASL_OK;
}

/* Describe why the header is not that of shard id; NULL if it is. *n is its length up to the columns. */
static const char *compare_header(const char *text, const asl_shard_id *id, size_t *n, bool *failed)
{
    const size_t start = sizeof first_words - 1;
    asl_strbuf expected = {0};
    add_header(&expected, id);
    *failed = expected.failed;
    *n = expected.length;
    bool same = !expected.failed && strncmp(text, expected.data, *n) == 0;
    asl_strbuf_free(&expected);
    if (same) return NULL;
    if (strncmp(text, first_words, start) != 0) return "is not a shard";
    bool ours = strncmp(text + start, id->plan, strlen(id->plan)) == 0;
    return ours ? "is not the shard that its name says" : "belongs to another plan";
}

static int read_header(const check *c, const asl_strbuf *header, const asl_shard_id *id, asl_shard_facts *facts)
{
    size_t n;
    bool failed;
    const char *text = header->data != NULL ? header->data : "", *why = compare_header(text, id, &n, &failed);
    if (failed) return asl_fail(c->err, ASL_FAILED, "out of memory: cannot read a shard");
    const char *end = why == NULL ? strchr(text + n, '\n') : NULL;
    if (end == NULL) return refuse(c, why != NULL ? why : "is not a shard");
    asl_strbuf columns = {0};
    asl_strbuf_add_bytes(&columns, text + n, (size_t)(end - text) - n);
    facts->columns = asl_strbuf_take(&columns, c->err);
    facts->body = end + 1 - text;
    return facts->columns != NULL ? ASL_OK : ASL_FAILED;
}

int asl_shard_verify(const asl_folder *folder, const char *name, const asl_shard_id *id, asl_shard_facts *facts,
                     asl_error *err)
{
    check c = {.folder = folder, .name = name, .err = err};
    asl_strbuf header = {0};
    uint64_t rows = 0, lines = 0;
    char said[ASL_DIGEST_CHARS] = "", is[ASL_DIGEST_CHARS] = "";
    *facts = (asl_shard_facts){0};
    int code = asl_folder_file(folder, name, &c.fd, &c.size, err);
    if (code != ASL_OK) return code;
    code = read_trailer(&c, &rows, said);
    if (code == ASL_OK) code = read_body(&c, &header, &lines, is);
    if (code == ASL_OK && strcmp(said, is) != 0) code = refuse(&c, "is damaged: its digest does not match its trailer");
    if (code == ASL_OK) code = read_header(&c, &header, id, facts);
    if (code == ASL_OK && lines != rows + HEADER_LINES) code = refuse(&c, "is damaged: rows are missing");
    facts->rows = rows;
    close(c.fd);
    asl_strbuf_free(&header);
    if (code != ASL_OK) asl_shard_facts_free(facts);
    return code;
}

void asl_shard_facts_free(asl_shard_facts *facts)
{
    free(facts->columns);
    *facts = (asl_shard_facts){0};
}
