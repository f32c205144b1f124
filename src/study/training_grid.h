/* Between training.c (the grid), training_groups.c (which trains it), training_results.c (its results as rows that come
 * back), training_rows.c and training_summary.c (what is made of them). */
#ifndef ASL_STUDY_TRAINING_GRID_H
#define ASL_STUDY_TRAINING_GRID_H

#include "study/training.h"
#include "train/evaluate.h"

/* The axes in the order of the columns, the last running fastest. */
enum asl_training_axis {
    ASL_BY_LOSS,
    ASL_BY_DATA,
    ASL_BY_BIAS,
    ASL_BY_RESCUE,
    ASL_BY_TARGET,
    ASL_BY_RATE,
    ASL_BY_MISSING,
    ASL_BY_SPURIOUS,
    ASL_BY_HIDDEN,
    ASL_BY_LR,
    ASL_BY_SEED,
    ASL_TRAINING_AXES
};

enum {
    ASL_RECORD_VALUES = 13,
    ASL_TRAINING_MOST_COLUMNS = ASL_TRAINING_MOST_PARAMS + ASL_TRAINING_AXES + ASL_MEASURE_COUNT + 12
};
extern const char *const asl_record_names[ASL_RECORD_VALUES];

typedef struct asl_outcome {
    double measures[ASL_MEASURE_COUNT];
    size_t diverged;
    bool done;
    asl_record *records; /* [protocol.records], or NULL */
} asl_outcome;

struct asl_training {
    const asl_training_spec *spec;
    size_t count[ASL_TRAINING_AXES];
    size_t runs;
    asl_outcome *outcomes; /* [runs] */
    bool *tuned;           /* [runs] */
    char **loss_names;     /* [nlosses] LOSSES in full */
    struct asl_training_groups *groups;
    asl_run_cache own;   /* of a grid that shares nothing with others */
    asl_run_cache cache; /* spec->cache, or own */
};

/* Make the groups of a measured grid; free them (where there are any). */
int asl_training_group(asl_training *t, asl_error *err);
void asl_training_ungroup(asl_training *t);

/* The run that is trained where this one would be the same: itself, mostly. */
size_t asl_training_original(const asl_training *t, size_t run);

/* The configuration of the run at a place, in its canonical form: what does not count is 0. */
asl_run asl_training_configure(const asl_training *t, const size_t at[ASL_TRAINING_AXES]);

/* All that the clean data of a place, or the result of a run, depends on, as text (training_keys.c); to be freed. NULL
 * if memory runs out. */
char *asl_training_data_key(const asl_training *t, const size_t at[ASL_TRAINING_AXES], asl_error *err);
char *asl_training_run_key(const asl_training *t, size_t run, asl_error *err);

/* The result of one run that is done, as rows (training_results.c). */
int asl_training_outcome_rows(const asl_training *t, size_t run, asl_visitor v, asl_error *err);

/* Where run i stands on each axis, and the other way round. */
void asl_training_place(const asl_training *t, size_t run, size_t at[ASL_TRAINING_AXES]);
size_t asl_training_at(const asl_training *t, const size_t at[ASL_TRAINING_AXES]);

/* A record as the numbers of its columns. */
void asl_record_values(const asl_record *r, double out[ASL_RECORD_VALUES]);

/* The columns of the axes but for tuned and seed: their names, or their cells at a place. Returns how many. */
size_t asl_training_axis_names(const asl_training *t, const char **names);
size_t asl_training_axis_cells(const asl_training *t, const size_t at[ASL_TRAINING_AXES], asl_cell *cells);

#endif
