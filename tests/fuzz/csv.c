/* CSV as such: what is read, written out and read again is the same; and so is what comes in pieces. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "io/csv_read.h"
#include "io/csv_write.h"

/* All fields, each with its length in front, and the same as CSV. */
typedef struct content {
    asl_text fields, lines, csv;
    asl_error err;
    bool fine;
} content;

static void add_field(content *c, size_t i, const char *text, size_t length)
{
    MUST(strlen(text) == length, "a field has no NUL");
    asl_text_format(&c->fields, "%zu:%s,", length, text);
    if (i > 0) asl_text_add(&c->csv, ",");
    asl_csv_add_field(&c->csv, text);
}

static void end_row(content *c, size_t line)
{
    asl_text_add(&c->fields, "\n");
    asl_text_add(&c->csv, "\n");
    asl_text_format(&c->lines, "%zu ", line);
}

static void read_numbers(const asl_csv *csv, size_t i)
{
    asl_error err;
    double x;
    signed char y;
    if (fuzz_accepted(asl_csv_real(csv, i, &x, &err), &err)) MUST(x - x == 0, "a real is finite");
    if (fuzz_accepted(asl_csv_label(csv, i, &y, &err), &err)) MUST(y >= -1 && y <= 1, "a label is -1, 0 or 1");
}

static void content_of(content *c, const char *path)
{
    asl_csv *csv;
    bool row = true;
    *c = (content){0};
    c->fine = fuzz_accepted(asl_csv_open(&csv, path, &c->err), &c->err);
    for (size_t i = 0; c->fine && i < asl_csv_width(csv); i++) {
        const char *name = asl_csv_column(csv, i);
        add_field(c, i, name, strlen(name));
    }
    if (c->fine) end_row(c, 0);
    while (c->fine && row) {
        c->fine = fuzz_accepted(asl_csv_next(csv, &row, &c->err), &c->err);
        for (size_t i = 0; c->fine && row && i < asl_csv_width(csv); i++) {
            add_field(c, i, asl_csv_field(csv, i), asl_csv_field_length(csv, i));
            read_numbers(csv, i);
        }
        if (c->fine && row) end_row(c, asl_csv_line(csv));
    }
    asl_csv_close(csv);
    MUST(!c->fields.failed && !c->csv.failed && !c->lines.failed, "memory");
}

static void content_free(content *c)
{
    asl_text_free(&c->fields);
    asl_text_free(&c->lines);
    asl_text_free(&c->csv);
}

static bool same_text(const asl_text *a, const asl_text *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/* What a message says after the file's name. */
static const char *complaint(const content *c)
{
    const char *colon = strchr(c->err.text, ':');
    return c->fine ? "" : colon != NULL ? colon : c->err.text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0) return 0;
    content whole, pieces, again;
    content_of(&whole, fuzz_file(0, data + 1, n - 1));
    content_of(&pieces, fuzz_pipe(data + 1, n - 1, data[0] % 16));
    fuzz_pipe_close();
    MUST(whole.fine == pieces.fine && strcmp(complaint(&whole), complaint(&pieces)) == 0,
         "pieces are the whole: '%s', '%s'", complaint(&whole), complaint(&pieces));
    MUST(same_text(&whole.fields, &pieces.fields) && same_text(&whole.lines, &pieces.lines), "pieces are the whole");
    if (whole.fine) {
        content_of(&again, fuzz_file(1, whole.csv.data, whole.csv.length));
        MUST(again.fine, "what was written can be read: %s", complaint(&again));
        MUST(same_text(&whole.fields, &again.fields), "what was written reads back");
        MUST(same_text(&whole.csv, &again.csv), "and is written the same");
        content_free(&again);
    }
    content_free(&whole);
    content_free(&pieces);
    return 0;
}
