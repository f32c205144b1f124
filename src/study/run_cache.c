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

asl_record *asl_records_copy(const asl_record *records, size_t n, asl_error *err)
{
    asl_record *copy = asl_alloc(n, sizeof *copy, err);
    if (copy != NULL && n > 0) memcpy(copy, records, n * sizeof *copy);
    return copy;
}

asl_run_result *asl_run_result_copy(const asl_run_result *result, asl_error *err)
{
    asl_run_result *copy = asl_alloc(1, sizeof *copy, err);
    asl_record *records = copy != NULL ? asl_records_copy(result->records, result->nrecords, err) : NULL;
    if (records == NULL) {
        free(copy);
        return NULL;
    }
    *copy = *result;
    copy->records = records;
    return copy;
}

size_t asl_run_result_bytes(const asl_run_result *result)
{
    return sizeof *result + result->nrecords * sizeof *result->records;
}

static size_t split_bytes(const asl_split *s, size_t features, size_t labels)
{
    size_t bytes = features * sizeof *s->x + labels * (sizeof *s->given + sizeof *s->truth);
    if (s->object_size != NULL) bytes += labels * sizeof *s->object_size;
    if (s->row != NULL) bytes += sizeof *s->row;
    return s->n * bytes;
}

size_t asl_dataset_bytes(const asl_dataset *d)
{
    return sizeof *d + split_bytes(&d->train, d->features, d->labels) +
           split_bytes(&d->validation, d->features, d->labels) + split_bytes(&d->test, d->features, d->labels);
}
