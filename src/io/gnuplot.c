#include "io/gnuplot.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Append a double-quoted gnuplot string, with every special character written as an octal escape. (gnuplot 5.4
 * misreads a single-quoted string that begins with an escaped quote.) */
static void add_string(asl_strbuf *out, const char *text)
{
    asl_strbuf_add(out, "\"");
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c < 0x20 || *c == 0x7f || strchr("\"\\`", *c) != NULL) {
            asl_strbuf_format(out, "\\%03o", (unsigned)*c);
        } else {
            asl_strbuf_add_bytes(out, (const char *)c, 1);
        }
    }
    asl_strbuf_add(out, "\"");
}

void asl_gnuplot_variable(asl_strbuf *out, const char *name, const char *text)
{
    asl_strbuf_format(out, "%s = ", name);
    add_string(out, text);
    asl_strbuf_add(out, "\n");
}

/* The same for a text that is drawn. */
static void add_shown(asl_strbuf *out, const char *text)
{
    asl_strbuf shown = {0};
    asl_strbuf_add_shown(&shown, text);
    add_string(out, shown.data != NULL ? shown.data : "");
    out->failed = out->failed || shown.failed;
    asl_strbuf_free(&shown);
}

static void add_array(asl_strbuf *out, const char *name, char *const *items, size_t n)
{
    if (n == 0) return;
    asl_strbuf_format(out, "array %s[%zu] = [", name, n);
    for (size_t i = 0; i < n; i++) {
        asl_strbuf_add(out, i == 0 ? "" : ", ");
        add_shown(out, items[i]);
    }
    asl_strbuf_add(out, "]\n");
}

static void add_numbers(asl_strbuf *out, const char *name, const long long *items, size_t n)
{
    if (n == 0) return;
    asl_strbuf_format(out, "array %s[%zu] = [", name, n);
    for (size_t i = 0; i < n; i++) asl_strbuf_format(out, "%s%lld", i == 0 ? "" : ", ", items[i]);
    asl_strbuf_add(out, "]\n");
}

void asl_gnuplot_summary(asl_strbuf *out, const char *name, const asl_series *series)
{
    asl_strbuf file = {0};
    asl_strbuf_format(&file, "%s-summary.csv", name);
    if (file.data != NULL) asl_gnuplot_variable(out, "summary", file.data);
    out->failed = out->failed || file.failed;
    asl_strbuf_free(&file);
    add_numbers(out, "summary_first", series->first, series->n);
    add_numbers(out, "summary_last", series->last, series->n);
}

static void add_comment(asl_strbuf *out, const char *text)
{
    asl_strbuf_add(out, "# ");
    for (; *text != '\0'; text++) {
        /* a backslash at the end of a comment would continue it */
        bool odd = (unsigned char)*text < 0x20 || *text == 0x7f || *text == '\\';
        asl_strbuf_add_bytes(out, odd ? " " : text, 1);
    }
    asl_strbuf_add(out, "\n");
}

/* --- selection of series, rows and labels */

static bool uses(const asl_picture *p, const char *variable) { return strstr(p->plot, variable) != NULL; }

static bool is_prime(long long n)
{
    for (long long k = 2; k * k <= n; k++) {
        if (n % k == 0) return false;
    }
    return n > 1;
}

/* Draw every row_step-th row; 1 draws all. */
static long long row_step(const asl_series *s)
{
    enum { MOST_POINTS = 20000 };
    long long step = (s->rows + MOST_POINTS - 1) / MOST_POINTS;
    while (step > 1 && !is_prime(step)) step++;
    return step > 1 ? step : 1;
}

void asl_picture_left_out(const asl_picture *p, asl_strbuf *out)
{
    const asl_series *s = p->series;
    if (uses(p, "series") && s->seen.count > s->n)
        asl_strbuf_format(out, "the first %zu of %zu values of %s", s->n, s->seen.count, s->columns[0]);
    if (uses(p, "row_step") && row_step(s) > 1)
        asl_strbuf_format(out, "%sone row in %lld of %lld", out->length > 0 ? "; " : "", row_step(s), s->rows);
    if (uses(p, "shown_label") && s->labels > (long long)s->nshown)
        asl_strbuf_format(out, "%sthe %zu of %lld labels with the most positives", out->length > 0 ? "; " : "",
                          s->nshown, s->labels);
}

