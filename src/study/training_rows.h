/* The columns that the rows and the summary of a grid of training runs share. */
#ifndef ASL_STUDY_TRAINING_ROWS_H
#define ASL_STUDY_TRAINING_ROWS_H

#include "base/row.h"
#include "study/training_grid.h"

enum {
    ASL_RECORD_VALUES = 13,
    ASL_TRAINING_MOST_COLUMNS = ASL_TRAINING_MOST_PARAMS + ASL_TRAINING_AXES + ASL_MEASURE_COUNT + 12
};
extern const char *const asl_record_names[ASL_RECORD_VALUES];

/* A record as the numbers of its columns. */
void asl_record_values(const asl_record *r, double out[ASL_RECORD_VALUES]);

/* The columns of the axes but for tuned and seed: their names, or their cells at a place. Returns how many. */
size_t asl_training_axis_names(const asl_training *t, const char **names);
size_t asl_training_axis_cells(const asl_training *t, const size_t at[ASL_TRAINING_AXES], asl_cell *cells);

#endif
