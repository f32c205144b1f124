/* SHA-256 (libmd). */
#ifndef ASL_IO_DIGEST_H
#define ASL_IO_DIGEST_H

#include <stddef.h>
#include <sys/types.h>

#include <sha2.h>

#include "base/status.h"
#include "io/folder.h"

enum { ASL_DIGEST_CHARS = 65 }; /* 64 hexadecimal digits and a NUL */

typedef struct asl_digest {
    SHA2_CTX state;
} asl_digest;

void asl_digest_start(asl_digest *d);
void asl_digest_add(asl_digest *d, const char *bytes, size_t n);
void asl_digest_end(asl_digest *d, char hex[ASL_DIGEST_CHARS]);

/* Digest of a text, and of a regular file. ASL_BAD if the file cannot be read. */
void asl_digest_text(const char *text, char hex[ASL_DIGEST_CHARS]);
int asl_digest_file(const char *path, char hex[ASL_DIGEST_CHARS], asl_error *err);

/* Of a regular file in an open folder (io/folder.h). */
int asl_digest_file_in(const asl_folder *folder, const char *name, char hex[ASL_DIGEST_CHARS], asl_error *err);

#endif
