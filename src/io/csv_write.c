#include "io/csv_write.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"

void asl_csv_add_field(asl_text *line, const char *text)
{
    size_t n = strlen(text);
    bool edged = n > 0 && (text[0] == ' ' || text[0] == '\t' || text[n - 1] == ' ' || text[n - 1] == '\t');
    bool marked = strncmp(text, "\xef\xbb\xbf", 3) == 0; /* at the file's start it would not count as text */
    if (strpbrk(text, ",\"\r\n") == NULL && !edged && !marked) {
        asl_text_add_bytes(line, text, n);
        return;
    }
    size_t size = csv_write(NULL, 0, text, n);
    char *quoted = asl_alloc(size + 1, 1, NULL);
    if (quoted == NULL) {
        line->failed = true;
        return;
    }
    csv_write(quoted, size, text, n);
    asl_text_add_bytes(line, quoted, size);
    free(quoted);
}

/* End the row that began at `start`. One empty field is written "", since a blank line is no row. */
static int send(asl_csv_writer *w, size_t start, asl_error *err)
{
    if (w->line.length == start) asl_text_add(&w->line, "\"\"");
    asl_text_add(&w->line, "\n");
    if (w->line.failed) return asl_fail(err, ASL_FAILED, "out of memory while writing a row");
    if (w->out == NULL) return ASL_OK;
    asl_output_write(w->out, w->line.data, w->line.length);
    w->line.length = 0;
    if (!asl_output_failed(w->out)) return ASL_OK;
    return asl_fail(err, ASL_FAILED, "the output cannot be written"); /* asl_output_close says why */
}

static int columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_csv_writer *w = self;
    size_t start = w->line.length;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) asl_text_add_bytes(&w->line, ",", 1);
        asl_csv_add_field(&w->line, names[i]);
    }
    return send(w, start, err);
}

static int row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_csv_writer *w = self;
    char number[ASL_REAL_CHARS];
    size_t start = w->line.length;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) asl_text_add_bytes(&w->line, ",", 1);
        switch (cells[i].kind) {
        case ASL_CELL_REAL: asl_text_add_bytes(&w->line, number, asl_format_real(number, cells[i].as.real)); break;
        case ASL_CELL_COUNT: asl_text_add_bytes(&w->line, number, asl_format_count(number, cells[i].as.count)); break;
        case ASL_CELL_TEXT: asl_csv_add_field(&w->line, cells[i].as.text); break;
        case ASL_CELL_BLANK: break;
        }
    }
    return send(w, start, err);
}

asl_visitor asl_csv_visitor(asl_csv_writer *w) { return (asl_visitor){w, columns, row}; }

void asl_csv_writer_free(asl_csv_writer *w) { asl_text_free(&w->line); }
