/* Matrix products, by OpenBLAS, which is loaded where the first one is needed: as it is loaded it starts threads and
 * takes memory for each, of which no command but train has any use. */
#ifndef ASL_TRAIN_BLAS_H
#define ASL_TRAIN_BLAS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Load OpenBLAS, once, and hold it to one thread a call. ASL_FAILED where it is not there, and where there is no memory
 * for its buffers: it would wait for it for ever. Safe in any thread. */
int asl_blas_load(asl_error *err);

/* The library, which is loaded to ask it, and the code path it has chosen on this machine: "OpenBLAS 0.3.21 SkylakeX";
 * "no OpenBLAS" where it cannot be loaded. */
const char *asl_blas_name(void);

/* c [m, n] = alpha op(a) op(b), op(a) [m, k], op(b) [k, n], all row major; turn: op is the transpose. Only after a good
 * asl_blas_load. Cannot fail. */
void asl_blas_product(bool turn_a, bool turn_b, size_t m, size_t n, size_t k, float alpha, const float *a,
                      const float *b, float *c);

#endif
