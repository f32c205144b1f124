/* Everything that the numbers of a run depend on, as text: the keys of the cache (study/run_cache.h). */
#ifndef ASL_STUDY_TRAINING_KEYS_H
#define ASL_STUDY_TRAINING_KEYS_H

#include "study/training_grid.h"

/* The key of the clean data at these indices, and of the result of a run; freed by the caller. NULL if memory runs
 * out. */
char *asl_training_data_key(const asl_training *t, const size_t at[ASL_TRAINING_AXES], asl_error *err);
char *asl_training_run_key(const asl_training *t, size_t run, asl_error *err);

#endif
