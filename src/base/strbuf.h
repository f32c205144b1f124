/* A growing string. Errors are sticky: append without checks, then test `failed` or call asl_strbuf_take once at the
 * end.
 *
 * An empty text is `asl_strbuf t = {0}`. `t.data` is a C string, or NULL if nothing has been appended. */
#ifndef ASL_BASE_STRBUF_H
#define ASL_BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct asl_strbuf {
    char *data;
    size_t length, capacity;
    bool failed;
} asl_strbuf;

void asl_strbuf_add(asl_strbuf *t, const char *text);
void asl_strbuf_add_bytes(asl_strbuf *t, const char *bytes, size_t n);
void asl_strbuf_format(asl_strbuf *t, const char *format, ...) ASL_PRINTF(2, 3);
void asl_strbuf_real(asl_strbuf *t, double x); /* the shortest text that reads back to x */
/* Add text for display: invalid UTF-8 and control characters other than '\n' become '?', and ]]> becomes ]] >. */
void asl_strbuf_add_shown(asl_strbuf *t, const char *text);

/* Add text [n] for a terminal: every byte that is not visible, except '\n', is written as \xHH. text[n] must be NUL or
 * the first byte of a character. */
void asl_strbuf_add_visible(asl_strbuf *t, const char *text, size_t n);
void asl_strbuf_free(asl_strbuf *t);

/* The finished string, to be freed by the caller; NULL, with ASL_FAILED in err, if memory ran out. Empties t. */
char *asl_strbuf_take(asl_strbuf *t, asl_error *err);

/* a followed by b; to be freed, or NULL with ASL_FAILED. */
char *asl_strbuf_join(const char *a, const char *b, asl_error *err);

#endif
