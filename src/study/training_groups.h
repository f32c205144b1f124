/* Groups of training runs that go in lock step: the trials of a grid. */
#ifndef ASL_STUDY_TRAINING_GROUPS_H
#define ASL_STUDY_TRAINING_GROUPS_H

#include <stddef.h>

#include "base/status.h"

typedef struct asl_training asl_training;

enum { ASL_TRAINING_MOST_IN_STEP = 16 }; /* runs of a group */

size_t asl_training_trials(const asl_training *t);
size_t asl_training_runs(const asl_training *t); /* in all trials; what the grid repeats counts once */

/* Say, before any is done, that a trial will be: data are kept for as long as a trial still needs them. Once for each
 * time that asl_training_trial is called. */
void asl_training_need(asl_training *t, size_t trial);

/* Train the runs of a trial in [0, asl_training_trials). Several threads may do so at once. ASL_BAD where something
 * cannot be trained. */
int asl_training_trial(asl_training *t, size_t trial, asl_error *err);

/* The runs of a trial, in their order; returns how many. */
size_t asl_training_trial_runs(const asl_training *t, size_t trial, size_t runs[ASL_TRAINING_MOST_IN_STEP]);

/* Make the groups of a grid whose size is known; free them (if there are any). */
int asl_training_group(asl_training *t, asl_error *err);
void asl_training_ungroup(asl_training *t);

#endif
