/* The state of a grid of training runs, the order, configuration and keys of its runs, and their groups. Internal:
 * shared by the files training_*.c. */
#ifndef ASL_STUDY_TRAINING_GRID_H
#define ASL_STUDY_TRAINING_GRID_H

#include "study/run_cache.h"
#include "study/training.h"
#include "train/evaluate.h"

/* The axes in the order of the columns; the last one varies fastest. */
enum asl_training_axis {
    ASL_BY_LOSS,
    ASL_BY_DATA,
    ASL_BY_BIAS,
    ASL_BY_LABEL_CORRECTION,
    ASL_BY_TARGET,
    ASL_BY_RATE,
    ASL_BY_MISSING,
    ASL_BY_SPURIOUS,
    ASL_BY_HIDDEN,
    ASL_BY_LR,
    ASL_BY_SEED,
    ASL_TRAINING_AXES
};

struct asl_training {
    const asl_training_spec *spec;
    size_t count[ASL_TRAINING_AXES];
    size_t runs;
    asl_run_result *outcomes; /* [runs] */
    bool *tuned;              /* [runs] */
    char **loss_names;        /* [nlosses] full texts of the losses, as in a CSV */
    struct asl_training_groups *groups;
    asl_run_cache own;   /* used if spec->cache is NULL */
    asl_run_cache cache; /* spec->cache, or own */
};

/* The run that is trained instead of this one because both are equal; usually the run itself. */
size_t asl_training_canonical(const asl_training *t, size_t run);

/* The configuration of the run at these indices, in canonical form: unused fields are 0. */
asl_run asl_training_configure(const asl_training *t, const size_t at[ASL_TRAINING_AXES]);

/* The index of a run on each axis, and the run at given indices. */
void asl_training_unravel(const asl_training *t, size_t run, size_t at[ASL_TRAINING_AXES]);
size_t asl_training_ravel(const asl_training *t, const size_t at[ASL_TRAINING_AXES]);

/* The seed at these indices. */
uint64_t asl_training_seed(const asl_training *t, const size_t at[ASL_TRAINING_AXES]);

/* Keys of the cache (study/run_cache.h): everything, as text, that the clean data at these indices, its noisy labels,
 * or the result of a run depends on. Freed by the caller; NULL if memory runs out. */
char *asl_training_data_key(const asl_training *t, const size_t at[ASL_TRAINING_AXES], bool noisy, asl_error *err);
char *asl_training_run_key(const asl_training *t, size_t run, asl_error *err);

/* Make the groups of a grid whose size is known, and free them (if they exist). */
int asl_training_group(asl_training *t, asl_error *err);
void asl_training_ungroup(asl_training *t);

/* The runs of a trial, in order; returns their number. */
enum { ASL_TRAINING_MOST_IN_STEP = 16 }; /* maximum number of runs of a trial */
size_t asl_training_trial_runs(const asl_training *t, size_t trial, size_t runs[ASL_TRAINING_MOST_IN_STEP]);

#endif
