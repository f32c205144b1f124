/* What grids of training runs share, so that no data set is made and no run is trained twice.
 *
 * Data sets are shared by the description of the clean data: the generator's settings or the digest of the tables, the
 * share held out, and the seed. Label noise is added for each grid, to a copy of the labels alone.
 *
 * Finished runs are shared by all that their numbers depend on: the data, the noise, the training protocol (with its
 * seed and its number of records), the loss with all parameters, hidden units, learning rate, initial bias, adaptive
 * asymmetry, label correction, and the decision threshold. A run's numbers do not depend on the other runs of its group
 * (train/trainer.h), so that a shared result has the same bits as one that is trained again.
 *
 * Threads may use a cache at the same time: one trains a run, the others that need it wait for the result. If it fails,
 * they train it themselves and report their own error.
 *
 * Memory: data sets that are in use, others up to ASL_SHARED_DATA_BYTES in all, and results up to
 * ASL_SHARED_RUN_BYTES (about 0.5 kB a run, 9 kB with a trajectory of 100 records). The least recently used go first;
 * what is gone is made again. */
#ifndef ASL_STUDY_RUN_CACHE_H
#define ASL_STUDY_RUN_CACHE_H

#include "base/cache.h"
#include "train/evaluate.h"

enum { ASL_SHARED_DATA_BYTES = 256 << 20, ASL_SHARED_RUN_BYTES = 64 << 20 };

typedef struct asl_run_cache {
    asl_cache *data; /* of asl_dataset */
    asl_cache *runs; /* of asl_run_result; NULL: runs are not shared */
} asl_run_cache;

/* What is left of a run once it is trained and evaluated. */
typedef struct asl_run_result {
    double measures[ASL_MEASURE_COUNT];
    size_t diverged;     /* as in asl_trained */
    asl_record *records; /* [nrecords] */
    size_t nrecords;
} asl_run_result;

/* runs: whether finished runs are shared too. Release with asl_run_cache_free, after all grids that use it; it may be
 * called after a failure and for {0}. Fails only if memory runs out. */
int asl_run_cache_make(asl_run_cache *cache, bool runs, asl_error *err);
void asl_run_cache_free(asl_run_cache *cache);

/* A copy of a result for the cache; NULL if memory runs out. Bytes that it takes. */
asl_run_result *asl_run_result_copy(const asl_run_result *result, asl_error *err);
size_t asl_run_result_bytes(const asl_run_result *result);

/* A copy of records [n]; NULL if memory runs out, but not for n = 0. */
asl_record *asl_records_copy(const asl_record *records, size_t n, asl_error *err);

/* Bytes that a data set takes. */
size_t asl_dataset_bytes(const asl_dataset *d);

#endif