static int by_row(const void *a, const void *b)
{
    const asl_shown *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++) n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void add_labels(asl_strbuf *out, const asl_series *s)
{
    asl_shown shown[ASL_MOST_SHOWN];
    long long rows[ASL_MOST_SHOWN];
    char *labels[ASL_MOST_SHOWN];
    size_t widest = 0;
    if (s->nshown == 0) return;
    memcpy(shown, s->shown, s->nshown * sizeof *shown);
    qsort(shown, s->nshown, sizeof *shown, by_row);
    for (size_t i = 0; i < s->nshown; i++) {
        rows[i] = shown[i].row;
        labels[i] = shown[i].label;
        widest = characters(labels[i]) > widest ? characters(labels[i]) : widest;
    }
    add_numbers(out, "shown", rows, s->nshown);
    add_array(out, "shown_label", labels, s->nshown);
    asl_strbuf_format(out, "shown_of = %lld\nshown_widest = %zu\n", s->labels, widest);
}

static void add_selection(asl_strbuf *out, const asl_picture *p)
{
    asl_strbuf left_out = {0};
    if (uses(p, "row_step")) asl_strbuf_format(out, "row_step = %lld\n", row_step(p->series));
    if (uses(p, "shown_label")) add_labels(out, p->series);
    asl_picture_left_out(p, &left_out);
    if (left_out.data != NULL) {
        asl_strbuf_add(out, "left_out = ");
        add_shown(out, left_out.data);
        asl_strbuf_add(out, "\n");
    }
    out->failed = out->failed || left_out.failed;
    asl_strbuf_free(&left_out);
}

void asl_gnuplot_script(asl_strbuf *out, const asl_picture *picture)
{
    if (picture->title[0] != '\0') add_comment(out, picture->title);
    asl_strbuf_add(out, "# Made by:\n");
    add_comment(out, picture->made_by);
    asl_strbuf_add(
        out, "# Edit it and draw it again, in this folder, as svg, png or pdf:  gnuplot -e \"term='pdf'\" FILE.gp\n");
    asl_strbuf_add(out, "if (!exists(\"term\")) term = 'svg'\n");
    asl_gnuplot_variable(out, "name", picture->name);
    asl_gnuplot_variable(out, "data", picture->data);
    asl_strbuf_add(out, "title = ");
    add_shown(out, picture->title);
    asl_strbuf_add(out, "\n");
    const asl_series *s = picture->series;
    bool labelled = picture->nlabels == s->n;
    add_array(out, "columns", s->columns, s->ncolumns);
    add_array(out, "series", s->names, s->n);
    add_array(out, "label", labelled ? picture->labels : s->names, s->n);
    add_numbers(out, "first", s->first, s->n);
    add_numbers(out, "last", s->last, s->n);
    add_selection(out, picture);
    asl_strbuf_add(out, picture->variables);
    asl_strbuf_format(out, "\n%s\n%s", picture->style, picture->plot);
}

/* --- series */

static void find_label_columns(asl_series *s);

static int series_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_series *s = self;
    s->columns = asl_alloc(n, sizeof *s->columns, err);
    if (s->columns == NULL) return ASL_FAILED;
    for (; s->ncolumns < n; s->ncolumns++) {
        s->columns[s->ncolumns] = asl_copy_text(names[s->ncolumns], err);
        if (s->columns[s->ncolumns] == NULL) return ASL_FAILED;
    }
    find_label_columns(s);
    return ASL_OK;
}

/* --- labels with the most positives */

static double number_of(const asl_cell *c)
{
    return c->kind == ASL_CELL_INT ? (double)c->as.count : c->kind == ASL_CELL_DOUBLE ? c->as.real : 0;
}

