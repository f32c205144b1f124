#define _XOPEN_SOURCE 700
#include "io/csv_read.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intern.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "base/strbuf.h"

/* GROWTH is the step by which the buffer of a long line grows. libcsv's default of 128 bytes takes quadratic time if
 * realloc copies. */
enum { CHUNK = 1 << 16, GROWTH = 1 << 16 };

/* The fields of one row, concatenated, each ending with NUL. */
typedef struct fields {
    asl_strbuf bytes;
    size_t *start; /* [n] offsets into bytes */
    size_t n, capacity;
} fields;

struct asl_csv {
    int fd;
    char *name;
    struct csv_parser parser;
    bool parser_ready, ended, failed;
    fields header, row;
    fields *filling;
    bool complete;    /* a row has been completed */
    size_t line;      /* line of the first character of the current row */
    size_t next_line; /* line of the next character to parse */
    size_t at, filled;
    size_t begun;  /* number of characters of line next_line that are already parsed */
    bool after_cr; /* the last chunk ended in \r: a following \n belongs to it */
    size_t header_line;
    asl_intern names; /* distinct column names */
    size_t *place;    /* [names.count] index of the last column of that name */
    bool *doubled;    /* [names.count] several columns have this name */
    char chunk[CHUNK];
};

static void on_field(void *bytes, size_t n, void *self)
{
    asl_csv *csv = self;
    fields *f = csv->filling;
    void *start = f->start;
    if (asl_grow(&start, f->n, &f->capacity, sizeof *f->start, NULL) != ASL_OK) {
        csv->failed = true;
        return;
    }
    f->start = start;
    f->start[f->n++] = f->bytes.length;
    asl_strbuf_add_bytes(&f->bytes, bytes, n);
    asl_strbuf_add_bytes(&f->bytes, "", 1);
}

static void on_row(int end, void *self)
{
    (void)end;
    asl_csv *csv = self;
    if (csv->filling->n > 0) csv->complete = true; /* otherwise it is a blank line */
}

static int not_space(unsigned char c)
{
    (void)c;
    return 0;
}

static const char *field(const fields *f, size_t i) { return f->bytes.data + f->start[i]; }

static size_t field_length(const fields *f, size_t i)
{
    size_t end = i + 1 < f->n ? f->start[i + 1] : f->bytes.length;
    return end - f->start[i] - 1;
}

static int fail(const asl_csv *csv, asl_error *err, const char *where, const char *format, va_list args)
{
    char what[400];
    vsnprintf(what, sizeof what, format, args);
    return asl_fail(err, ASL_BAD, "%.200s%s: %s", csv->name, where, what);
}

int asl_csv_fail(const asl_csv *csv, asl_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int code = fail(csv, err, "", format, args);
    va_end(args);
    return code;
}

static int fail_on(const asl_csv *csv, size_t line, asl_error *err, const char *format, va_list args)
{
    char where[64];
    snprintf(where, sizeof where, ", line %zu", line);
    return fail(csv, err, where, format, args);
}

int asl_csv_fail_header(const asl_csv *csv, asl_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int code = fail_on(csv, csv->header_line, err, format, args);
    va_end(args);
    return code;
}

static int fail_line(const asl_csv *csv, asl_error *err, const char *format, ...) ASL_PRINTF(3, 4);
static int fail_line(const asl_csv *csv, asl_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int code = fail_on(csv, csv->line, err, format, args);
    va_end(args);
    return code;
}

int asl_csv_fail_at(const asl_csv *csv, size_t i, asl_error *err, const char *format, ...)
{
    char where[160];
    snprintf(where, sizeof where, ", line %zu, column '%.60s'", csv->line, field(&csv->header, i));
    va_list args;
    va_start(args, format);
    int code = fail(csv, err, where, format, args);
    va_end(args);
    return code;
}

/* Number of bytes in data [n] up to and including the first line end; n if there is none. */
static size_t line_length(const char *data, size_t n)
{
    const char *lf = memchr(data, '\n', n);
    const char *cr = memchr(data, '\r', lf != NULL ? (size_t)(lf - data) : n);
    if (cr != NULL && !(lf == cr + 1)) return (size_t)(cr - data) + 1;
    return lf != NULL ? (size_t)(lf - data) + 1 : n;
}

/* Read the next chunk, at least `least` bytes unless the file ends earlier. */
static int fill(asl_csv *csv, size_t least, asl_error *err)
{
    ssize_t got;
    csv->at = csv->filled = 0;
    do {
        got = read(csv->fd, csv->chunk + csv->filled, CHUNK - csv->filled);
        if (got < 0 && errno != EINTR)
            return asl_fail(err, ASL_BAD, "cannot read %.200s: %s", csv->name, strerror(errno));
        if (got <= 0) continue;
        csv->filled += (size_t)got;
    } while (got != 0 && csv->filled < least);
    csv->ended = csv->filled == 0;
    return ASL_OK;
}

