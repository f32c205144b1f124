#include "base/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/utf8.h"

void asl_strbuf_add_bytes(asl_strbuf *t, const char *bytes, size_t n)
{
    if (t->failed) return;
    if (t->length + n + 1 > t->capacity) {
        size_t more = (t->length + n + 1) * 2;
        char *p = asl_resize(t->data, more, 1, NULL);
        if (p == NULL) {
            t->failed = true;
            return;
        }
        t->data = p;
        t->capacity = more;
    }
    if (n > 0) memcpy(t->data + t->length, bytes, n);
    t->length += n;
    t->data[t->length] = '\0';
}

void asl_strbuf_add(asl_strbuf *t, const char *text) { asl_strbuf_add_bytes(t, text, strlen(text)); }

void asl_strbuf_format(asl_strbuf *t, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *buffer = n < 0 ? NULL : asl_alloc((size_t)n + 1, 1, NULL);
    if (buffer == NULL) {
        t->failed = true;
    } else {
        vsnprintf(buffer, (size_t)n + 1, format, again);
        asl_strbuf_add_bytes(t, buffer, (size_t)n);
        free(buffer);
    }
    va_end(again);
}

void asl_strbuf_real(asl_strbuf *t, double x)
{
    char buffer[ASL_REAL_CHARS];
    asl_strbuf_add_bytes(t, buffer, asl_format_real(buffer, x));
}

void asl_strbuf_add_shown(asl_strbuf *t, const char *text)
{
    while (*text != '\0') {
        size_t n = asl_utf8_bytes(text);
        bool odd = n == 0 || ((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7f;
        if (strncmp(text, "]]>", 3) == 0) { /* not allowed in XML; gnuplot copies it unchanged into an SVG */
            asl_strbuf_add(t, "]] ");
            n = 2;
        } else {
            asl_strbuf_add_bytes(t, odd ? "?" : text, odd ? 1 : n);
        }
        text += n > 0 ? n : 1;
    }
}

void asl_strbuf_add_visible(asl_strbuf *t, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t bytes = text[i] == '\n' ? 1 : asl_utf8_visible(text + i);
        if (bytes > 0) {
            asl_strbuf_add_bytes(t, text + i, bytes);
        } else {
            asl_strbuf_format(t, "\\x%02x", (unsigned)(unsigned char)text[i]);
        }
        i += bytes > 0 ? bytes : 1;
    }
}

void asl_strbuf_free(asl_strbuf *t)
{
    free(t->data);
    *t = (asl_strbuf){0};
}

char *asl_strbuf_take(asl_strbuf *t, asl_error *err)
{
    if (!t->failed && t->data == NULL) asl_strbuf_add(t, "");
    char *data = t->data;
    if (t->failed) {
        asl_fail(err, ASL_FAILED, "out of memory: cannot build a text");
        free(data);
        data = NULL;
    }
    *t = (asl_strbuf){0};
    return data;
}

char *asl_strbuf_join(const char *a, const char *b, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_add(&t, a);
    asl_strbuf_add(&t, b);
    return asl_strbuf_take(&t, err);
}
