/* Shard files: arbitrary bytes are read to the end or rejected in one line. The target also wraps the input in a file
 * with a correct digest, to test the reader behind the digest. An accepted row is written as the same line. */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "fuzz.h"
#include "io/cells.h"
#include "shard/shard_file.h"

static const asl_shard_id id = {"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 3, 7};

static void refused(int code, const asl_error *err)
{
    MUST(code == ASL_CONFLICT || code == ASL_BAD, "refused with %d", code);
    MUST(err->text[0] != '\0' && strchr(err->text, '\n') == NULL, "in one line: '%s'", err->text);
}

/* An accepted row is written as a line that reads back to the same cells. */
static void check_row(const char *line, size_t n)
{
    asl_cells_reader r = {0}, again = {0};
    asl_error err = {0};
    int code = asl_cells_read(&r, line, n, &err);
    if (code == ASL_OK) {
        asl_strbuf t = {0};
        asl_cells_write(&t, r.cells, r.n);
        MUST(!t.failed && asl_cells_read(&again, t.data, t.length - 1, &err) == ASL_OK, "%s", err.text);
        MUST(r.n == again.n, "as many cells");
        for (size_t i = 0; i < r.n; i++) {
            const asl_cell *a = &r.cells[i], *b = &again.cells[i];
            MUST(a->kind == b->kind, "kind of %zu", i);
            if (a->kind == ASL_CELL_DOUBLE) MUST(fuzz_same(a->as.real, b->as.real), "real %zu", i);
            if (a->kind == ASL_CELL_INT) MUST(a->as.count == b->as.count, "count %zu", i);
            if (a->kind == ASL_CELL_TEXT) MUST(strcmp(a->as.text, b->as.text) == 0, "text %zu", i);
        }
        asl_strbuf_free(&t);
    } else {
        refused(code, &err);
    }
    asl_cells_free(&r);
    asl_cells_free(&again);
}

static const char name[] = "shard-3-of-7";
static asl_folder dir = {.fd = -1};

static void remove_dir(void)
{
    asl_folder_remove(&dir, name);
    rmdir(dir.path);
}

/* Writes a file in a folder, because shards are not read through links, and fuzz_file returns a link. */
static const asl_folder *put_file(const void *bytes, size_t n)
{
    if (dir.fd < 0) {
        char path[] = "/dev/shm/aslab-fuzz-XXXXXX";
        asl_error err = {0};
        MUST(mkdtemp(path) != NULL && asl_folder_open(&dir, path, NULL, &err) == ASL_OK, "a folder: %s", err.text);
        atexit(remove_dir);
    }
    int fd = openat(dir.fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    MUST(fd >= 0 && write(fd, bytes, n) == (ssize_t)n, "a file in it");
    close(fd);
    return &dir;
}

static void read_file(const void *bytes, size_t n, size_t buffer)
{
    asl_shard_facts facts;
    asl_shard_reader r;
    asl_error err = {0};
    const asl_folder *folder = put_file(bytes, n);
    int code = asl_shard_verify(folder, name, &id, &facts, &err);
    if (code != ASL_OK) {
        refused(code, &err);
        return;
    }
    asl_shard_reader_start(&r, folder, asl_copy_text(name, NULL), &facts, buffer);
    const char *line = "";
    while (code == ASL_OK && line != NULL) {
        uint64_t trial;
        size_t length;
        code = asl_shard_peek(&r, &trial, &line, &length, &err);
        if (code != ASL_OK || line == NULL) break;
        check_row(line, length);
        asl_shard_next(&r);
    }
    if (code != ASL_OK) refused(code, &err);
    MUST(code != ASL_OK || r.left == 0, "all rows are given");
    asl_shard_reader_free(&r);
    asl_shard_facts_free(&facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    size_t lines = 0;
    char hex[ASL_DIGEST_CHARS];
    asl_digest digest;
    asl_strbuf t = {0};
    read_file(data, n, 64);
    asl_strbuf_format(&t, "aslab shard 2\nplan %s\nshard 3 of 7\n", id.plan);
    asl_strbuf_add_bytes(&t, (const char *)data, n);
    asl_strbuf_add(&t, "\n");
    for (size_t i = 0; i < t.length; i++) lines += t.data[i] == '\n';
    asl_digest_start(&digest);
    asl_digest_add(&digest, t.data, t.length);
    asl_digest_end(&digest, hex);
    asl_strbuf_format(&t, "end %zu %s\n", lines >= 4 ? lines - 4 : 0, hex);
    read_file(t.data, t.length, 16);
    asl_strbuf_free(&t);
    return 0;
}
