/* CSV in general: writing and reading the fields again changes nothing, and neither does reading the input in
 * pieces. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "io/csv_read.h"
#include "io/csv_write.h"

/* All fields, each after its length, and the same fields as CSV. */
typedef struct content {
    asl_strbuf fields, lines;
    asl_csv_writer csv;
    asl_error err;
    bool fine;
} content;

static void add_field(content *c, const char *text, size_t length)
{
    MUST(strlen(text) == length, "a field has no NUL");
    asl_strbuf_format(&c->fields, "%zu:%s,", length, text);
}

static void read_numbers(const asl_csv *csv, size_t i)
{
    asl_error err;
    double x;
    signed char y;
    if (fuzz_accepted(asl_csv_real(csv, i, &x, &err), &err)) MUST(x - x == 0, "a real is finite");
    if (fuzz_accepted(asl_csv_label(csv, i, &y, &err), &err)) MUST(y >= -1 && y <= 1, "a label is -1, 0 or 1");
}

static void add_header(content *c, const asl_csv *csv)
{
    size_t n = asl_csv_width(csv);
    const char **names = calloc(n, sizeof *names);
    asl_row_sink v = asl_csv_sink(&c->csv);
    MUST(names != NULL, "memory");
    for (size_t i = 0; i < n; i++) {
        names[i] = asl_csv_column(csv, i);
        add_field(c, names[i], strlen(names[i]));
    }
    MUST(v.columns(v.self, names, n, NULL) == ASL_OK, "memory");
    free(names);
}

static void add_row(content *c, const asl_csv *csv)
{
    size_t n = asl_csv_width(csv);
    asl_cell *cells = calloc(n, sizeof *cells);
    asl_row_sink v = asl_csv_sink(&c->csv);
    MUST(cells != NULL, "memory");
    for (size_t i = 0; i < n; i++) {
        cells[i] = asl_cell_text(asl_csv_field(csv, i));
        add_field(c, cells[i].as.text, asl_csv_field_length(csv, i));
        read_numbers(csv, i);
    }
    MUST(v.row(v.self, cells, n, NULL) == ASL_OK, "memory");
    asl_strbuf_format(&c->lines, "%zu ", asl_csv_line(csv));
    asl_strbuf_add(&c->fields, "\n");
    free(cells);
}

static void content_of(content *c, const char *path)
{
    asl_csv *csv;
    bool row = true;
    *c = (content){0};
    c->fine = fuzz_accepted(asl_csv_open(&csv, path, &c->err), &c->err);
    if (c->fine) add_header(c, csv);
    while (c->fine && row) {
        c->fine = fuzz_accepted(asl_csv_next(csv, &row, &c->err), &c->err);
        if (c->fine && row) add_row(c, csv);
    }
    asl_csv_close(csv);
    MUST(!c->fields.failed && !c->lines.failed, "memory");
}

static void content_free(content *c)
{
    asl_strbuf_free(&c->fields);
    asl_strbuf_free(&c->lines);
    asl_csv_writer_free(&c->csv);
}

static bool same_text(const asl_strbuf *a, const asl_strbuf *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/* The message after the file name. */
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
        content_of(&again, fuzz_file(1, whole.csv.line.data, whole.csv.line.length));
        MUST(again.fine, "what was written can be read: %s", complaint(&again));
        MUST(same_text(&whole.fields, &again.fields), "what was written reads back");
        MUST(same_text(&whole.csv.line, &again.csv.line), "and is written the same");
        content_free(&again);
    }
    content_free(&whole);
    content_free(&pieces);
    return 0;
}
