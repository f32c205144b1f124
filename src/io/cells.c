#include "io/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "io/csv_write.h"

static char letter(asl_cell_kind kind)
{
    switch (kind) {
    case ASL_CELL_DOUBLE: return 'r';
    case ASL_CELL_INT: return 'c';
    case ASL_CELL_TEXT: return 't';
    case ASL_CELL_BLANK: break;
    }
    return 'b';
}

static bool needs_escape(const asl_cell *cell)
{
    return cell->kind == ASL_CELL_TEXT && strpbrk(cell->as.text, "\n\r\\") != NULL;
}

void asl_cells_escape(asl_strbuf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *code = text[i] == '\n' ? "\\n" : text[i] == '\r' ? "\\r" : text[i] == '\\' ? "\\\\" : NULL;
        if (code != NULL) asl_strbuf_add_bytes(out, code, 2);
        if (code == NULL) asl_strbuf_add_bytes(out, text + i, 1);
    }
}

void asl_cells_unescape(asl_strbuf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (c == '\\' && i + 1 < n) {
            c = text[++i];
            c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        asl_strbuf_add_bytes(out, &c, 1);
    }
}

void asl_cells_write(asl_strbuf *out, const asl_cell *cells, size_t n)
{
    asl_csv_writer csv = {0};
    asl_row_sink v = asl_csv_sink(&csv);
    bool escaped = false;
    for (size_t i = 0; i < n; i++) escaped = escaped || needs_escape(&cells[i]);
    if (escaped) asl_strbuf_add_bytes(out, "!", 1);
    for (size_t i = 0; i < n; i++) asl_strbuf_add_bytes(out, (char[]){letter(cells[i].kind)}, 1);
    asl_strbuf_add_bytes(out, "\t", 1);
    if (v.row(v.self, cells, n, NULL) != ASL_OK) out->failed = true;
    if (!out->failed && escaped) asl_cells_escape(out, csv.line.data, csv.line.length - 1);
    if (!out->failed && !escaped) asl_strbuf_add_bytes(out, csv.line.data, csv.line.length - 1);
    asl_strbuf_add_bytes(out, "\n", 1);
    asl_csv_writer_free(&csv);
}

void asl_cells_write_names(asl_strbuf *out, const char *const *names, size_t n)
{
    asl_csv_writer csv = {0};
    asl_row_sink v = asl_csv_sink(&csv);
    if (v.columns(v.self, names, n, NULL) != ASL_OK) out->failed = true;
    if (!out->failed) asl_cells_escape(out, csv.line.data, csv.line.length - 1);
    asl_csv_writer_free(&csv);
}

static int bad(asl_error *err) { return asl_fail(err, ASL_CONFLICT, "a row does not have the format of shard files"); }

static int no_memory(asl_error *err) { return asl_fail(err, ASL_FAILED, "out of memory: cannot read a shard"); }

/* Returns the CSV field at *c, unquoted in place, and moves *c past the field and its comma. *more: there was a comma.
 * NULL if asl_csv_add_field does not write fields like this one. */
static char *next_field(char **c, bool *more)
{
    char *from = *c, *to = from, *at = from;
    if (*at == '"') {
        for (at++; *at != '"' || at[1] == '"'; *to++ = *at++) {
            if (*at == '\0') return NULL;
            if (*at == '"') at++;
        }
        at++;
    } else {
        at += strcspn(at, ",\"\r\n");
        to = at;
    }
    if (*at != ',' && *at != '\0') return NULL;
    *more = *at == ',';
    *c = at + *more;
    *to = '\0';
    return from;
}

static bool read_cell(char kind, const char *field, bool quoted, asl_cell *cell)
{
    double x;
    if (kind == 't') {
        *cell = asl_cell_text(field);
    } else if (kind == 'b') {
        *cell = asl_cell_blank();
        return field[0] == '\0';
    } else {
        if ((kind != 'r' && kind != 'c') || quoted || asl_scan_real(field, strlen(field), &x) != ASL_NUMBER_OK)
            return false;
        *cell = kind == 'r' ? asl_cell_double(x) : asl_cell_int(strtoll(field, NULL, 10));
    }
    return true;
}

/* Read the next cell at *rest. *more: another one follows. */
static int add_cell(asl_cells_reader *r, char kind, char **rest, bool *more, asl_error *err)
{
    void *cells = r->cells;
    bool quoted = **rest == '"';
    if (asl_grow(&cells, r->n, &r->capacity, sizeof *r->cells, err) != ASL_OK) return ASL_FAILED;
    r->cells = cells;
    const char *field = next_field(rest, more);
    return field != NULL && read_cell(kind, field, quoted, &r->cells[r->n++]) ? ASL_OK : bad(err);
}

/* Start reading the CSV text [n] of a line; returns the text to split. NULL if memory runs out. */
static char *begin(asl_cells_reader *r, const char *csv, size_t n, bool escaped)
{
    r->n = 0;
    r->text.length = 0;
    if (escaped) {
        asl_cells_unescape(&r->text, csv, n);
    } else {
        asl_strbuf_add_bytes(&r->text, csv, n);
    }
    asl_strbuf_add(&r->text, "");
    return r->text.failed ? NULL : r->text.data;
}

int asl_cells_read(asl_cells_reader *r, const char *line, size_t n, asl_error *err)
{
    bool escaped = n > 0 && line[0] == '!', more = true;
    const char *tab = memchr(line, '\t', n);
    if (tab == NULL || memchr(line, '\0', n) != NULL) return bad(err);
    char *rest = begin(r, tab + 1, n - (size_t)(tab + 1 - line), escaped);
    int code = rest != NULL ? ASL_OK : no_memory(err);
    for (const char *kind = line + escaped; kind < tab && code == ASL_OK; kind++)
        code = more ? add_cell(r, *kind, &rest, &more, err) : bad(err);
    return code == ASL_OK && more ? bad(err) : code; /* a cell without a kind */
}

int asl_cells_read_names(asl_cells_reader *r, const char *line, asl_error *err)
{
    char *rest = begin(r, line, strlen(line), true);
    int code = rest != NULL ? ASL_OK : no_memory(err);
    for (bool more = true; more && code == ASL_OK;) code = add_cell(r, 't', &rest, &more, err);
    return code;
}

void asl_cells_free(asl_cells_reader *r)
{
    asl_strbuf_free(&r->text);
    free(r->cells);
    *r = (asl_cells_reader){0};
}
