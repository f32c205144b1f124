#include "run/rows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/row_buffer.h"
#include "io/csv_write.h"

/* --- a command without trials becomes a job of one trial */

static int all_rows(void *self, size_t from, size_t to, asl_row_sink v, asl_error *err)
{
    const asl_options *o = self;
    return from < to ? o->command->rows(o, v, err) : ASL_OK;
}

static void nothing_to_free(void *self) { (void)self; }

int asl_job_open(const asl_options *o, asl_job *job, asl_error *err)
{
    if (o->command->job != NULL) return o->command->job(o, job, err);
    *job = (asl_job){.self = (void *)o, .trials = 1, .range = all_rows, .free = nothing_to_free};
    return ASL_OK;
}

static int prepare(const asl_job *job, asl_error *err)
{
    for (size_t i = 0; job->need != NULL && i < job->trials; i++) job->need(job->self, i);
    return job->prepare != NULL ? job->prepare(job->self, err) : ASL_OK;
}

/* --- trials whose rows are results that stay in the job */

static int no_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    (void)self, (void)names, (void)n, (void)err;
    return ASL_OK;
}

static int no_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    (void)self, (void)cells, (void)n, (void)err;
    return ASL_OK;
}

static int do_trial(void *self, size_t i, asl_error *err)
{
    const asl_job *job = self;
    return job->range(job->self, i, i + 1, (asl_row_sink){NULL, no_columns, no_row}, err);
}

/* --- in blocks, made by several threads */

enum { BLOCK_ROWS = 2048, BLOCKS_A_THREAD = 4 };

typedef struct block {
    size_t from, to;
    asl_csv_writer csv;  /* the rows as text, for an output; */
    asl_row_buffer rows; /* or as cells, for a row sink */
} block;

typedef struct round {
    const asl_job *job;
    bool text;
    block *blocks;
} round;

static int make_block(void *self, size_t i, asl_error *err)
{
    round *r = self;
    block *b = &r->blocks[i];
    b->csv.line.length = 0;
    asl_row_buffer_clear(&b->rows);
    asl_row_sink v = r->text ? asl_csv_sink(&b->csv) : asl_row_buffer_sink(&b->rows);
    return r->job->range(r->job->self, b->from, b->to, v, err);
}

/* Pass a block to out as text, or to v as cells if out is NULL. */
static int pass_on(block *b, asl_row_sink v, asl_output *out, asl_error *err)
{
    if (out == NULL) return asl_row_buffer_replay(&b->rows, v, err);
    asl_output_write(out, b->csv.line.data, b->csv.line.length);
    return asl_output_failed(out) ? asl_fail(err, ASL_FAILED, "the output cannot be written") : ASL_OK;
}

/* Compute rounds of blocks in parallel; pass on the blocks of each round in order. */
static int job_in_blocks(const asl_job *job, size_t threads, asl_row_sink v, asl_output *out, asl_error *err)
{
    size_t most = threads * BLOCKS_A_THREAD, each = BLOCK_ROWS / job->rows_each;
    if (each == 0) each = 1;
    round r = {job, out != NULL, asl_alloc(most, sizeof *r.blocks, err)};
    int code = r.blocks == NULL ? ASL_FAILED : ASL_OK;
    for (size_t trial = 0; trial < job->trials && code == ASL_OK;) {
        size_t n = 0;
        for (; n < most && trial < job->trials; n++) {
            r.blocks[n].from = trial;
            trial = job->trials - trial > each ? trial + each : job->trials;
            r.blocks[n].to = trial;
        }
        code = asl_parallel_try(threads, n, make_block, &r, err);
        for (size_t i = 0; i < n && code == ASL_OK; i++) code = pass_on(&r.blocks[i], v, out, err);
    }
    for (size_t i = 0; r.blocks != NULL && i < most; i++) {
        asl_csv_writer_free(&r.blocks[i].csv);
        asl_row_buffer_free(&r.blocks[i].rows);
    }
    free(r.blocks);
    return code;
}

/* out: not NULL if v does nothing but write CSV to it. */
static int whole_job(const asl_options *o, const asl_job *job, asl_row_sink v, asl_output *out, asl_error *err)
{
    size_t threads = asl_options_threads(o);
    int code = job->columns != NULL ? job->columns(job->self, v, err) : ASL_OK;
    if (code == ASL_OK) code = prepare(job, err);
    if (code != ASL_OK) return code;
    if (job->rows_each > 0) return job_in_blocks(job, threads, v, out, err);
    if (job->finish == NULL) return job->range(job->self, 0, job->trials, v, err);
    code = asl_parallel_try(threads, job->trials, do_trial, (void *)job, err);
    return code == ASL_OK ? job->finish(job->self, v, o->summary, err) : code;
}

static int make_rows(const asl_options *o, asl_row_sink v, asl_output *out, asl_error *err)
{
    asl_job job;
    int code = asl_job_open(o, &job, err);
    if (code != ASL_OK) return code;
    code = whole_job(o, &job, v, out, err);
    job.free(job.self);
    return code;
}

int asl_rows(const asl_options *o, asl_row_sink v, asl_error *err) { return make_rows(o, v, NULL, err); }

int asl_rows_to_csv(const asl_options *o, asl_output *out, asl_error *err)
{
    asl_csv_writer csv = {.out = out};
    int code = make_rows(o, asl_csv_sink(&csv), out, err);
    asl_csv_writer_free(&csv);
    return code;
}