/* Does a come before b: more positives, or equally many and an earlier row? */
static bool rather(const asl_shown *a, const asl_shown *b)
{
    return a->positives != b->positives ? a->positives > b->positives : a->row < b->row;
}

static int show_label(asl_series *s, long long row, const asl_cell *label, const asl_cell *positives, asl_error *err)
{
    asl_shown one = {.row = row, .positives = number_of(positives)};
    s->labels++;
    if (label->kind != ASL_CELL_TEXT) return ASL_OK;
    if (s->shown == NULL) s->shown = asl_alloc(ASL_MOST_SHOWN, sizeof *s->shown, err);
    if (s->shown == NULL) return ASL_FAILED;
    bool full = s->nshown == ASL_MOST_SHOWN;
    if (full && !rather(&one, &s->shown[s->least])) return ASL_OK;
    one.label = asl_copy_text(label->as.text, err);
    if (one.label == NULL) return ASL_FAILED;
    if (full) free(s->shown[s->least].label);
    s->shown[full ? s->least : s->nshown++] = one;
    for (size_t i = s->least = 0; i < s->nshown; i++) {
        if (rather(&s->shown[s->least], &s->shown[i])) s->least = i;
    }
    return ASL_OK;
}

static void find_label_columns(asl_series *s)
{
    if (s->ncolumns < 2 || strcmp(s->columns[0], "row") != 0 || strcmp(s->columns[1], "label") != 0) return;
    s->label = 1;
    for (size_t i = 2; i < s->ncolumns; i++) {
        if (strcmp(s->columns[i], "positives") == 0) s->positives = (long)i;
    }
}

static bool has_line_end(const char *text) { return strpbrk(text, "\r\n") != NULL; }

int asl_series_drawable(const asl_series *s, asl_error *err)
{
    if (!s->broken) return ASL_OK;
    return asl_fail(err, ASL_BAD,
                    "a name contains a newline, so a gnuplot script cannot draw this file; use --plot FILE.svg, .png "
                    "or .pdf");
}

/* Set *number to the number of a series; series are numbered by their first rows. */
static int series_number(asl_series *s, const char *name, size_t row, uint32_t *number, asl_error *err)
{
    enum { MOST_COUNTED = 10000 };
    size_t n = strlen(name);
    *number = MOST_COUNTED;
    if (s->seen.count >= MOST_COUNTED) {
        asl_intern_find(&s->seen, name, n, number);
        return ASL_OK;
    }
    int code = asl_intern_put(&s->seen, name, n, number, err);
    if (code != ASL_OK || *number < s->n || *number >= ASL_MOST_SERIES) return code;
    s->names[s->n] = asl_copy_text(name, err);
    if (s->names[s->n] == NULL) return ASL_FAILED;
    s->first[s->n++] = (long long)row;
    return ASL_OK;
}

static int series_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_series *s = self;
    long long row = s->rows++;
    uint32_t number;
    for (size_t i = 0; i < n; i++)
        s->broken = s->broken || (cells[i].kind == ASL_CELL_TEXT && has_line_end(cells[i].as.text));
    if (n == 0 || cells[0].kind != ASL_CELL_TEXT) return ASL_OK;
    int code = series_number(s, cells[0].as.text, (size_t)row, &number, err);
    if (code == ASL_OK && number < s->n) s->last[number] = row;
    if (code == ASL_OK && s->positives > 0 && strcmp(cells[0].as.text, "label") == 0)
        code = show_label(s, row, &cells[s->label], &cells[s->positives], err);
    return code;
}

asl_row_sink asl_series_sink(asl_series *s) { return (asl_row_sink){s, series_columns, series_row}; }

void asl_series_free(asl_series *s)
{
    for (size_t i = 0; i < s->n; i++) free(s->names[i]);
    for (size_t i = 0; i < s->ncolumns; i++) free(s->columns[i]);
    for (size_t i = 0; i < s->nshown; i++) free(s->shown[i].label);
    free(s->columns);
    free(s->shown);
    asl_intern_free(&s->seen);
    *s = (asl_series){0};
}
