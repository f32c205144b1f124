/* Cache shared by grids of training runs, so that no data set is made and no run is trained twice.
 *
 * Data sets are identified by the description of the clean data: the generator's settings or the digest of the tables,
 * the held-out fraction, and the seed. Their noisy labels are entries of their own: `given` of train and validation,
 * without other arrays.
 *
 * Finished runs are identified by everything that their numbers depend on: data, noise, training configuration (with
 * its seed and its number of records), loss with all parameters, hidden units, learning rate, initial bias, adaptive
 * asymmetry, label correction, and decision threshold. The numbers of a run do not depend on the other runs of its
 * group (train/trainer.h), so a shared result has the same bits as a new one.
 *
 * Threads may use a cache concurrently: one trains a run, and the others that need it wait for the result. If it
 * fails, they train the run themselves and report their own error.
 *
 * Memory: data sets in use, up to ASL_SHARED_DATA_BYTES of other data sets, and up to ASL_SHARED_RUN_BYTES of results
 * (about 0.5 kB per run, 9 kB with a trajectory of 100 records). The least recently used entries are freed and made
 * again if needed. */
#ifndef ASL_STUDY_RUN_CACHE_H
#define ASL_STUDY_RUN_CACHE_H

#include "base/cache.h"
#include "train/evaluate.h"

enum { ASL_SHARED_DATA_BYTES = 256 << 20, ASL_SHARED_RUN_BYTES = 64 << 20 };

typedef struct asl_run_cache {
    asl_cache *data; /* values are asl_dataset */
    asl_cache *runs; /* values are asl_run_result; NULL: runs are not shared */
} asl_run_cache;

/* The result of a run after training and evaluation. */
typedef struct asl_run_result {
    double measures[ASL_MEASURE_COUNT];
    size_t diverged; /* as in asl_trained */
    bool done;
    asl_record *records; /* [nrecords], or NULL */
    size_t nrecords;
} asl_run_result;

/* Create a cache. runs: share finished runs too. Release with asl_run_cache_free after all grids that use it; it may
 * be called after a failure and for {0}. Fails only if memory runs out. */
int asl_run_cache_make(asl_run_cache *cache, bool runs, asl_error *err);
void asl_run_cache_free(asl_run_cache *cache);

/* Set *to, whose records are freed first, to a copy of a result. Fails only if memory runs out; *to is then
 * unchanged. */
int asl_run_result_copy(asl_run_result *to, const asl_run_result *from, asl_error *err);

/* Share a result, which is copied, or a data set, which the cache then owns, as the value of an item. Fails only if
 * memory runs out. */
int asl_run_cache_share(const asl_run_cache *cache, asl_cache_item *item, const asl_run_result *result, asl_error *err);
void asl_run_cache_share_data(const asl_run_cache *cache, asl_cache_item *item, asl_dataset *d);

#endif
