/* Listing the shards of a plan (shard/plan.h). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "shard/plan.h"

enum { MOST_SPLITS = 64 };

char *asl_plan_shard_name(uint64_t shard, uint64_t shards, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_format(&t, "shard-%" PRIu64 "-of-%" PRIu64, shard, shards);
    return asl_strbuf_take(&t, err);
}

static int compare_splits(const void *a, const void *b)
{
    const asl_split_state *x = a, *y = b;
    return x->shards < y->shards ? -1 : x->shards > y->shards;
}

typedef struct split_list {
    const asl_plan *plan;
    asl_split_state *splits;
    size_t n, capacity;
} split_list;

static asl_split_state *find_split(split_list *l, uint64_t shards, asl_error *err)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->splits[i].shards == shards) return &l->splits[i];
    }
    if (l->n == MOST_SPLITS) {
        asl_fail(err, ASL_CONFLICT, "%.300s has shards of more than %d different N: remove those that you do not need",
                 l->plan->folder.path, MOST_SPLITS);
        return NULL;
    }
    void *list = l->splits;
    if (asl_grow(&list, l->n, &l->capacity, sizeof *l->splits, err) != ASL_OK) return NULL;
    l->splits = list;
    asl_split_state *s = &l->splits[l->n];
    *s = (asl_split_state){shards, asl_alloc(shards, sizeof *s->there, err), shards};
    if (s->there == NULL) return NULL;
    l->n++;
    return s;
}

/* Parse shard-I-of-N as asl_plan_shard_name writes it. *end is the rest of the name. */
static bool read_shard_name(const char *name, uint64_t *shard, uint64_t *shards, const char **end)
{
    char again[64];
    if (sscanf(name, "shard-%" SCNu64 "-of-%" SCNu64, shard, shards) != 2) return false;
    int n = snprintf(again, sizeof again, "shard-%" PRIu64 "-of-%" PRIu64, *shard, *shards);
    *end = name + n;
    return strncmp(name, again, (size_t)n) == 0;
}

/* Record a file of the folder if it is a shard. ASL_CONFLICT if it is one that asl_output_publish kept aside. */
static int note_file(void *self, const char *name, asl_error *err)
{
    split_list *l = self;
    const asl_folder *folder = &l->plan->folder;
    uint64_t shard, shards;
    const char *end;
    bool there = false;
    int code = asl_plan_owns(l->plan, name) ? asl_folder_has(folder, name, &there, err) : ASL_OK;
    if (code != ASL_OK || !there || !read_shard_name(name, &shard, &shards, &end)) return code;
    if (strcmp(end, ".conflict") == 0)
        return asl_fail(err, ASL_CONFLICT,
                        "%.200s/%.60s differs from %.*s: remove the wrong one and run that shard again", folder->path,
                        name, (int)(end - name), name);
    if (*end != '\0' || shard >= shards || shards > ASL_MOST_SHARDS) return ASL_OK;
    asl_split_state *s = find_split(l, shards, err);
    if (s == NULL) return err != NULL ? err->code : ASL_FAILED;
    s->missing -= !s->there[shard];
    s->there[shard] = true;
    return ASL_OK;
}

asl_split_state *asl_plan_splits(const asl_plan *plan, size_t *n, asl_error *err)
{
    split_list l = {.plan = plan, .splits = asl_alloc(1, sizeof *l.splits, err), .capacity = 1};
    *n = 0;
    if (l.splits == NULL) return NULL;
    if (asl_folder_list(&plan->folder, note_file, &l, err) == ASL_OK) {
        qsort(l.splits, l.n, sizeof *l.splits, compare_splits);
        *n = l.n;
        return l.splits;
    }
    asl_plan_splits_free(l.splits, l.n);
    return NULL;
}

void asl_plan_splits_free(asl_split_state *splits, size_t n)
{
    for (size_t i = 0; splits != NULL && i < n; i++) free(splits[i].there);
    free(splits);
}

void asl_plan_missing(const asl_split_state *split, asl_strbuf *out)
{
    for (uint64_t i = 0; i < split->shards; i++) {
        if (split->there[i]) continue;
        uint64_t from = i;
        while (i + 1 < split->shards && !split->there[i + 1]) i++;
        asl_strbuf_format(out, "%s%" PRIu64, out->length > 0 ? "," : "", from);
        if (i > from) asl_strbuf_format(out, "-%" PRIu64, i);
    }
}
