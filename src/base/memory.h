/* Memory allocation that reports its failures.
 *
 * asl_alloc returns n * size zeroed bytes (at least one). asl_resize keeps the contents and does not zero the new
 * part. Both return NULL, with ASL_FAILED in err, if the product overflows or memory runs out. Release with free(). */
#ifndef ASL_BASE_MEMORY_H
#define ASL_BASE_MEMORY_H

#include <stddef.h>

#include "base/status.h"

void *asl_alloc(size_t n, size_t size, asl_error *err);
void *asl_resize(void *old, size_t n, size_t size, asl_error *err);

/* A copy of text, to be freed by the caller; NULL, with ASL_FAILED in err, if memory runs out. */
char *asl_copy_text(const char *text, asl_error *err);

/* Append a copy of text to the array *list of n texts. *list is replaced on success and unchanged on failure. The
 * caller updates n. */
int asl_append_text(char ***list, size_t n, const char *text, asl_error *err);

/* Make room for one more element in a growing array: doubles *capacity if count has reached it. *array is replaced on
 * success and unchanged on failure. */
int asl_grow(void **array, size_t count, size_t *capacity, size_t size, asl_error *err);

#endif
