#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

void fuzz_abort(const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: does not hold: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

bool fuzz_accepted(int code, const asl_error *err)
{
    if (code == ASL_OK) return true;
    MUST(code == ASL_BAD && err->code == ASL_BAD, "the code of a refusal is %d, and %d in the error", code, err->code);
    MUST(memchr(err->text, '\0', sizeof err->text) != NULL && err->text[0] != '\0', "a refusal says something");
    for (const unsigned char *c = (const unsigned char *)err->text; *c != '\0'; c++) {
        MUST(*c >= 0x20 && *c != 0x7f, "a refusal is one line: '%s'", err->text);
    }
    return false;
}

char *fuzz_text(const uint8_t *data, size_t n)
{
    char *text = malloc(n + 1);
    MUST(text != NULL, "memory");
    if (n > 0) memcpy(text, data, n);
    text[n] = '\0';
    return text;
}

char *fuzz_take(asl_strbuf *t)
{
    char *text = asl_strbuf_take(t, NULL);
    MUST(text != NULL, "memory");
    return text;
}

static void write_all(int fd, const uint8_t *bytes, size_t n)
{
    for (size_t at = 0; at < n;) {
        ssize_t done = write(fd, bytes + at, n - at);
        MUST(done > 0, "the file in memory can be written");
        at += (size_t)done;
    }
}

const char *fuzz_file(int slot, const void *bytes, size_t n)
{
    static char path[FUZZ_SLOTS][32];
    static int fd[FUZZ_SLOTS];
    if (fd[slot] == 0) {
        fd[slot] = memfd_create("fuzz", MFD_CLOEXEC);
        MUST(fd[slot] > 0, "a file in memory");
        snprintf(path[slot], sizeof path[slot], "/proc/self/fd/%d", fd[slot]);
    }
    MUST(ftruncate(fd[slot], 0) == 0 && lseek(fd[slot], 0, SEEK_SET) == 0, "the file in memory can be emptied");
    write_all(fd[slot], bytes, n);
    return path[slot];
}

static int pipe_end = -1;

const char *fuzz_pipe(const uint8_t *bytes, size_t n, size_t piece)
{
    static char path[32];
    int ends[2];
    if (piece < n / 200 + 1) piece = n / 200 + 1;
    MUST(pipe2(ends, O_CLOEXEC | O_DIRECT) == 0, "a pipe"); /* each write is read separately */
    MUST(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) >= 0, "a large pipe");
    for (size_t at = 0; at < n; at += piece) write_all(ends[1], bytes + at, piece < n - at ? piece : n - at);
    close(ends[1]);
    pipe_end = ends[0];
    snprintf(path, sizeof path, "/proc/self/fd/%d", pipe_end);
    return path;
}

void fuzz_pipe_close(void)
{
    close(pipe_end);
    pipe_end = -1;
}

bool fuzz_same(double a, double b) { return a == b || (a != a && b != b); }
