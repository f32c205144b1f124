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

/* The offset of the CSV part, or 0 if there is no tab. */
static size_t csv_start(const char *line, size_t n)
{
    const char *tab = memchr(line, '\t', n);
    return tab != NULL ? (size_t)(tab - line) + 1 : 0;
}

static int bad(asl_error *err) { return asl_fail(err, ASL_CONFLICT, "a row does not have the format of shard files"); }

bool asl_cells_begin_with_text(const char *line, size_t n)
{
    size_t skip = n > 0 && line[0] == '!';
    return n > skip && line[skip] == 't';
}

/* Classes of bytes in a CSV field: ends the field, must be quoted, can be part of a number. */
enum { ENDS = 1, ODD = 2, OF_NUMBER = 4 };
static const unsigned char byte_class[256] = {
    ['\0'] = ENDS,     [','] = ENDS,      ['"'] = ODD,       ['\r'] = ODD,      ['\n'] = ODD,      ['0'] = OF_NUMBER,
    ['1'] = OF_NUMBER, ['2'] = OF_NUMBER, ['3'] = OF_NUMBER, ['4'] = OF_NUMBER, ['5'] = OF_NUMBER, ['6'] = OF_NUMBER,
    ['7'] = OF_NUMBER, ['8'] = OF_NUMBER, ['9'] = OF_NUMBER, ['+'] = OF_NUMBER, ['-'] = OF_NUMBER, ['.'] = OF_NUMBER,
    ['e'] = OF_NUMBER, ['i'] = OF_NUMBER, ['n'] = OF_NUMBER, ['f'] = OF_NUMBER, ['a'] = OF_NUMBER};

static unsigned class_of(char c) { return byte_class[(unsigned char)c]; }

/* Returns the end of the CSV field at c, which must be a comma or the end of the text. NULL if asl_csv_add_field never
 * writes the field like this. */
static const char *skip_field(const char *c)
{
    if (*c != '"') {
        while ((class_of(*c) & (ENDS | ODD)) == 0) c++;
    } else {
        for (c++; *c != '"' || c[1] == '"'; c += *c == '"' ? 2 : 1) {
            if (*c == '\0') return NULL;
        }
        c++;
    }
    return class_of(*c) == ENDS ? c : NULL;
}

/* Like skip_field, but the field must also be a possible cell of this kind. */
static const char *skip_cell(char kind, const char *c)
{
    const char *from = c;
    if (kind == 't') return skip_field(c);
    if (kind == 'b') return c + (c[0] == '"' && c[1] == '"' ? 2 : 0);
    if (kind != 'r' && kind != 'c') return NULL;
    while (class_of(*c) == OF_NUMBER) c++;
    return c > from ? c : NULL;
}

/* Does a line of CSV have cells of these kinds [n]? */
static bool is_row_of(const char *kinds, size_t n, const char *csv)
{
    for (size_t i = 0; i < n; i++) {
        const char *end = skip_cell(kinds[i], csv);
        if (end == NULL || *end != (i + 1 < n ? ',' : '\0')) return false;
        csv = end + 1;
    }
    return n > 0;
}

int asl_cells_csv(const char *line, size_t n, asl_strbuf *out, size_t *cells, asl_error *err)
{
    size_t start = csv_start(line, n), from = out->length, skip = n > 0 && line[0] == '!';
    if (start == 0 || (cells != NULL && memchr(line, '\0', n) != NULL)) return bad(err);
    if (skip > 0) {
        asl_cells_unescape(out, line + start, n - start);
    } else {
        asl_strbuf_add_bytes(out, line + start, n - start);
    }
    if (out->failed) return asl_fail(err, ASL_FAILED, "out of memory: cannot read a shard");
    if (cells != NULL) *cells = start - 1 - skip;
    if (cells != NULL && (out->data == NULL || !is_row_of(line + skip, *cells, out->data + from))) return bad(err);
    asl_strbuf_add_bytes(out, "\n", 1);
    return out->failed ? asl_fail(err, ASL_FAILED, "out of memory: cannot read a shard") : ASL_OK;
}

/* Returns the CSV field at *c, unquoted in place, and moves *c past the field and its comma. */
static char *next_field(char **c)
{
    char *from = *c, *to = from, *at = from;
    if (*at != '"') {
        at += strcspn(at, ",");
        to = at;
    } else {
        for (at++; *at != '\0'; at++) {
            if (*at == '"' && *++at != '"') break;
            *to++ = *at;
        }
    }
    *c = *at == ',' ? at + 1 : at;
    *to = '\0';
    return from;
}

static int read_cell(char kind, const char *field, asl_cell *cell)
{
    double x;
    if (kind == 't') {
        *cell = asl_cell_text(field);
    } else if (kind == 'b') {
        *cell = asl_cell_blank();
    } else if ((kind == 'r' || kind == 'c') && asl_scan_real(field, strlen(field), &x) == ASL_NUMBER_OK) {
        *cell = kind == 'r' ? asl_cell_double(x) : asl_cell_int(strtoll(field, NULL, 10));
    } else {
        return ASL_CONFLICT;
    }
    return ASL_OK;
}

int asl_cells_read(asl_cells_reader *r, const char *line, size_t n, asl_error *err)
{
    r->text.length = 0;
    r->n = 0;
    size_t count;
    int code = asl_cells_csv(line, n, &r->text, &count, err);
    if (code != ASL_OK) return code;
    r->text.data[r->text.length - 1] = '\0'; /* overwrites the newline */
    char *rest = r->text.data;
    for (const char *kind = line + (line[0] == '!'); *kind != '\t'; kind++) {
        void *cells = r->cells;
        if (asl_grow(&cells, r->n, &r->capacity, sizeof *r->cells, err) != ASL_OK) return ASL_FAILED;
        r->cells = cells;
        if (read_cell(*kind, next_field(&rest), &r->cells[r->n++]) != ASL_OK) return bad(err);
    }
    return *rest == '\0' && r->n > 0 ? ASL_OK : bad(err);
}

int asl_cells_split(asl_cells_reader *r, const char *line, asl_error *err)
{
    r->text.length = 0;
    r->n = 0;
    asl_cells_unescape(&r->text, line, strlen(line));
    asl_strbuf_add(&r->text, "");
    if (r->text.failed) return asl_fail(err, ASL_FAILED, "out of memory: cannot read a shard");
    char *rest = r->text.data;
    for (bool more = true; more;) {
        void *cells = r->cells;
        const char *end = skip_field(rest);
        if (end == NULL) return bad(err);
        more = *end == ',';
        if (asl_grow(&cells, r->n, &r->capacity, sizeof *r->cells, err) != ASL_OK) return ASL_FAILED;
        r->cells = cells;
        r->cells[r->n++] = asl_cell_text(next_field(&rest));
    }
    return ASL_OK;
}

void asl_cells_free(asl_cells_reader *r)
{
    asl_strbuf_free(&r->text);
    free(r->cells);
    *r = (asl_cells_reader){0};
}
