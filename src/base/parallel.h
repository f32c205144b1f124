/* Doing n independent pieces of work with several threads. */
#ifndef ASL_BASE_PARALLEL_H
#define ASL_BASE_PARALLEL_H

#include <stddef.h>

/* Call work(self, i) once for every i in [0, n), in any order, with up to `threads` at a time. Where a thread cannot be
 * had the others do its share, so that this cannot fail. */
void asl_parallel(size_t threads, size_t n, void (*work)(void *self, size_t i), void *self);

#endif
