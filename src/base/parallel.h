/* Running n independent work items in several threads. */
#ifndef ASL_BASE_PARALLEL_H
#define ASL_BASE_PARALLEL_H

#include <stddef.h>

#include "base/status.h"

/* Call work(self, i) once for every i in [0, n), in any order, with up to `threads` (at most 256) at a time. If a
 * thread cannot be created, the others do its work. Cannot fail. */
void asl_parallel(size_t threads, size_t n, void (*work)(void *self, size_t i), void *self);

/* The same for work that can fail: work(self, i, &error) returns ASL_OK or a code. Items start in order, and no item
 * starts after one before it has failed. Returns the code of the lowest i that failed and copies its error to *err
 * (may be NULL). */
int asl_parallel_try(size_t threads, size_t n, int (*work)(void *self, size_t i, asl_error *err), void *self,
                     asl_error *err);

#endif
