#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"

void asl_text_add_bytes(asl_text *t, const char *bytes, size_t n)
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

void asl_text_add(asl_text *t, const char *text) { asl_text_add_bytes(t, text, strlen(text)); }

void asl_text_format(asl_text *t, const char *format, ...)
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
        asl_text_add_bytes(t, buffer, (size_t)n);
        free(buffer);
    }
    va_end(again);
}

void asl_text_real(asl_text *t, double x)
{
    char buffer[ASL_REAL_CHARS];
    asl_text_add_bytes(t, buffer, asl_format_real(buffer, x));
}

/* Bytes of the UTF-8 character at *text, 0 where there is none (or an overlong one, half of a pair, U+FFFE, U+FFFF). */
static size_t character(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x80) return 1;
    size_t n = c[0] < 0xc2 ? 0 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : c[0] < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < n; i++) {
        if ((c[i] & 0xc0) != 0x80) return 0;
    }
    bool bad = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] > 0x9f) || (c[0] == 0xf0 && c[1] < 0x90) ||
               (c[0] == 0xf4 && c[1] > 0x8f) || (c[0] == 0xef && c[1] == 0xbf && c[2] > 0xbd);
    return bad ? 0 : n;
}

void asl_text_add_shown(asl_text *t, const char *text)
{
    while (*text != '\0') {
        size_t n = character(text);
        bool odd = n == 0 || ((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7f;
        if (strncmp(text, "]]>", 3) == 0) { /* no XML: gnuplot leaves it as it is in an SVG */
            asl_text_add(t, "]] ");
            n = 2;
        } else {
            asl_text_add_bytes(t, odd ? "?" : text, odd ? 1 : n);
        }
        text += n > 0 ? n : 1;
    }
}

/* Whether the character of n bytes acts on a terminal or on the order of its neighbours instead of being shown. */
static bool acts(const unsigned char *c, size_t n)
{
    if (n == 1) return c[0] < 0x20 || c[0] == 0x7f;
    unsigned long point = n == 2   ? (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu)
                          : n == 3 ? (c[0] & 0x0fu) << 12 | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu)
                                   : 0;
    bool direction = point == 0x61c || point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e) ||
                     (point >= 0x2066 && point <= 0x2069);
    return direction || (point >= 0x80 && point < 0xa0) || point == 0x2028 || point == 0x2029;
}

size_t asl_text_visible(const char *text)
{
    size_t n = character(text);
    return n > 0 && acts((const unsigned char *)text, n) ? 0 : n;
}

void asl_text_add_visible(asl_text *t, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t bytes = text[i] == '\n' ? 1 : asl_text_visible(text + i);
        if (bytes > 0) {
            asl_text_add_bytes(t, text + i, bytes);
        } else {
            asl_text_format(t, "\\x%02x", (unsigned)(unsigned char)text[i]);
        }
        i += bytes > 0 ? bytes : 1;
    }
}

void asl_text_free(asl_text *t)
{
    free(t->data);
    *t = (asl_text){0};
}

char *asl_text_take(asl_text *t, asl_error *err)
{
    if (!t->failed && t->data == NULL) asl_text_add(t, "");
    char *data = t->data;
    if (t->failed) {
        asl_fail(err, ASL_FAILED, "out of memory while building a text");
        free(data);
        data = NULL;
    }
    *t = (asl_text){0};
    return data;
}
