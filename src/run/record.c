#define _XOPEN_SOURCE 700
#include "run/record.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "api/aslab.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "io/cells.h"
#include "io/csv_read.h"
#include "io/output.h"

enum { LONGEST = 16 << 20 }; /* bytes of NAME.meta */

/* --- kinds of columns */

/* A letter for each kind of cell. A column has the last one, in this order, of its cells. */
static const char order[] = "bcrt";
static const char letters[] = {
    [ASL_CELL_BLANK] = 'b', [ASL_CELL_INT] = 'c', [ASL_CELL_DOUBLE] = 'r', [ASL_CELL_TEXT] = 't'};

static int kinds_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_column_kinds *k = self;
    (void)names;
    asl_column_kinds_free(k);
    k->letters = asl_alloc(n + 1, 1, err);
    if (k->letters == NULL) return ASL_FAILED;
    memset(k->letters, letters[ASL_CELL_BLANK], n);
    k->n = n;
    return ASL_OK;
}

static int kinds_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_column_kinds *k = self;
    (void)err;
    for (size_t i = 0; i < n && i < k->n; i++) {
        char kind = letters[cells[i].kind];
        if (strchr(order, kind) > strchr(order, k->letters[i])) k->letters[i] = kind;
    }
    return ASL_OK;
}

asl_row_sink asl_column_kinds_sink(asl_column_kinds *k) { return (asl_row_sink){k, kinds_columns, kinds_row}; }

void asl_column_kinds_free(asl_column_kinds *k)
{
    free(k->letters);
    *k = (asl_column_kinds){0};
}

void asl_run_record_free(asl_run_record *r)
{
    asl_column_kinds_free(&r->rows);
    asl_column_kinds_free(&r->summary);
    asl_strbuf_free(&r->notes);
    *r = (asl_run_record){0};
}

/* --- writing */

static void add_origin(asl_strbuf *t, const char *command)
{
    struct utsname host;
    char when[32];
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    asl_strbuf_format(t, "program: aslab %s\ncommand: %s\ntime: %s\n", ASLAB_VERSION, command, when);
    if (uname(&host) == 0)
        asl_strbuf_format(t, "host: %s %s %s %s\n", host.nodename, host.sysname, host.release, host.machine);
}

/* Of NAME and ending in dir. ASL_FAILED without memory. */
static int digest_of(const asl_folder *dir, const char *name, const char *ending, char hex[ASL_DIGEST_CHARS],
                     asl_error *err)
{
    char *file = asl_strbuf_join(name, ending, err);
    int code = file == NULL ? ASL_FAILED : asl_digest_file_in(dir, file, hex, err);
    free(file);
    return code;
}

static int add_file(asl_strbuf *t, const char *word, const asl_column_kinds *kinds, const asl_folder *dir,
                    const char *name, const char *ending, asl_error *err)
{
    char hex[ASL_DIGEST_CHARS];
    if (kinds->letters == NULL) return ASL_OK;
    int code = digest_of(dir, name, ending, hex, err);
    if (code == ASL_OK) asl_strbuf_format(t, "%s: %s %s\n", word, kinds->letters, hex);
    return code;
}

int asl_run_record_write(const asl_run_record *r, const asl_folder *dir, const char *name, const char *command,
                         asl_error *err)
{
    asl_strbuf t = {0};
    int code = ASL_OK;
    add_origin(&t, command);
    if (r->inputs[0] != '\0') {
        asl_strbuf_format(&t, "inputs: %s\n", r->inputs);
        code = add_file(&t, "rows", &r->rows, dir, name, ".csv", err);
        if (code == ASL_OK) code = add_file(&t, "summary", &r->summary, dir, name, "-summary.csv", err);
        if (r->notes.length > 0) {
            asl_strbuf_add(&t, "note: ");
            asl_cells_escape(&t, r->notes.data, r->notes.length);
            asl_strbuf_add(&t, "\n");
        }
    }
    char *text = asl_strbuf_take(&t, code == ASL_OK ? err : NULL), *file = asl_strbuf_join(name, ".meta", err);
    if (code == ASL_OK)
        code = text == NULL || file == NULL ? ASL_FAILED : asl_output_file_in(dir, file, text, strlen(text), err);
    free(text);
    free(file);
    return code;
}

/* --- reading rows */

static int read_cell(const asl_csv *csv, size_t i, char kind, asl_cell *cell, asl_error *err)
{
    const char *text = asl_csv_field(csv, i);
    double x;
    long long n;
    if (kind == 't') {
        *cell = asl_cell_text(text);
    } else if (text[0] == '\0') {
        *cell = asl_cell_blank();
    } else if (kind == 'c' && asl_read_count("", text, LLONG_MIN, LLONG_MAX, &n, NULL) == ASL_OK) {
        *cell = asl_cell_int(n);
    } else if (kind == 'r' && asl_scan_real(text, strlen(text), &x) == ASL_NUMBER_OK) {
        *cell = asl_cell_double(x);
    } else {
        return asl_csv_fail_at(csv, i, err, "the record of the rows (.meta) expects another kind of value");
    }
    return ASL_OK;
}

