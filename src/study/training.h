/* Grids of training runs: which losses, on which data, under which noise, with which student and learning rate; paired
 * by seed.
 *
 * All runs of one environment (data, noise rates, seed) share the data, the initial weights and the order of batches
 * (train/trainer.h). Groups of up to 16 of them train in lock step: a group is a trial. Which runs it has depends on
 * the grid alone, and no number depends on it. Trials are done in any order, by several threads, here or on other
 * machines: their results are rows that asl_training_take puts back. */
#ifndef ASL_STUDY_TRAINING_H
#define ASL_STUDY_TRAINING_H

#include "base/intern.h"
#include "base/list.h"
#include "base/row.h"
#include "data/dataset.h"
#include "data/noise.h"
#include "data/synthetic.h"
#include "study/run_cache.h"
#include "train/evaluate.h"

enum { ASL_TRAINING_MOST_PARAMS = 16 };

/* Feature data that was read, under a name for its column. */
typedef struct asl_named_data {
    const char *name;
    asl_dataset tables; /* train and test, true labels in `given` */
    char digest[65];    /* of all numbers in tables: differs if they do */
    asl_intern labels;  /* their names */
} asl_named_data;

typedef struct asl_progress {
    size_t done, total;   /* runs */
    double best;          /* map so far; nan before the first */
    const asl_loss *loss; /* whose it is */
} asl_progress;

typedef struct asl_training_spec {
    const asl_loss *losses; /* [nlosses] */
    size_t nlosses;
    size_t reference;          /* the loss that differences are taken to; nlosses: none */
    const char *const *params; /* [nparams], up to 16: parameters of the losses that have a column of their own */
    size_t nparams;

    const asl_named_data *tables; /* [ntables] trained on one after the other; none: synthetic data */
    size_t ntables;
    asl_synthetic synthetic; /* its validation set is `held_out` of the size of train, drawn beside it */
    double held_out;         /* share of a table's train that is validation */

    const asl_bias *biases; /* [nbiases] */
    size_t nbiases;
    const asl_rescue *rescues; /* [nrescues] */
    size_t nrescues;
    double rescue_at; /* p above which a label observed 0 is suspect */
    bool adaptive;    /* the two lists below count, for losses with a gamma_neg */
    asl_list adapt_target, adapt_rate;
    asl_list missing, spurious, hidden, lr;
    const asl_noise_model *noise;
    long long first_seed;
    size_t seeds;

    asl_protocol protocol;        /* its seed is each run's own */
    double threshold;             /* of decisions */
    const asl_run_cache *cache;   /* shared with other grids; NULL: data is shared within this grid, and no runs */
    asl_predictions *predictions; /* where what the grid's one run says of its training set goes; NULL: nowhere */
    void (*progress)(void *listener, const asl_progress *p); /* after every run here, never two at once; NULL: nobody */
    void *listener;
} asl_training_spec;

typedef struct asl_training asl_training;

/* A grid, not trained yet; about 300 bytes a run once all are. spec and all it points to must outlive it. ASL_BAD where
 * it has more than 10^7 runs, or ASL_MOST_ROWS rows, or, where predictions are wanted, more than one, saying how many. Release with
 * asl_training_free. */
int asl_training_new(asl_training **t, const asl_training_spec *spec, asl_error *err);
void asl_training_free(asl_training *t);

size_t asl_training_trials(const asl_training *t);
size_t asl_training_runs(const asl_training *t); /* in all trials; what the grid repeats counts once */

/* Say, before any is done, that a trial will be: data are kept for as long as a trial still needs them. Once for each
 * time that asl_training_trial is called. */
void asl_training_need(asl_training *t, size_t trial);

/* Train the runs of a trial in [0, asl_training_trials). Several threads may do so at once. ASL_BAD where something
 * cannot be trained. */
int asl_training_trial(asl_training *t, size_t trial, asl_error *err);

/* The results of a trial that is done, one row a run and one a record of its trajectory, without columns; and one such
 * row put back. ASL_CONFLICT where the row is not of this grid. */
int asl_training_results(const asl_training *t, size_t trial, asl_visitor visitor, asl_error *err);
int asl_training_take(asl_training *t, const asl_cell *cells, size_t n, asl_error *err);

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