static int out_of_memory(const asl_csv *csv, asl_error *err)
{
    return asl_fail(err, ASL_FAILED, "out of memory: cannot read %.200s, line %zu", csv->name, csv->line);
}

static int feed(asl_csv *csv, asl_error *err)
{
    const char *data = csv->chunk + csv->at;
    size_t n = line_length(data, csv->filled - csv->at);
    if (csv->filling->n == 0 && csv->filling->bytes.length == 0 && csv->parser.entry_pos == 0)
        csv->line = csv->next_line;
    const char *nul = memchr(data, '\0', n);
    if (nul == data) return fail_line(csv, err, "NUL byte: this is not a CSV file");
    if (nul != NULL) n = (size_t)(nul - data); /* errors before the NUL are reported first */
    size_t done = csv_parse(&csv->parser, data, n, on_field, on_row, csv);
    if (done < n && csv_error(&csv->parser) == CSV_EPARSE) {
        csv->line = csv->next_line;
        return fail_line(csv, err, "misplaced quote after %zu characters; a field with quotes must be quoted",
                         csv->begun + done);
    }
    if (done < n || csv->failed || csv->filling->bytes.failed) return out_of_memory(csv, err);
    csv->at += n;
    bool rest_of_crlf = csv->after_cr && n == 1 && data[0] == '\n';
    csv->after_cr = data[n - 1] == '\r';
    bool ends = data[n - 1] == '\n' || data[n - 1] == '\r';
    if (ends && !rest_of_crlf) csv->next_line++;
    csv->begun = ends ? 0 : csv->begun + n;
    return ASL_OK;
}

/* Parse until a row is complete or the file ends. */
static int read_row(asl_csv *csv, fields *into, asl_error *err)
{
    into->n = 0;
    into->bytes.length = 0;
    csv->filling = into;
    csv->complete = false;
    while (!csv->complete && !csv->ended) {
        int code = csv->at == csv->filled ? fill(csv, 1, err) : ASL_OK;
        if (code == ASL_OK && !csv->ended) code = feed(csv, err);
        if (code != ASL_OK) return code;
        if (csv->ended && csv_fini(&csv->parser, on_field, on_row, csv) != 0) {
            return fail_line(csv, err, "unterminated quoted field");
        }
    }
    return csv->failed || into->bytes.failed ? out_of_memory(csv, err) : ASL_OK;
}

static void trim(char *text)
{
    size_t n = strlen(text), from = strspn(text, " \t");
    while (n > from && (text[n - 1] == ' ' || text[n - 1] == '\t')) n--;
    memmove(text, text + from, n - from);
    text[n - from] = '\0';
}

/* Index the columns by name, because there can be a million of them. */
static int index_header(asl_csv *csv, asl_error *err)
{
    csv->place = asl_alloc(csv->header.n, sizeof *csv->place, err);
    csv->doubled = asl_alloc(csv->header.n, sizeof *csv->doubled, err);
    if (csv->place == NULL || csv->doubled == NULL) return ASL_FAILED;
    for (size_t i = 0; i < csv->header.n; i++) {
        const char *name = field(&csv->header, i);
        size_t before = csv->names.count;
        uint32_t number;
        if (asl_intern_put(&csv->names, name, strlen(name), &number, err) != ASL_OK) return ASL_FAILED;
        csv->doubled[number] = csv->names.count == before;
        csv->place[number] = i;
    }
    return ASL_OK;
}

static int read_header(asl_csv *csv, asl_error *err)
{
    static const char mark[] = "\xef\xbb\xbf";
    enum { MARK = sizeof mark - 1 };
    int code = fill(csv, MARK, err); /* a pipe can deliver fewer bytes at a time */
    if (code != ASL_OK) return code;
    if (csv->filled >= MARK && memcmp(csv->chunk, mark, MARK) == 0) csv->at = MARK;
    code = csv->ended ? ASL_OK : read_row(csv, &csv->header, err);
    if (code != ASL_OK) return code;
    if (csv->header.n == 0) return asl_csv_fail(csv, err, "the file is empty; the first line must name the columns");
    csv->header_line = csv->line;
    for (size_t i = 0; i < csv->header.n; i++) trim(csv->header.bytes.data + csv->header.start[i]);
    return index_header(csv, err);
}

