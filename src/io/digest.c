#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "io/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

void asl_digest_start(asl_digest *d) { SHA256Init(&d->state); }

void asl_digest_add(asl_digest *d, const char *bytes, size_t n) { SHA256Update(&d->state, (const uint8_t *)bytes, n); }

void asl_digest_end(asl_digest *d, char hex[ASL_DIGEST_CHARS])
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Final(digest, &d->state);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", (unsigned)digest[i]);
}

void asl_digest_text(const char *text, char hex[ASL_DIGEST_CHARS])
{
    asl_digest d;
    asl_digest_start(&d);
    asl_digest_add(&d, text, strlen(text));
    asl_digest_end(&d, hex);
}

/* All that is left to read of fd, which is closed; -1: it cannot be opened. */
static int digest_descriptor(int fd, const char *shown, char hex[ASL_DIGEST_CHARS], asl_error *err)
{
    asl_digest d;
    char part[CHUNK];
    ssize_t got = fd < 0 ? -1 : 1;
    asl_digest_start(&d);
    while (got > 0) {
        do got = read(fd, part, sizeof part);
        while (got < 0 && errno == EINTR);
        if (got > 0) asl_digest_add(&d, part, (size_t)got);
    }
    int code = got < 0 ? asl_fail(err, ASL_BAD, "cannot read %.300s: %s", shown, strerror(errno)) : ASL_OK;
    if (fd >= 0) close(fd);
    asl_digest_end(&d, hex);
    return code;
}

int asl_digest_file(const char *path, char hex[ASL_DIGEST_CHARS], asl_error *err)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* do not wait for the other end of a pipe */
    if (fd >= 0 && fstat(fd, &s) == 0 && !S_ISREG(s.st_mode)) {
        close(fd);
        return asl_fail(err, ASL_BAD, "cannot read %.300s: not a regular file", path);
    }
    return digest_descriptor(fd, path, hex, err);
}

int asl_digest_file_in(const asl_folder *folder, const char *name, char hex[ASL_DIGEST_CHARS], asl_error *err)
{
    int fd;
    long long size;
    int code = asl_folder_file(folder, name, &fd, &size, err);
    return code == ASL_OK ? digest_descriptor(fd, name, hex, err) : code;
}
