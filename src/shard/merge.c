#include "shard/merge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "shard/partition.h"
#include "shard/shard_file.h"

enum { ALL_BUFFERS = 24 << 20, LARGEST_BUFFER = 1 << 18, SMALLEST_BUFFER = 1 << 9 };

/* A training run that equals another one has no rows. This is the limit of the runs of a grid. */
enum { MOST_WITHOUT_ROWS = 10000000 };

/* --- verifying */

typedef struct file {
    uint64_t shard, shards;
    asl_shard_facts facts;
} file;

typedef struct inspection {
    const asl_plan *plan;
    file *files; /* [n] */
    size_t n;
} inspection;

static int inspect(void *self, size_t i, asl_error *err)
{
    const inspection *v = self;
    file *f = &v->files[i];
    asl_shard_id id = {v->plan->hash, f->shard, f->shards};
    char *name = asl_plan_shard_name(f->shard, f->shards, err);
    int code = name != NULL ? asl_shard_verify(&v->plan->folder, name, &id, &f->facts, err) : ASL_FAILED;
    free(name);
    return code == ASL_CONFLICT ? asl_fail_in(err, code, "%.60s: ", v->plan->name) : code;
}

static int list_files(inspection *v, const asl_split_state *splits, size_t n, asl_error *err)
{
    for (size_t i = 0; i < n; i++) v->n += splits[i].shards - splits[i].missing;
    v->files = asl_alloc(v->n, sizeof *v->files, err);
    if (v->files == NULL) return ASL_FAILED;
    for (size_t i = 0, k = 0; i < n; i++) {
        for (uint64_t s = 0; s < splits[i].shards; s++) {
            if (splits[i].there[s]) v->files[k++] = (file){.shard = s, .shards = splits[i].shards};
        }
    }
    return ASL_OK;
}

static void files_free(inspection *v)
{
    for (size_t i = 0; v->files != NULL && i < v->n; i++) asl_shard_facts_free(&v->files[i].facts);
    free(v->files);
}

static int inspect_all(inspection *v, const asl_split_state *splits, size_t n, size_t threads, asl_error *err)
{
    int code = list_files(v, splits, n, err);
    return code == ASL_OK ? asl_parallel_try(threads, v->n, inspect, v, err) : code;
}

int asl_merge_verify_shard(const asl_plan *plan, uint64_t shard, uint64_t shards, asl_error *err)
{
    file f = {.shard = shard, .shards = shards};
    inspection v = {.plan = plan, .files = &f, .n = 1};
    int code = inspect(&v, 0, err);
    asl_shard_facts_free(&f.facts);
    return code;
}

int asl_merge_verify(const asl_plan *plan, const asl_split_state *splits, size_t n, size_t threads, asl_error *err)
{
    inspection v = {.plan = plan};
    int code = inspect_all(&v, splits, n, threads, err);
    files_free(&v);
    return code;
}

/* --- merging */

/* A split, with a reader for each of its shards. */
typedef struct lane {
    asl_partition split;
    asl_shard_reader *readers; /* [split.shards] */
} lane;

static int open_lanes(const asl_plan *plan, lane *lanes, const asl_split_state *splits, size_t n, const inspection *v,
                      asl_error *err)
{
    size_t buffer = ALL_BUFFERS / (v->n > 0 ? v->n : 1);
    buffer = buffer > LARGEST_BUFFER ? LARGEST_BUFFER : buffer < SMALLEST_BUFFER ? SMALLEST_BUFFER : buffer;
    const file *f = v->files;
    for (size_t i = 0; i < n; i++) {
        lanes[i].split = asl_partition_make(plan->trials, splits[i].shards);
        lanes[i].readers = asl_alloc(splits[i].shards, sizeof *lanes[i].readers, err);
        if (lanes[i].readers == NULL) return ASL_FAILED;
        for (uint64_t s = 0; s < splits[i].shards; s++, f++) {
            char *name = asl_plan_shard_name(s, splits[i].shards, err);
            if (name == NULL) return ASL_FAILED;
            asl_shard_reader_start(&lanes[i].readers[s], &plan->folder, name, &f->facts, buffer);
        }
    }
    return ASL_OK;
}

static void lanes_free(lane *lanes, size_t n)
{
    for (size_t i = 0; lanes != NULL && i < n; i++) {
        for (uint64_t s = 0; lanes[i].readers != NULL && s < lanes[i].split.shards; s++)
            asl_shard_reader_free(&lanes[i].readers[s]);
        free(lanes[i].readers);
    }
    free(lanes);
}

/* The next row of a trial in a lane; *line is NULL after its last row. */
static int next_of(const lane *l, uint64_t trial, asl_shard_reader **r, const char **line, size_t *n, asl_error *err)
{
    uint64_t found = trial;
    *r = &l->readers[asl_partition_owner(&l->split, trial)];
    int code = asl_shard_peek(*r, &found, line, n, err);
    if (code == ASL_OK && *line != NULL && found < trial)
        return asl_fail(err, ASL_CONFLICT, "%.300s/%.60s has rows of trial %" PRIu64 ", which belongs to another shard",
                        (*r)->folder->path, (*r)->name, found);
    if (found != trial) *line = NULL;
    return code;
}

static int send_line(const asl_merge_sink *to, const asl_shard_reader *r, const char *line, size_t n, asl_error *err)
{
    bool note = n >= 2 && line[0] == '#' && line[1] == '\t';
    int code = note ? to->note(to->self, line + 2, n - 2, err) : to->row(to->self, line, n, err);
    return code == ASL_CONFLICT ? asl_fail_in(err, code, "%.300s/%.60s: ", r->folder->path, r->name) : code;
}

