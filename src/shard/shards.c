#include "shard/shards.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/cells.h"
#include "shard/merge.h"
#include "shard/partition.h"
#include "shard/shard_file.h"

/* A shard that is being computed. */
typedef struct open_shard {
    asl_shard_ref ref;
    uint64_t first;       /* its lowest trial */
    size_t before, count; /* number of trials in the shards before it, and in it */
    pthread_mutex_t lock; /* protects the fields below */
    uint64_t *trials;     /* [count] ascending; NULL until the first one is started */
    asl_strbuf *parts;    /* [count] the lines of each trial */
    size_t left;          /* trials that are not done */
} open_shard;

typedef struct effort {
    const asl_plan *plan;
    const asl_job *job;
    open_shard *shards; /* [n] */
    size_t n;
    asl_strbuf columns, *notes;
} effort;

/* --- rows of a trial as lines */

static int no_memory(asl_error *err) { return asl_fail(err, ASL_FAILED, "out of memory: cannot write a shard"); }

typedef struct line_writer {
    asl_strbuf *out, *columns;
    uint64_t trial;
} line_writer;

static int write_columns(asl_strbuf *out, const char *const *names, size_t n, asl_error *err)
{
    out->length = 0;
    asl_cells_write_names(out, names, n);
    return out->failed ? no_memory(err) : ASL_OK;
}

static int line_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    line_writer *w = self;
    return write_columns(w->columns, names, n, err);
}

static int line_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    line_writer *w = self;
    asl_strbuf_format(w->out, "%" PRIu64 "\t", w->trial);
    asl_cells_write(w->out, cells, n);
    return w->out->failed ? no_memory(err) : ASL_OK;
}

/* Move the notes, if any, into a line of the trial. */
static void take_notes(asl_strbuf *out, uint64_t trial, asl_strbuf *notes)
{
    if (notes == NULL || notes->length == 0) return;
    asl_strbuf_format(out, "%" PRIu64 "\t#\t", trial);
    asl_cells_escape(out, notes->data, notes->length);
    asl_strbuf_add(out, "\n");
    asl_strbuf_free(notes);
}

/* --- trials */

static void close_shard(open_shard *s)
{
    for (size_t i = 0; s->parts != NULL && i < s->count; i++) asl_strbuf_free(&s->parts[i]);
    free(s->parts);
    free(s->trials);
    s->parts = NULL;
    s->trials = NULL;
}

static int begin_shard(open_shard *s, uint64_t trials, asl_error *err)
{
    pthread_mutex_lock(&s->lock);
    int code = ASL_OK;
    if (s->trials == NULL) {
        asl_partition split = asl_partition_make(trials, s->ref.shards);
        s->trials = asl_alloc(s->count, sizeof *s->trials, err);
        s->parts = asl_alloc(s->count, sizeof *s->parts, err);
        if (s->trials != NULL) asl_partition_list(&split, s->ref.shard, s->trials);
        if (s->trials == NULL || s->parts == NULL) { /* the next thread tries again */
            free(s->trials);
            free(s->parts);
            s->trials = NULL;
            s->parts = NULL;
            code = ASL_FAILED;
        }
    }
    pthread_mutex_unlock(&s->lock);
    return code;
}

static int publish(const effort *e, open_shard *s, asl_error *err)
{
    asl_shard_id id = {e->plan->hash, s->ref.shard, s->ref.shards};
    char *name = asl_plan_shard_name(s->ref.shard, s->ref.shards, err);
    const char *columns = e->columns.data != NULL ? e->columns.data : "";
    int code =
        name != NULL ? asl_shard_publish(&e->plan->folder, name, &id, columns, s->parts, s->count, err) : ASL_FAILED;
    free(name);
    return code;
}

static int do_trial(effort *e, open_shard *s, size_t i, asl_error *err)
{
    int code = begin_shard(s, e->plan->trials, err);
    if (code != ASL_OK) return code;
    line_writer w = {&s->parts[i], &e->columns, s->trials[i]};
    code = e->job->range(e->job->self, s->trials[i], s->trials[i] + 1, (asl_row_sink){&w, line_columns, line_row}, err);
    if (code != ASL_OK) return code;
    if (e->job->columns == NULL) take_notes(w.out, w.trial, e->notes);
    pthread_mutex_lock(&s->lock);
    bool last = --s->left == 0;
    pthread_mutex_unlock(&s->lock);
    if (!last) return ASL_OK;
    code = publish(e, s, err);
    close_shard(s);
    return code;
}

