#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static void one_line(char *text)
{
    char *to = text;
    while (*text != '\0') {
        size_t n = asl_utf8_visible(text);
        if (n == 0) *to++ = '?';
        for (size_t i = 0; i < n; i++) *to++ = text[i];
        text += n > 0 ? n : 1;
    }
    *to = '\0';
}

int asl_fail(asl_error *err, int code, const char *format, ...)
{
    if (err == NULL) return code;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    one_line(err->text);
    err->code = code;
    return code;
}

int asl_fail_in(asl_error *err, int code, const char *format, ...)
{
    if (err == NULL) return code;
    char rest[sizeof err->text];
    memcpy(rest, err->text, sizeof rest);
    va_list args;
    va_start(args, format);
    int used = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    if (used >= 0 && (size_t)used < sizeof err->text) {
        snprintf(err->text + used, sizeof err->text - (size_t)used, "%s", rest);
    }
    one_line(err->text);
    err->code = code;
    return code;
}
