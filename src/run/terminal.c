#include "run/terminal.h"

#include <stdarg.h>
#include <stdio.h>

enum { MOST_NOTES = 1 << 16, LONGEST = 2000 };

/* Without memory for the text, nothing is printed. */
static void put(const char *text, size_t n)
{
    asl_strbuf shown = {0};
    asl_strbuf_add_visible(&shown, text, n);
    if (!shown.failed && shown.data != NULL) fputs(shown.data, stderr);
    asl_strbuf_free(&shown);
}

void asl_tell(const char *format, ...)
{
    char text[LONGEST];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n >= (int)sizeof text) {
        n = (int)sizeof text - 1;
        text[n - 1] = '\n';
    }
    if (n > 0) put(text, (size_t)n);
}

void asl_tell_notes(const asl_strbuf *notes)
{
    size_t n = notes->length;
    if (notes->data == NULL) return;
    if (n > MOST_NOTES) {
        for (n = MOST_NOTES; n > 0 && notes->data[n - 1] != '\n';) n--;
    }
    put(notes->data, n);
    if (n < notes->length) asl_tell("aslab: %zu more bytes of notes are not shown\n", notes->length - n);
}
