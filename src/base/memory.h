/* Memory that says when it is not there.
 *
 * asl_alloc  n * size zeroed bytes (at least one); asl_resize keeps the contents and does not zero what is new.
 * Both return NULL with ASL_FAILED in err when the product overflows or memory runs out; free() releases. */
#ifndef ASL_BASE_MEMORY_H
#define ASL_BASE_MEMORY_H

#include <stddef.h>

#include "base/status.h"

void *asl_alloc(size_t n, size_t size, asl_error *err);
void *asl_resize(void *old, size_t n, size_t size, asl_error *err);

/* A copy of text; NULL on failure. */
char *asl_copy_text(const char *text, asl_error *err);

/* Put a copy of text at the end of a list of n texts, which is replaced on success; the caller counts. */
int asl_append_text(char ***list, size_t n, const char *text, asl_error *err);

/* Make room for one more element in a growing array: doubles *capacity when count has reached it.
 * *array is replaced on success and untouched on failure. */
int asl_grow(void **array, size_t count, size_t *capacity, size_t size, asl_error *err);

#endif