/* Send all rows of a trial. They must be the same in every lane. */
static int merge_trial(const lane *lanes, size_t n, uint64_t trial, const asl_merge_sink *to, asl_error *err)
{
    for (;;) {
        asl_shard_reader *r, *other;
        const char *line, *same;
        size_t length, m;
        int code = next_of(&lanes[0], trial, &r, &line, &length, err);
        for (size_t i = 1; i < n && code == ASL_OK; i++) {
            code = next_of(&lanes[i], trial, &other, &same, &m, err);
            if (code != ASL_OK) break;
            bool equal =
                (line == NULL) == (same == NULL) && (line == NULL || (length == m && memcmp(line, same, m) == 0));
            if (!equal)
                return asl_fail(err, ASL_CONFLICT, "%.300s: %.60s and %.60s have different rows of trial %" PRIu64,
                                r->folder->path, r->name, other->name, trial);
            if (same != NULL) asl_shard_next(other);
        }
        if (code != ASL_OK || line == NULL) return code;
        code = send_line(to, r, line, length, err);
        if (code != ASL_OK) return code;
        asl_shard_next(r);
    }
}

static int merge_all(const lane *lanes, size_t n, uint64_t trials, const asl_merge_sink *to, asl_error *err)
{
    int code = ASL_OK;
    for (uint64_t j = 0; j < trials && code == ASL_OK; j++) code = merge_trial(lanes, n, j, to, err);
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        for (uint64_t s = 0; s < lanes[i].split.shards && code == ASL_OK; s++) {
            if (lanes[i].readers[s].left > 0)
                code = asl_fail(err, ASL_CONFLICT, "%.300s/%.60s has rows of trials that belong to other shards",
                                lanes[i].readers[s].folder->path, lanes[i].readers[s].name);
        }
    }
    return code;
}

static int check_complete(const asl_plan *plan, const asl_split_state *splits, size_t n, asl_error *err)
{
    if (n == 0) return asl_fail(err, ASL_INCOMPLETE, "%.60s: there are no shards yet", plan->name);
    for (size_t i = 0; i < n; i++) {
        if (splits[i].missing == 0) continue;
        asl_strbuf list = {0};
        asl_plan_missing(&splits[i], &list);
        asl_fail(err, ASL_INCOMPLETE, "%.60s: %" PRIu64 " of %" PRIu64 " shards are missing: %.300s", plan->name,
                 splits[i].missing, splits[i].shards, list.data != NULL ? list.data : "");
        asl_strbuf_free(&list);
        return ASL_INCOMPLETE;
    }
    return ASL_OK;
}

/* Find the line of columns, which must be the same in all shards that have rows. */
static int find_columns(const asl_plan *plan, const inspection *in, const char **columns, asl_error *err)
{
    const file *first = in->files;
    for (size_t i = 0; i < in->n && first->facts.columns[0] == '\0'; i++) first = &in->files[i];
    for (size_t i = 0; i < in->n; i++) {
        const file *f = &in->files[i];
        bool none = f->facts.columns[0] == '\0' && f->facts.rows == 0;
        if (none || strcmp(f->facts.columns, first->facts.columns) == 0) continue;
        return asl_fail(err, ASL_CONFLICT,
                        "%.300s: shard-%" PRIu64 "-of-%" PRIu64 " and shard-%" PRIu64 "-of-%" PRIu64
                        " have different columns",
                        plan->folder.path, first->shard, first->shards, f->shard, f->shards);
    }
    *columns = first->facts.columns;
    return ASL_OK;
}

/* Reject a number of trials that the shards cannot have rows of: merge_all would loop over all of them. */
static int check_trials(const asl_plan *plan, const inspection *in, asl_error *err)
{
    uint64_t rows = MOST_WITHOUT_ROWS;
    for (size_t i = 0; i < in->n; i++) rows += in->files[i].facts.rows;
    if (plan->trials <= rows) return ASL_OK;
    return asl_fail(err, ASL_CONFLICT, "%.300s/plan has %" PRIu64 " trials, more than its shards have rows",
                    plan->folder.path, plan->trials);
}

int asl_merge(const asl_plan *plan, size_t threads, const asl_merge_sink *to, asl_error *err)
{
    size_t n;
    inspection in = {.plan = plan};
    asl_split_state *splits = asl_plan_splits(plan, &n, err);
    lane *lanes = NULL;
    const char *columns = "";
    if (splits == NULL) return err != NULL ? err->code : ASL_FAILED;
    int code = check_complete(plan, splits, n, err);
    if (code == ASL_OK) code = inspect_all(&in, splits, n, threads, err);
    if (code == ASL_OK) {
        lanes = asl_alloc(n, sizeof *lanes, err);
        code = lanes == NULL ? ASL_FAILED : open_lanes(plan, lanes, splits, n, &in, err);
    }
    if (code == ASL_OK) code = check_trials(plan, &in, err);
    if (code == ASL_OK) code = find_columns(plan, &in, &columns, err);
    if (code == ASL_OK) code = to->columns(to->self, columns, err);
    if (code == ASL_OK) code = merge_all(lanes, n, plan->trials, to, err);
    lanes_free(lanes, lanes != NULL ? n : 0);
    files_free(&in);
    asl_plan_splits_free(splits, n);
    return code;
}
