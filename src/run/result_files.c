#include "run/result_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "shard/merge.h"
#include "run/rows.h"
#include "run/tee.h"
#include "shard/cells.h"
#include "io/csv_write.h"

static int open_table(const asl_folder *dir, const char *name, const char *ending, asl_output **out, asl_error *err)
{
    asl_text file = {0};
    asl_text_format(&file, "%s%s", name, ending);
    char *whole = asl_text_take(&file, err);
    int code = whole == NULL ? ASL_FAILED : asl_output_open_in(out, dir, whole, err);
    free(whole);
    return code;
}

int asl_tables_open(asl_tables *t, const asl_folder *dir, const char *name, const asl_options *o,
                    const asl_claim *claims, size_t n, asl_error *err)
{
    int code = open_table(dir, name, ".csv", &t->rows, err);
    if (code == ASL_OK && asl_options_summarised(o)) code = open_table(dir, name, "-summary.csv", &t->summary, err);
    if (code == ASL_OK && n > 0) code = asl_judge_new(&t->judge, claims, n, err);
    return code;
}

void asl_tables_free(asl_tables *t)
{
    asl_output_abandon(t->rows);
    asl_output_abandon(t->summary);
    asl_judge_free(t->judge);
    asl_series_free(&t->series);
    asl_series_free(&t->summary_series);
    *t = (asl_tables){0};
}

/* --- the streams of rows */

/* Where rows go, and what they pass on the way. */
typedef struct streams {
    asl_csv_writer csv, csv_summary;
    asl_tee rows, readers, summary; /* readers: all of rows but the CSV */
    asl_visitor summary_visitor;
} streams;

static void open_streams(streams *s, asl_tables *t)
{
    *s = (streams){.csv = {.out = t->rows}, .csv_summary = {.out = t->summary}};
    s->readers = (asl_tee){{asl_series_visitor(&t->series)}, 1};
    if (t->judge != NULL) s->readers.to[s->readers.n++] = asl_judge_visitor(t->judge);
    s->rows = (asl_tee){{asl_csv_visitor(&s->csv), asl_tee_visitor(&s->readers)}, 2};
    s->summary = (asl_tee){{asl_csv_visitor(&s->csv_summary), asl_series_visitor(&t->summary_series)}, 2};
    s->summary_visitor = asl_tee_visitor(&s->summary);
}

/* code, with the system's reason where it is an output that failed. */
static int close_streams(streams *s, asl_tables *t, int code, asl_error *err)
{
    if (code == ASL_FAILED && asl_output_failed(t->rows)) asl_output_finish(t->rows, err);
    if (code == ASL_FAILED && t->summary != NULL && asl_output_failed(t->summary)) asl_output_finish(t->summary, err);
    asl_csv_writer_free(&s->csv);
    asl_csv_writer_free(&s->csv_summary);
    return code;
}

int asl_tables_fill(asl_tables *t, asl_options *o, asl_text *notes, asl_error *err)
{
    streams s;
    open_streams(&s, t);
    o->notes = notes;
    o->summary = t->summary != NULL ? &s.summary_visitor : NULL;
    int code = asl_rows(o, asl_tee_visitor(&s.rows), err);
    o->summary = NULL;
    o->notes = NULL;
    return close_streams(&s, t, code, err);
}

/* --- from shards */

typedef struct gathering {
    asl_tables *tables;
    const asl_job *job;
    asl_text *notes;
    asl_visitor readers;
    asl_cells_reader cells;
    asl_text line;
    size_t columns;
} gathering;

/* A line of CSV goes to the file as it is. */
static int put_line(gathering *g, asl_error *err)
{
    asl_output *out = g->tables->rows;
    asl_output_write(out, g->line.data, g->line.length);
    return asl_output_failed(out) ? asl_fail(err, ASL_FAILED, "the output cannot be written") : ASL_OK;
}

static int gather_columns(void *self, const char *line, asl_error *err)
{
    gathering *g = self;
    if (g->job != NULL) return ASL_OK;
    if (line[0] == '\0') return asl_fail(err, ASL_CONFLICT, "no shard says which columns there are");
    int code = asl_cells_split(&g->cells, line, err);
    if (code != ASL_OK) return code;
    g->columns = g->cells.n;
    const char **names = asl_alloc(g->cells.n, sizeof *names, err);
    if (names == NULL) return ASL_FAILED;
    for (size_t i = 0; i < g->cells.n; i++) names[i] = g->cells.cells[i].as.text;
    code = g->readers.columns(g->readers.self, names, g->cells.n, err);
    free((void *)names);
    asl_cells_unescape(&g->line, line, strlen(line));
    asl_text_add(&g->line, "\n");
    return code == ASL_OK ? put_line(g, err) : code;
}

static int gather_row(void *self, const char *line, size_t n, asl_error *err)
{
    gathering *g = self;
    size_t cells = 0;
    int code = ASL_OK;
    /* series are named by text in the first column: numbers need not be read for it */
    bool read = g->job != NULL || g->tables->judge != NULL || asl_cells_begin_with_text(line, n);
    if (read) code = asl_cells_read(&g->cells, line, n, err);
    if (code == ASL_OK && g->job != NULL) return g->job->take(g->job->self, g->cells.cells, g->cells.n, err);
    g->line.length = 0;
    if (code == ASL_OK) code = asl_cells_csv(line, n, &g->line, read ? NULL : &cells, err);
    if (read) cells = g->cells.n;
    if (code == ASL_OK && cells != g->columns)
        code = asl_fail(err, ASL_CONFLICT, "a row has %zu cells, and there are %zu columns", cells, g->columns);
    if (code == ASL_OK && read) code = g->readers.row(g->readers.self, g->cells.cells, g->cells.n, err);
    if (!read) g->tables->series.rows++; /* counted all the same */
    return code == ASL_OK ? put_line(g, err) : code;
}

static int gather_note(void *self, const char *text, size_t n, asl_error *err)
{
    gathering *g = self;
    asl_cells_unescape(g->notes, text, n);
    return g->notes->failed ? asl_fail(err, ASL_FAILED, "out of memory") : ASL_OK;
}

int asl_tables_merge(asl_tables *t, const asl_plan *plan, const asl_job *job, size_t threads, asl_text *notes,
                     asl_error *err)
{
    streams s;
    open_streams(&s, t);
    gathering g = {.tables = t, .job = job, .notes = notes, .readers = asl_tee_visitor(&s.readers)};
    asl_merge_visitor visitor = {&g, gather_columns, gather_row, gather_note};
    asl_visitor rows = asl_tee_visitor(&s.rows);
    int code = asl_merge(plan, threads, &visitor, err);
    if (code == ASL_OK && job != NULL) code = job->columns(job->self, rows, err);
    if (code == ASL_OK && job != NULL)
        code = job->finish(job->self, rows, t->summary != NULL ? &s.summary_visitor : NULL, err);
    asl_cells_free(&g.cells);
    asl_text_free(&g.line);
    return close_streams(&s, t, code, err);
}

int asl_tables_finish(asl_tables *t, asl_error *err)
{
    int code = asl_output_finish(t->rows, err);
    return code == ASL_OK && t->summary != NULL ? asl_output_finish(t->summary, err) : code;
}

int asl_tables_keep(asl_tables *t, asl_error *err)
{
    int code = asl_output_keep(t->rows, err);
    t->rows = NULL;
    if (code != ASL_OK || t->summary == NULL) return code;
    code = asl_output_keep(t->summary, err);
    t->summary = NULL;
    return code;
}
