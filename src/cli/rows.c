#include "cli/rows.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/csv_write.h"

/* --- a command without trials is one */

static int all_rows(void *self, size_t from, size_t to, asl_visitor v, asl_error *err)
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

/* --- trials whose rows are results, which stay in the job */

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

typedef struct effort {
    const asl_job *job;
    pthread_mutex_t lock; /* of what follows */
    int code;
    asl_error err;
} effort;

static void do_trial(void *self, size_t i)
{
    effort *e = self;
    asl_error err;
    pthread_mutex_lock(&e->lock);
    int code = e->code;
    pthread_mutex_unlock(&e->lock);
    if (code != ASL_OK) return;
    code = e->job->range(e->job->self, i, i + 1, (asl_visitor){NULL, no_columns, no_row}, &err);
    if (code == ASL_OK) return;
    pthread_mutex_lock(&e->lock);
    if (e->code == ASL_OK) {
        e->code = code;
        e->err = err;
    }
    pthread_mutex_unlock(&e->lock);
}

static int do_trials(const asl_job *job, size_t threads, asl_error *err)
{
    effort e = {.job = job};
    pthread_mutex_init(&e.lock, NULL);
    asl_parallel(threads, job->trials, do_trial, &e);
    pthread_mutex_destroy(&e.lock);
    if (e.code != ASL_OK && err != NULL) *err = e.err;
    return e.code;
}

static int whole_job(const asl_options *o, const asl_job *job, asl_visitor v, asl_error *err)
{
    int code = job->columns != NULL ? job->columns(job->self, v, err) : ASL_OK;
    if (code == ASL_OK) code = prepare(job, err);
    if (code != ASL_OK) return code;
    if (job->finish == NULL) return job->range(job->self, 0, job->trials, v, err);
    code = do_trials(job, asl_options_threads(o), err);
    return code == ASL_OK ? job->finish(job->self, v, o->summary, err) : code;
}

int asl_rows(const asl_options *o, asl_visitor v, asl_error *err)
{
    asl_job job;
    int code = asl_job_open(o, &job, err);
    if (code != ASL_OK) return code;
    code = whole_job(o, &job, v, err);
    job.free(job.self);
    return code;
}

/* --- in blocks */

enum { BLOCK_ROWS = 2048, BLOCKS_A_THREAD = 4 };

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
    size_t most = threads * BLOCKS_A_THREAD, each = BLOCK_ROWS / job->rows_each;
    if (each == 0) each = 1;
    round r = {job, asl_alloc(most, sizeof *r.blocks, err)};
    int code = r.blocks == NULL ? ASL_FAILED : ASL_OK;
    for (size_t trial = 0; trial < job->trials && code == ASL_OK;) {
        size_t n = 0;
        for (; n < most && trial < job->trials; n++) {
            r.blocks[n].from = trial;
            trial = job->trials - trial > each ? trial + each : job->trials;
            r.blocks[n].to = trial;
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
    int code = asl_job_open(o, &job, err);
    if (code != ASL_OK) return code;
    if (job.rows_each == 0) {
        code = whole_job(o, &job, v, err);
    } else {
        code = job.columns(job.self, v, err);
        if (code == ASL_OK) code = prepare(&job, err);
        if (code == ASL_OK) code = job_in_blocks(&job, asl_options_threads(o), out, err);
    }
    job.free(job.self);
    asl_csv_writer_free(&csv);
    return code;
}
