#include "study/run_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void free_data(void *value)
{
    asl_dataset_free(value);
    free(value);
}

static void free_result(void *value)
{
    asl_run_result *result = value;
    free(result->records);
    free(result);
}

int asl_run_cache_make(asl_run_cache *c, bool runs, asl_error *err)
{
    *c = (asl_run_cache){0};
    int code = asl_cache_new(&c->data, ASL_SHARED_DATA_BYTES, free_data, err);
    if (code == ASL_OK && runs) code = asl_cache_new(&c->runs, ASL_SHARED_RUN_BYTES, free_result, err);
    return code;
}

void asl_run_cache_free(asl_run_cache *c)
{
    asl_cache_free(c->runs);
    asl_cache_free(c->data);
    *c = (asl_run_cache){0};
}

int asl_run_result_copy(asl_run_result *to, const asl_run_result *from, asl_error *err)
{
    size_t n = from->nrecords;
    asl_record *records = asl_alloc(n, sizeof *records, err);
    if (records == NULL) return ASL_FAILED;
    if (n > 0) memcpy(records, from->records, n * sizeof *records);
    free(to->records);
    *to = *from;
    to->records = records;
    return ASL_OK;
}

int asl_run_cache_share(const asl_run_cache *c, asl_cache_item *item, const asl_run_result *result, asl_error *err)
{
    asl_run_result *copy = asl_alloc(1, sizeof *copy, err);
    int code = copy == NULL ? ASL_FAILED : asl_run_result_copy(copy, result, err);
    if (code == ASL_OK) {
        asl_cache_set(c->runs, item, copy, sizeof *copy + copy->nrecords * sizeof *copy->records);
    } else {
        free(copy);
    }
    return code;
}

static size_t split_bytes(const asl_split *s, size_t features, size_t labels)
{
    size_t bytes = labels * sizeof *s->given;
    if (s->x != NULL) bytes += features * sizeof *s->x;
    if (s->truth != NULL) bytes += labels * sizeof *s->truth;
    if (s->object_size != NULL) bytes += labels * sizeof *s->object_size;
    if (s->row != NULL) bytes += sizeof *s->row;
    return s->n * bytes;
}

void asl_run_cache_share_data(const asl_run_cache *c, asl_cache_item *item, asl_dataset *d)
{
    size_t bytes = sizeof *d + split_bytes(&d->train, d->features, d->labels) +
                   split_bytes(&d->validation, d->features, d->labels) + split_bytes(&d->test, d->features, d->labels);
    asl_cache_set(c->data, item, d, bytes);
}
