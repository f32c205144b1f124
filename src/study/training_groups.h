/* Groups of training runs that are trained in lock step: the trials of a grid. */
#ifndef ASL_STUDY_TRAINING_GROUPS_H
#define ASL_STUDY_TRAINING_GROUPS_H

#include <stddef.h>

#include "base/status.h"

typedef struct asl_training asl_training;

enum { ASL_TRAINING_MOST_IN_STEP = 16 }; /* maximum number of runs of a group */

size_t asl_training_trials(const asl_training *t);
size_t asl_training_runs(const asl_training *t); /* number of runs in all trials; equal runs count once */

/* Announce a trial before any trial runs, once for each call of asl_training_trial. Data stays in memory as long as an
 * announced trial needs it. */
void asl_training_need(asl_training *t, size_t trial);

/* Train the runs of a trial in [0, asl_training_trials). Several threads may do so concurrently. ASL_BAD if something
 * cannot be trained. */
int asl_training_trial(asl_training *t, size_t trial, asl_error *err);

/* The runs of a trial, in order; returns their number. */
size_t asl_training_trial_runs(const asl_training *t, size_t trial, size_t runs[ASL_TRAINING_MOST_IN_STEP]);

/* Make the groups of a grid whose size is known, and free them (if they exist). */
int asl_training_group(asl_training *t, asl_error *err);
void asl_training_ungroup(asl_training *t);

#endif
