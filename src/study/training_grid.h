/* The state of a grid of training runs and the order of its runs; used by all files training_*.c. */
#ifndef ASL_STUDY_TRAINING_GRID_H
#define ASL_STUDY_TRAINING_GRID_H

#include "study/run_cache.h"
#include "study/training_spec.h"
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

typedef struct asl_outcome {
    double measures[ASL_MEASURE_COUNT];
    size_t diverged;
    bool done;
    asl_record *records; /* [protocol.records], or NULL */
} asl_outcome;

typedef struct asl_training {
    const asl_training_spec *spec;
    size_t count[ASL_TRAINING_AXES];
    size_t runs;
    asl_outcome *outcomes; /* [runs] */
    bool *tuned;           /* [runs] */
    char **loss_names;     /* [nlosses] full texts of the losses, as in a CSV */
    struct asl_training_groups *groups;
    asl_run_cache own;   /* used if spec->cache is NULL */
    asl_run_cache cache; /* spec->cache, or own */
} asl_training;

/* The run that is trained instead of this one because both are equal; usually the run itself. */
size_t asl_training_canonical(const asl_training *t, size_t run);

/* The configuration of the run at these indices, in canonical form: unused fields are 0. */
asl_run asl_training_configure(const asl_training *t, const size_t at[ASL_TRAINING_AXES]);

/* The index of a run on each axis, and the run at given indices. */
void asl_training_unravel(const asl_training *t, size_t run, size_t at[ASL_TRAINING_AXES]);
size_t asl_training_ravel(const asl_training *t, const size_t at[ASL_TRAINING_AXES]);

#endif
