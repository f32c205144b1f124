#include "io/gnuplot.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A double-quoted gnuplot string in which everything that could mean something there is an octal escape. (Single quotes
 * will not do: gnuplot 5.4 misreads a string that begins with an escaped quote.) */
static void add_string(asl_text *out, const char *text)
{
    asl_text_add(out, "\"");
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c < 0x20 || *c == 0x7f || strchr("\"\\`", *c) != NULL) {
            asl_text_format(out, "\\%03o", (unsigned)*c);
        } else {
            asl_text_add_bytes(out, (const char *)c, 1);
        }
    }
    asl_text_add(out, "\"");
}

void asl_gnuplot_variable(asl_text *out, const char *name, const char *text)
{
    asl_text_format(out, "%s = ", name);
    add_string(out, text);
    asl_text_add(out, "\n");
}

/* The same of a text that is drawn. */
static void add_shown(asl_text *out, const char *text)
{
    asl_text shown = {0};
    asl_text_add_shown(&shown, text);
    add_string(out, shown.data != NULL ? shown.data : "");
    out->failed = out->failed || shown.failed;
    asl_text_free(&shown);
}

static void add_array(asl_text *out, const char *name, char *const *items, size_t n)
{
    if (n == 0) return;
    asl_text_format(out, "array %s[%zu] = [", name, n);
    for (size_t i = 0; i < n; i++) {
        asl_text_add(out, i == 0 ? "" : ", ");
        add_shown(out, items[i]);
    }
    asl_text_add(out, "]\n");
}

static void add_numbers(asl_text *out, const char *name, const long long *items, size_t n)
{
    if (n == 0) return;
    asl_text_format(out, "array %s[%zu] = [", name, n);
    for (size_t i = 0; i < n; i++) asl_text_format(out, "%s%lld", i == 0 ? "" : ", ", items[i]);
    asl_text_add(out, "]\n");
}

void asl_gnuplot_summary(asl_text *out, const char *name, const asl_series *series)
{
    asl_text file = {0};
    asl_text_format(&file, "%s-summary.csv", name);
    if (file.data != NULL) asl_gnuplot_variable(out, "summary", file.data);
    out->failed = out->failed || file.failed;
    asl_text_free(&file);
    add_numbers(out, "summary_first", series->first, series->n);
    add_numbers(out, "summary_last", series->last, series->n);
}

static void add_comment(asl_text *out, const char *text)
{
    asl_text_add(out, "# ");
    for (; *text != '\0'; text++) {
        /* a backslash at the end of a comment would continue it */
        bool odd = (unsigned char)*text < 0x20 || *text == 0x7f || *text == '\\';
        asl_text_add_bytes(out, odd ? " " : text, 1);
    }
    asl_text_add(out, "\n");
}

void asl_gnuplot_script(asl_text *out, const asl_picture *picture)
{
    if (picture->title[0] != '\0') add_comment(out, picture->title);
    asl_text_add(out, "# Made by:\n");
    add_comment(out, picture->made_by);
    asl_text_add(
        out, "# Edit it and draw it again, in this folder, as svg, png or pdf:  gnuplot -e \"term='pdf'\" FILE.gp\n");
    asl_text_add(out, "if (!exists(\"term\")) term = 'svg'\n");
    asl_gnuplot_variable(out, "name", picture->name);
    asl_gnuplot_variable(out, "data", picture->data);
    asl_text_add(out, "title = ");
    add_shown(out, picture->title);
    asl_text_add(out, "\n");
    const asl_series *s = picture->series;
    bool labelled = picture->nlabels == s->n;
    add_array(out, "columns", s->columns, s->ncolumns);
    add_array(out, "series", s->names, s->n);
    add_array(out, "label", labelled ? picture->labels : s->names, s->n);
    add_numbers(out, "first", s->first, s->n);
    add_numbers(out, "last", s->last, s->n);
    asl_text_add(out, picture->variables);
    asl_text_format(out, "\n%s\n%s", picture->style, picture->plot);
}

/* --- series */

static int series_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_series *s = self;
    s->columns = asl_alloc(n, sizeof *s->columns, err);
    if (s->columns == NULL) return ASL_FAILED;
    for (; s->ncolumns < n; s->ncolumns++) {
        s->columns[s->ncolumns] = asl_copy_text(names[s->ncolumns], err);
        if (s->columns[s->ncolumns] == NULL) return ASL_FAILED;
    }
    return ASL_OK;
}

static bool has_line_end(const char *text) { return strpbrk(text, "\r\n") != NULL; }

int asl_series_drawable(const asl_series *s, asl_error *err)
{
    if (!s->broken) return ASL_OK;
    return asl_fail(err, ASL_BAD,
                    "a name has a line end, and gnuplot reads line by line: a script cannot draw this file "
                    "(--plot FILE.svg, .png or .pdf can)");
}

static int series_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_series *s = self;
    long long row = s->rows++;
    for (size_t i = 0; i < n; i++)
        s->broken = s->broken || (cells[i].kind == ASL_CELL_TEXT && has_line_end(cells[i].as.text));
    if (n == 0 || cells[0].kind != ASL_CELL_TEXT) return ASL_OK;
    for (size_t i = s->n; i-- > 0;) {
        if (strcmp(s->names[i], cells[0].as.text) != 0) continue;
        s->last[i] = row;
        return ASL_OK;
    }
    if (s->n == ASL_MOST_SERIES) return ASL_OK;
    s->names[s->n] = asl_copy_text(cells[0].as.text, err);
    if (s->names[s->n] == NULL) return ASL_FAILED;
    s->first[s->n] = s->last[s->n] = row;
    s->n++;
    return ASL_OK;
}

asl_visitor asl_series_visitor(asl_series *s) { return (asl_visitor){s, series_columns, series_row}; }

void asl_series_free(asl_series *s)
{
    for (size_t i = 0; i < s->n; i++) free(s->names[i]);
    for (size_t i = 0; i < s->ncolumns; i++) free(s->columns[i]);
    free(s->columns);
    *s = (asl_series){0};
}
