#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int fits(size_t n, size_t size, asl_error *err)
{
    if (size == 0 || n <= SIZE_MAX / 2 / size) return ASL_OK;
    return asl_fail(err, ASL_FAILED, "out of memory: %zu items of %zu bytes exceed the address space", n, size);
}

void *asl_alloc(size_t n, size_t size, asl_error *err)
{
    if (fits(n, size, err) != ASL_OK) return NULL;
    size_t bytes = n * size > 0 ? n * size : 1;
    void *p = calloc(1, bytes);
    if (p == NULL) asl_fail(err, ASL_FAILED, "out of memory: cannot allocate %zu bytes", bytes);
    return p;
}

void *asl_resize(void *old, size_t n, size_t size, asl_error *err)
{
    if (fits(n, size, err) != ASL_OK) return NULL;
    size_t bytes = n * size > 0 ? n * size : 1;
    void *p = realloc(old, bytes);
    if (p == NULL) asl_fail(err, ASL_FAILED, "out of memory: cannot allocate %zu bytes", bytes);
    return p;
}

char *asl_copy_text(const char *text, asl_error *err)
{
    size_t n = strlen(text) + 1;
    char *copy = asl_alloc(n, 1, err);
    if (copy != NULL) memcpy(copy, text, n);
    return copy;
}

int asl_append_text(char ***list, size_t n, const char *text, asl_error *err)
{
    char **more = asl_resize(*list, n + 1, sizeof *more, err);
    if (more == NULL) return ASL_FAILED;
    *list = more;
    more[n] = asl_copy_text(text, err);
    return more[n] != NULL ? ASL_OK : ASL_FAILED;
}

int asl_grow(void **array, size_t count, size_t *capacity, size_t size, asl_error *err)
{
    if (count < *capacity) return ASL_OK;
    size_t more = *capacity < 16 ? 16 : *capacity * 2;
    void *p = asl_resize(*array, more, size, err);
    if (p == NULL) return ASL_FAILED;
    *array = p;
    *capacity = more;
    return ASL_OK;
}
