/* The columns that the rows and the summary of a training grid share. */
#ifndef ASL_STUDY_TRAINING_ROWS_H
#define ASL_STUDY_TRAINING_ROWS_H

#include "base/column.h"
#include "study/training_grid.h"

enum {
    ASL_RECORD_VALUES = 12,
    ASL_TRAINING_MOST_COLUMNS = ASL_TRAINING_MOST_PARAMS + ASL_TRAINING_AXES + ASL_MEASURE_COUNT + 12
};

/* The columns of an asl_record (train/trainer.h) after `step`. */
extern const asl_column asl_record_columns[ASL_RECORD_VALUES + 1];

/* The columns of the axes except tuned and seed: their names, or their cells at given indices. Returns their number. */
size_t asl_training_axis_names(const asl_training *t, const char **names);
size_t asl_training_axis_cells(const asl_training *t, const size_t at[ASL_TRAINING_AXES], asl_cell *cells);

#endif
