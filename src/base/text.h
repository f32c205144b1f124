/* A growing string. Errors stick: append freely, look at `failed` (or call asl_text_take) once at the end.
 *
 * Start with `asl_text t = {0}`; `t.data` is a C string, or NULL while nothing was appended. */
#ifndef ASL_BASE_TEXT_H
#define ASL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct asl_text {
    char *data;
    size_t length, capacity;
    bool failed;
} asl_text;

void asl_text_add(asl_text *t, const char *text);
void asl_text_add_bytes(asl_text *t, const char *bytes, size_t n);
void asl_text_format(asl_text *t, const char *format, ...) ASL_PRINTF(2, 3);
void asl_text_real(asl_text *t, double x); /* the shortest text that reads back to x */
/* For eyes: what is no UTF-8 becomes ?, and so do control characters but \n, and ]]> is put apart. */
void asl_text_add_shown(asl_text *t, const char *text);

/* Add text [n] for a terminal: every byte that is not visible is written as \xHH, except '\n'. text[n] must be NUL or
 * the beginning of a character. */
void asl_text_add_visible(asl_text *t, const char *text, size_t n);
void asl_text_free(asl_text *t);

/* The finished string, to be freed by the caller, or NULL with ASL_FAILED in err. t is empty afterwards. */
char *asl_text_take(asl_text *t, asl_error *err);

/* a followed by b; to be freed, or NULL with ASL_FAILED. */
char *asl_text_join(const char *a, const char *b, asl_error *err);

#endif
