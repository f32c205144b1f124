/* Doing n independent pieces of work with several threads. */
#ifndef ASL_BASE_PARALLEL_H
#define ASL_BASE_PARALLEL_H

#include <stddef.h>

#include "base/status.h"

/* Call work(self, i) once for every i in [0, n), in any order, with up to `threads` at a time. Where a thread cannot be
 * had the others do its share, so that this cannot fail. */
void asl_parallel(size_t threads, size_t n, void (*work)(void *self, size_t i), void *self);

/* The same for work that can fail: work(self, i, &error) gives ASL_OK or a code. The pieces are begun in their order,
 * none behind one that has failed; *err (may be NULL) and the code returned are those of the lowest i that fails. */
int asl_parallel_try(size_t threads, size_t n, int (*work)(void *self, size_t i, asl_error *err), void *self,
                     asl_error *err);

#endif
