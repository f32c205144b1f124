#include "io/csv_write.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"

void asl_csv_add_field(asl_strbuf *line, const char *text)
{
    size_t n = strlen(text);
    bool edged = n > 0 && (text[0] == ' ' || text[0] == '\t' || text[n - 1] == ' ' || text[n - 1] == '\t');
    edged = edged || strncmp(text, "\xef\xbb\xbf", 3) == 0; /* a byte order mark if it starts the file */
    if (strpbrk(text, ",\"\r\n") == NULL && !edged) {
        asl_strbuf_add_bytes(line, text, n);
        return;
    }
    size_t size = csv_write(NULL, 0, text, n);
    char *quoted = asl_alloc(size + 1, 1, NULL);
    if (quoted == NULL) {
        line->failed = true;
        return;
    }
    csv_write(quoted, size, text, n);
    asl_strbuf_add_bytes(line, quoted, size);
    free(quoted);
}

/* Append a field in a form that gnuplot draws correctly. gnuplot splits even quoted fields at commas and newlines, and
 * interprets backslashes, so commas, quotes and newlines become similar characters and backslashes are doubled. */
static void add_plain(asl_strbuf *line, const char *text)
{
    asl_strbuf shown = {0};
    asl_strbuf_add_shown(&shown, text);
    for (const char *c = shown.data; c != NULL && *c != '\0'; c++) {
        const char *look = *c == ','    ? "\xe2\x80\x9a"
                           : *c == '"'  ? "\xe2\x80\xb3"
                           : *c == '\n' ? " "
                           : *c == '\\' ? "\\\\"
                                        : NULL;
        asl_strbuf_add_bytes(line, look != NULL ? look : c, look != NULL ? strlen(look) : 1);
    }
    line->failed = line->failed || shown.failed;
    asl_strbuf_free(&shown);
}

static void add_text(asl_csv_writer *w, const char *text)
{
    if (w->plain) {
        add_plain(&w->line, text);
    } else {
        asl_csv_add_field(&w->line, text);
    }
}

/* from: offset of the row in w->line. A row of one empty field is written "", because a blank line is not a row. */
static int send(asl_csv_writer *w, size_t from, asl_error *err)
{
    if (w->line.length == from) asl_strbuf_add(&w->line, "\"\"");
    asl_strbuf_add(&w->line, "\n");
    if (w->line.failed) return asl_fail(err, ASL_FAILED, "out of memory: cannot write a row");
    if (w->out == NULL) return ASL_OK;
    asl_output_write(w->out, w->line.data, w->line.length);
    w->line.length = 0;
    if (!asl_output_failed(w->out)) return ASL_OK;
    return asl_fail(err, ASL_FAILED, "cannot write the output"); /* asl_output_close reports the reason */
}

static int columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_csv_writer *w = self;
    size_t from = w->line.length;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) asl_strbuf_add_bytes(&w->line, ",", 1);
        add_text(w, names[i]);
    }
    return send(w, from, err);
}

static int row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_csv_writer *w = self;
    char number[ASL_REAL_CHARS];
    size_t from = w->line.length;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) asl_strbuf_add_bytes(&w->line, ",", 1);
        switch (cells[i].kind) {
        case ASL_CELL_DOUBLE: asl_strbuf_add_bytes(&w->line, number, asl_format_real(number, cells[i].as.real)); break;
        case ASL_CELL_INT: asl_strbuf_add_bytes(&w->line, number, asl_format_count(number, cells[i].as.count)); break;
        case ASL_CELL_TEXT: add_text(w, cells[i].as.text); break;
        case ASL_CELL_BLANK: break;
        }
    }
    return send(w, from, err);
}

asl_row_sink asl_csv_sink(asl_csv_writer *w) { return (asl_row_sink){w, columns, row}; }

void asl_csv_writer_free(asl_csv_writer *w) { asl_strbuf_free(&w->line); }
