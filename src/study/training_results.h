/* Results of training runs as rows that can be stored in a file and read back: `run, 0, diverged, measures...`, and
 * for each record of its trajectory `run, record (from 1), fields...`. */
#ifndef ASL_STUDY_TRAINING_RESULTS_H
#define ASL_STUDY_TRAINING_RESULTS_H

#include "base/row.h"

typedef struct asl_training asl_training;

/* The result of a finished run, as rows without column names. */
int asl_training_outcome_rows(const asl_training *t, size_t run, asl_row_sink v, asl_error *err);

/* Read such a row back. ASL_CONFLICT if the row does not belong to this grid. */
int asl_training_take(asl_training *t, const asl_cell *cells, size_t n, asl_error *err);

#endif