/* Compute trial k of all trials to do. It belongs to the last shard whose `before` is at most k. */
static int work(void *self, size_t k, asl_error *err)
{
    effort *e = self;
    size_t low = 0, high = e->n;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (e->shards[middle].before <= k) {
            low = middle;
        } else {
            high = middle;
        }
    }
    open_shard *s = &e->shards[low];
    return do_trial(e, s, k - s->before, err);
}

/* --- shards */

/* Order shards by their lowest trials, because neighbouring trials share data; empty shards come first. */
static int compare_first(const void *a, const void *b)
{
    const open_shard *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first;
}

static int list_shards(effort *e, const asl_shard_ref *todo, size_t n, size_t *total, asl_error *err)
{
    e->shards = asl_alloc(n, sizeof *e->shards, err);
    if (e->shards == NULL) return ASL_FAILED;
    for (size_t i = 0; i < n; i++) {
        open_shard *s = &e->shards[i];
        asl_partition split = asl_partition_make(e->plan->trials, todo[i].shards);
        uint64_t from = asl_partition_first(&split, todo[i].shard);
        *s = (open_shard){.ref = todo[i], .count = asl_partition_count(&split, todo[i].shard)};
        s->left = s->count;
        for (size_t k = 0; k < s->count; k++) {
            uint64_t trial = asl_partition_trial(&split, from + k);
            if (k == 0 || trial < s->first) s->first = trial;
            if (e->job->need != NULL) e->job->need(e->job->self, trial);
        }
    }
    qsort(e->shards, n, sizeof *e->shards, compare_first);
    for (size_t i = 0; i < n; i++) {
        e->shards[i].before = *total;
        *total += e->shards[i].count;
        pthread_mutex_init(&e->shards[i].lock, NULL);
        e->n = i + 1;
    }
    return ASL_OK;
}

static int job_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    return write_columns(self, names, n, err);
}

/* Shards without trials are files too. */
static int publish_empty(effort *e, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < e->n && code == ASL_OK; i++) {
        if (e->shards[i].count == 0) code = publish(e, &e->shards[i], err);
    }
    return code;
}

int asl_shards_run(const asl_plan *plan, const asl_job *job, const asl_shard_ref *todo, size_t n, size_t threads,
                   asl_strbuf *notes, asl_error *err)
{
    effort e = {.plan = plan, .job = job, .notes = notes};
    size_t total = 0;
    int code = list_shards(&e, todo, n, &total, err);
    bool rows = job->columns != NULL && job->finish == NULL;
    if (code == ASL_OK && rows) code = job->columns(job->self, (asl_row_sink){&e.columns, job_columns, NULL}, err);
    if (code == ASL_OK) code = publish_empty(&e, err);
    if (code == ASL_OK && total > 0 && job->prepare != NULL) code = job->prepare(job->self, err);
    if (code == ASL_OK) code = asl_parallel_try(threads, total, work, &e, err);
    for (size_t i = 0; e.shards != NULL && i < e.n; i++) {
        close_shard(&e.shards[i]);
        pthread_mutex_destroy(&e.shards[i].lock);
    }
    asl_strbuf_free(&e.columns);
    free(e.shards);
    return code;
}

/* --- shards to do */

static asl_shard_ref *list_left(const asl_split_state *splits, size_t n, size_t *left, size_t *done, asl_error *err)
{
    *left = *done = 0;
    for (size_t i = 0; i < n; i++) {
        *left += splits[i].missing;
        *done += splits[i].shards - splits[i].missing;
    }
    asl_shard_ref *todo = asl_alloc(*left, sizeof *todo, err);
    size_t k = 0;
    for (size_t i = 0; todo != NULL && i < n; i++) {
        for (uint64_t s = 0; s < splits[i].shards; s++) {
            if (!splits[i].there[s]) todo[k++] = (asl_shard_ref){s, splits[i].shards};
        }
    }
    return todo;
}

asl_shard_ref *asl_shards_left(const asl_plan *plan, uint64_t shards, size_t threads, size_t *n, size_t *done,
                               asl_error *err)
{
    size_t nsplits;
    asl_split_state *splits = asl_plan_splits(plan, &nsplits, err), whole = {.shards = shards};
    if (splits == NULL) return NULL;
    asl_shard_ref *todo = NULL;
    if (nsplits > 0) {
        int code = asl_merge_verify(plan, splits, nsplits, threads, err);
        todo = code == ASL_OK ? list_left(splits, nsplits, n, done, err) : NULL;
    } else {
        whole.there = asl_alloc(whole.shards, sizeof *whole.there, err);
        whole.missing = whole.shards;
        todo = whole.there != NULL ? list_left(&whole, 1, n, done, err) : NULL;
        free(whole.there);
    }
    asl_plan_splits_free(splits, nsplits);
    return todo;
}
