/* Grids of training runs: which losses, on which data, with which noise, model and learning rate; paired by seed.
 *
 * All runs of one environment (data, noise rates, seed) share the data, the initial weights and the order of batches
 * (train/trainer.h). A trial is a group of up to 16 of them, trained in lock step. The grid alone determines the
 * groups, and no number depends on them. Trials can run in any order, in several threads, here or on other machines:
 * their results are rows, which asl_training_take reads back. */
#ifndef ASL_STUDY_TRAINING_H
#define ASL_STUDY_TRAINING_H

#include "base/row.h"
#include "study/training_spec.h"

typedef struct asl_training asl_training;

/* Create a grid without training it. Takes about 300 bytes per run after training. spec and everything it points to
 * must outlive the grid. ASL_BAD, with the number, if the grid has more than 10^7 runs or ASL_MOST_ROWS rows, or more
 * than one run although predictions are requested. Release with asl_training_free. */
int asl_training_new(asl_training **t, const asl_training_spec *spec, asl_error *err);
void asl_training_free(asl_training *t);

size_t asl_training_trials(const asl_training *t);
size_t asl_training_runs(const asl_training *t); /* number of runs in all trials; equal runs count once */

/* Announce a trial, so that progress counts its runs, before any trial runs. */
void asl_training_need(asl_training *t, size_t trial);

/* Train the runs of a trial in [0, asl_training_trials). Several threads may do so concurrently. ASL_BAD if something
 * cannot be trained. */
int asl_training_trial(asl_training *t, size_t trial, asl_error *err);

/* The results of a finished trial as rows without column names: one per run, `run, 0, diverged, measures...`, and one
 * per record of its trajectory, `run, record (from 1), step, values...`. */
int asl_training_results(const asl_training *t, size_t trial, asl_row_sink visitor, asl_error *err);

/* Read such a row back. ASL_CONFLICT if the row does not belong to this grid. */
int asl_training_take(asl_training *t, const asl_cell *cells, size_t n, asl_error *err);

/* Complete the grid after all trials are done or taken; required before the functions below. ASL_INCOMPLETE if a run
 * has no result. */
int asl_training_finish(asl_training *t, asl_error *err);

/* Make one row per run. Columns:
 *
 *   loss      full text
 *   data      with tables
 *   the parameters in spec->params
 *   bias, rescue, adapt_target, adapt_rate   each if it varies
 *   missing, spurious, hidden, lr
 *   tuned     1: of the learning rates of the grid this one has the highest mean map_val over the seeds
 *   seed
 *   the measures of train/evaluate.h
 *   note      the reason if numbers are nan
 *
 * Rows are ordered by these columns; the seed varies fastest.
 *
 * With a trajectory (train_config.records > 0) there is one row per record instead: step, lr_now, gamma_neg_now,
 * loss_now, pt_pos, pt_neg, delta_p, p_missing, past_missing, grad_pos, grad_neg, grad_missing, missing_over_pos; each
 * is a mean over the batches since the previous record (train/trainer.h). */
int asl_training_columns(const asl_training *t, asl_row_sink visitor, asl_error *err); /* before or after training */
int asl_training_rows(const asl_training *t, asl_row_sink visitor, asl_error *err);    /* after training */

/* Means over the seeds in long form. Columns:
 *
 *   the axes except the seed
 *   lr_choice        `fixed` or, with several learning rates, also `tuned`: the rate tuned on validation for this loss
 *                    (and model, noise, ...)
 *   step             with a trajectory
 *   metric
 *   seeds            number of seeds that count (diverged runs do not)
 *   mean, low, high  mean with the 95 % interval of Student's t
 *   diff, diff_low, diff_high
 *                    the same for the paired difference to the reference loss, with all other axes equal (tuned minus
 *                    tuned) */
int asl_training_summary(const asl_training *t, asl_row_sink visitor, asl_error *err);

#endif
