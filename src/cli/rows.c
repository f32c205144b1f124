#include "cli/rows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/csv_write.h"

static int whole_job(const asl_job *job, asl_visitor v, asl_error *err)
{
    int code = job->columns(job->self, v, err);
    return code == ASL_OK ? job->range(job->self, 0, job->rows, v, err) : code;
}

int asl_rows(const asl_options *o, asl_visitor v, asl_error *err)
{
    asl_job job;
    if (o->command->rows != NULL) return o->command->rows(o, v, err);
    int code = o->command->job(o, &job, err);
    if (code != ASL_OK) return code;
    code = whole_job(&job, v, err);
    job.free(job.self);
    return code;
}

/* --- in blocks */

enum { BLOCK = 2048, BLOCKS_A_THREAD = 4 };

typedef struct block {
    size_t from, to;
    asl_csv_writer csv; /* into its own text */
    int code;
    asl_error err;
} block;

typedef struct round {
    const asl_job *job;
    block *blocks;
} round;

static void make_block(void *self, size_t i)
{
    round *r = self;
    block *b = &r->blocks[i];
    b->csv.line.length = 0;
    b->code = r->job->range(r->job->self, b->from, b->to, asl_csv_visitor(&b->csv), &b->err);
}

/* Rounds of blocks made side by side, each round written in order. */
static int job_in_blocks(const asl_job *job, size_t threads, asl_output *out, asl_error *err)
{
    size_t most = threads * BLOCKS_A_THREAD;
    round r = {job, asl_alloc(most, sizeof *r.blocks, err)};
    int code = r.blocks == NULL ? ASL_FAILED : ASL_OK;
    for (size_t row = 0; row < job->rows && code == ASL_OK;) {
        size_t n = 0;
        for (; n < most && row < job->rows; n++) {
            r.blocks[n].from = row;
            row = job->rows - row > BLOCK ? row + BLOCK : job->rows;
            r.blocks[n].to = row;
        }
        asl_parallel(threads, n, make_block, &r);
        for (size_t i = 0; i < n && code == ASL_OK; i++) {
            code = r.blocks[i].code;
            if (code != ASL_OK && err != NULL) *err = r.blocks[i].err;
            if (code == ASL_OK) asl_output_write(out, r.blocks[i].csv.line.data, r.blocks[i].csv.line.length);
        }
        if (code == ASL_OK && asl_output_failed(out)) code = asl_fail(err, ASL_FAILED, "the output cannot be written");
    }
    for (size_t i = 0; r.blocks != NULL && i < most; i++) asl_csv_writer_free(&r.blocks[i].csv);
    free(r.blocks);
    return code;
}

int asl_rows_to_csv(const asl_options *o, asl_output *out, asl_error *err)
{
    asl_csv_writer csv = {.out = out};
    asl_visitor v = asl_csv_visitor(&csv);
    asl_job job;
    int code;
    if (o->command->job == NULL) {
        code = o->command->rows(o, v, err);
    } else {
        code = o->command->job(o, &job, err);
        if (code == ASL_OK) {
            code = job.columns(job.self, v, err);
            if (code == ASL_OK) code = job_in_blocks(&job, asl_options_threads(o), out, err);
            job.free(job.self);
        }
    }
    asl_csv_writer_free(&csv);
    return code;
}