static int read_rows(asl_csv *csv, const asl_column_kinds *kinds, asl_cell *cells, asl_row_sink v, asl_error *err)
{
    bool row;
    int code = asl_csv_next(csv, &row, err);
    while (code == ASL_OK && row) {
        for (size_t i = 0; i < kinds->n && code == ASL_OK; i++)
            code = read_cell(csv, i, kinds->letters[i], &cells[i], err);
        if (code == ASL_OK) code = v.row(v.self, cells, kinds->n, err);
        if (code == ASL_OK) code = asl_csv_next(csv, &row, err);
    }
    return code;
}

int asl_run_record_rows(const asl_column_kinds *kinds, const asl_folder *dir, const char *file, asl_row_sink v,
                        asl_error *err)
{
    asl_csv *csv;
    int code = asl_csv_open_in(&csv, dir, file, err);
    if (code != ASL_OK) return code;
    const char **names = asl_alloc(kinds->n, sizeof *names, err);
    asl_cell *cells = asl_alloc(kinds->n, sizeof *cells, err);
    code = names == NULL || cells == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK && asl_csv_width(csv) != kinds->n)
        code = asl_csv_fail(csv, err, "it has %zu columns instead of %zu", asl_csv_width(csv), kinds->n);
    for (size_t i = 0; i < kinds->n && code == ASL_OK; i++) names[i] = asl_csv_column(csv, i);
    if (code == ASL_OK) code = v.columns(v.self, names, kinds->n, err);
    if (code == ASL_OK) code = read_rows(csv, kinds, cells, v, err);
    free((void *)names);
    free(cells);
    asl_csv_close(csv);
    return code;
}

/* --- reading the record */

static int ignore_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    (void)self, (void)names, (void)n, (void)err;
    return ASL_OK;
}

static int ignore_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    (void)self, (void)cells, (void)n, (void)err;
    return ASL_OK;
}

/* Whether all rows of the file can be read. */
static bool readable(const asl_column_kinds *kinds, const asl_folder *dir, const char *name, const char *ending)
{
    char *file = asl_strbuf_join(name, ending, NULL);
    asl_row_sink nobody = {NULL, ignore_columns, ignore_row};
    bool yes = file != NULL && asl_run_record_rows(kinds, dir, file, nobody, NULL) == ASL_OK;
    free(file);
    return yes;
}

/* The rest of the line that begins with `word: `, [*n]; NULL if there is none. */
static const char *line_of(const char *text, const char *word, size_t *n)
{
    char start[32];
    int length = snprintf(start, sizeof start, "\n%s: ", word);
    const char *at = strstr(text, start);
    if (at == NULL) return NULL;
    at += length;
    *n = strcspn(at, "\n");
    return at;
}

/* KINDS HEX, where HEX is the digest of the file, and KINDS are those of its columns. */
static bool read_file_line(asl_column_kinds *kinds, const char *text, const char *word, const asl_folder *dir,
                           const char *name, const char *ending)
{
    char hex[ASL_DIGEST_CHARS];
    size_t n;
    const char *line = line_of(text, word, &n);
    size_t width = line != NULL ? strspn(line, order) : 0;
    if (width == 0 || n != width + 1 + sizeof hex - 1 || line[width] != ' ') return false;
    if (digest_of(dir, name, ending, hex, NULL) != ASL_OK) return false;
    if (memcmp(line + width + 1, hex, sizeof hex - 1) != 0) return false;
    kinds->letters = asl_alloc(width + 1, 1, NULL);
    if (kinds->letters == NULL) return false;
    memcpy(kinds->letters, line, width);
    kinds->n = width;
    return readable(kinds, dir, name, ending);
}

static bool read_record(asl_run_record *r, const char *text, const asl_folder *dir, const char *name, bool summary)
{
    size_t n;
    const char *inputs = line_of(text, "inputs", &n), *note;
    if (inputs == NULL || n != strlen(r->inputs) || memcmp(inputs, r->inputs, n) != 0) return false;
    if (!read_file_line(&r->rows, text, "rows", dir, name, ".csv")) return false;
    if (summary && !read_file_line(&r->summary, text, "summary", dir, name, "-summary.csv")) return false;
    note = line_of(text, "note", &n);
    if (note != NULL) asl_cells_unescape(&r->notes, note, n);
    return !r->notes.failed;
}

bool asl_run_record_matches(asl_run_record *r, const asl_folder *dir, const char *name,
                            const char inputs[ASL_DIGEST_CHARS], bool summary)
{
    char *file = asl_strbuf_join(name, ".meta", NULL);
    char *text = file != NULL ? asl_folder_read(dir, file, LONGEST, NULL) : NULL;
    snprintf(r->inputs, sizeof r->inputs, "%s", inputs);
    bool matches = text != NULL && read_record(r, text, dir, name, summary);
    free(file);
    free(text);
    if (!matches) asl_run_record_free(r);
    return matches;
}
