/* Grids of training runs: which losses, on which data, under which noise, with which student and learning rate; paired
 * by seed.
 *
 * All runs of one environment (data, noise rates, seed) share the data, the initial weights and the order of batches
 * (train/trainer.h). Groups of up to 16 of them train in lock step: a group is a trial. Which runs it has depends on
 * the grid alone, and no number depends on it. Trials (study/training_groups.h) are done in any order, by several threads,
 * here or on other machines: their results are rows that asl_training_take (study/training_results.h) puts back. */
#ifndef ASL_STUDY_TRAINING_H
#define ASL_STUDY_TRAINING_H

#include "base/row.h"
#include "study/training_groups.h"
#include "study/training_results.h"
#include "study/training_spec.h"

typedef struct asl_training asl_training;

/* A grid, not trained yet; about 300 bytes a run once all are. spec and all it points to must outlive it. ASL_BAD where
 * it has more than 10^7 runs, or ASL_MOST_ROWS rows, or, where predictions are wanted, more than one, saying how many. Release with
 * asl_training_free. */
int asl_training_new(asl_training **t, const asl_training_spec *spec, asl_error *err);
void asl_training_free(asl_training *t);

/* The results of a trial that is done, one row a run and one a record of its trajectory, without columns; for
 * asl_training_take. */
int asl_training_results(const asl_training *t, size_t trial, asl_visitor visitor, asl_error *err);

/* Once all trials are done or taken: what follows may be called. ASL_INCOMPLETE where a run has no result. */
int asl_training_finish(asl_training *t, asl_error *err);

/* One row a run. Columns: loss (in full), data (of tables), the parameters in spec->params, bias, rescue,
 * adapt_target, adapt_rate (where there is a choice), missing, spurious, hidden, lr; tuned: 1 where this is, of the
 * learning rates of the grid, the one with the highest mean map_val over the seeds; seed; the measures of
 * train/evaluate.h; note: why the numbers are nan, where they are. Rows by loss, then in the order of the columns, the
 * seed running fastest.
 *
 * With a trajectory (protocol.records > 0) one row a record instead: step, lr_now, gamma_neg_now, loss_now, pt_pos,
 * pt_neg, delta_p, p_missing, past_missing, grad_pos, grad_neg, grad_missing, missing_over_pos; each a mean over the
 * batches since the record before (train/trainer.h). */
int asl_training_columns(const asl_training *t, asl_visitor visitor, asl_error *err); /* before or after training */
int asl_training_rows(const asl_training *t, asl_visitor visitor, asl_error *err);    /* after it */

/* Means over the seeds, long: the axes without the seed; lr_choice: `fixed`, or, where there are several learning
 * rates, also `tuned`: the one tuned for this loss (and student, noise, ...) on validation; step, of a trajectory;
 * metric; seeds: how many count (runs that diverged do not); mean, low, high: with the 95 % interval of Student's t;
 * diff, diff_low, diff_high: the same of the difference to the reference loss, seed by seed, all other axes alike
 * (tuned against tuned). */
int asl_training_summary(const asl_training *t, asl_visitor visitor, asl_error *err);

#endif