/* From a descriptor, or -1 if the file cannot be opened (errno says why). shown: its name in messages. */
static int open_descriptor(asl_csv **out, int fd, const char *shown, asl_error *err)
{
    *out = NULL;
    asl_csv *csv = asl_alloc(1, sizeof *csv, err);
    if (csv == NULL) {
        if (fd > STDIN_FILENO) close(fd);
        return ASL_FAILED;
    }
    int reason = errno;
    csv->next_line = 1;
    csv->line = 1;
    csv->fd = fd;
    csv->name = asl_copy_text(shown, err);
    int code = csv->name == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK && fd < 0) code = asl_fail(err, ASL_BAD, "cannot read %.200s: %s", shown, strerror(reason));
    if (code == ASL_OK) {
        csv->parser_ready = csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) == 0;
        csv_set_space_func(&csv->parser, not_space);
        csv_set_blk_size(&csv->parser, GROWTH);
        code = csv->parser_ready ? read_header(csv, err) : out_of_memory(csv, err);
    }
    if (code != ASL_OK) {
        asl_csv_close(csv);
        return code;
    }
    *out = csv;
    return ASL_OK;
}

int asl_csv_open(asl_csv **csv, const char *path, asl_error *err)
{
    bool standard = path == NULL || strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    return open_descriptor(csv, fd, standard ? "standard input" : path, err);
}

int asl_csv_open_in(asl_csv **csv, const asl_folder *folder, const char *name, asl_error *err)
{
    int fd;
    long long size;
    *csv = NULL;
    int code = asl_folder_file(folder, name, &fd, &size, err);
    return code == ASL_OK ? open_descriptor(csv, fd, name, err) : code;
}

void asl_csv_close(asl_csv *csv)
{
    if (csv == NULL) return;
    if (csv->fd > STDIN_FILENO) close(csv->fd);
    if (csv->parser_ready) csv_free(&csv->parser);
    asl_strbuf_free(&csv->header.bytes);
    asl_strbuf_free(&csv->row.bytes);
    asl_intern_free(&csv->names);
    free(csv->place);
    free(csv->doubled);
    free(csv->header.start);
    free(csv->row.start);
    free(csv->name);
    free(csv);
}

size_t asl_csv_width(const asl_csv *csv) { return csv->header.n; }

const char *asl_csv_column(const asl_csv *csv, size_t i) { return field(&csv->header, i); }

long asl_csv_find(const asl_csv *csv, const char *name, int *code, asl_error *err)
{
    uint32_t number;
    if (!asl_intern_find(&csv->names, name, strlen(name), &number)) return -1;
    if (csv->doubled[number]) *code = asl_csv_fail_header(csv, err, "two columns are named '%.60s'", name);
    return (long)csv->place[number];
}

int asl_csv_next(asl_csv *csv, bool *row, asl_error *err)
{
    *row = false;
    if (csv->ended) return ASL_OK;
    int code = read_row(csv, &csv->row, err);
    if (code != ASL_OK || csv->row.n == 0) return code;
    if (csv->row.n != csv->header.n) {
        return fail_line(csv, err, "%zu field%s, but the header has %zu", csv->row.n, csv->row.n == 1 ? "" : "s",
                         csv->header.n);
    }
    *row = true;
    return ASL_OK;
}

const char *asl_csv_field(const asl_csv *csv, size_t i) { return field(&csv->row, i); }

size_t asl_csv_line(const asl_csv *csv) { return csv->line; }

size_t asl_csv_field_length(const asl_csv *csv, size_t i) { return field_length(&csv->row, i); }

int asl_csv_real(const asl_csv *csv, size_t i, double *x, asl_error *err)
{
    const char *text = field(&csv->row, i);
    switch (asl_scan_real(text, field_length(&csv->row, i), x)) {
    case ASL_NUMBER_RANGE: return asl_csv_fail_at(csv, i, err, "%.60s is out of the range of a double", text);
    case ASL_NUMBER_NOT:
        if (text[strspn(text, " \t")] == '\0') return asl_csv_fail_at(csv, i, err, "empty cell; a number is required");
        return asl_csv_fail_at(csv, i, err, "'%.60s' is not a number", text);
    case ASL_NUMBER_OK: break;
    }
    if (!isfinite(*x)) return asl_csv_fail_at(csv, i, err, "%.60s is not a finite number", text);
    return ASL_OK;
}

int asl_csv_label(const asl_csv *csv, size_t i, signed char *y, asl_error *err)
{
    const char *text = field(&csv->row, i);
    size_t n = field_length(&csv->row, i);
    double x;
    if (strspn(text, " \t") == n) {
        *y = -1;
        return ASL_OK;
    }
    if (asl_scan_real(text, n, &x) != ASL_NUMBER_OK || !(x == 0 || x == 1 || x == -1)) {
        return asl_csv_fail_at(csv, i, err, "label '%.60s' is not 0 or 1 (or -1 or blank for unknown)", text);
    }
    *y = (signed char)x;
    return ASL_OK;
}
