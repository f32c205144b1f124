/* The specification of a training grid: its axes, and what all runs share. */
#ifndef ASL_STUDY_TRAINING_SPEC_H
#define ASL_STUDY_TRAINING_SPEC_H

#include "base/axis_values.h"
#include "base/row.h"
#include "data/noise.h"
#include "data/read_features.h"
#include "data/synthetic.h"
#include "study/run_cache.h"
#include "train/evaluate.h"

enum { ASL_TRAINING_MOST_PARAMS = 16 };

typedef struct asl_progress {
    size_t done, total;   /* numbers of runs */
    double best;          /* highest map so far; nan before the first */
    const asl_loss *loss; /* the loss that has it */
} asl_progress;

typedef struct asl_training_spec {
    const asl_loss *losses; /* [nlosses] */
    size_t nlosses;
    size_t reference;          /* index of the loss that differences refer to; nlosses: none */
    const char *const *params; /* [nparams], up to ASL_TRAINING_MOST_PARAMS: loss parameters with their own column */
    size_t nparams;

    const asl_named_data *tables; /* [ntables] data sets to train on; none: synthetic data */
    size_t ntables;
    asl_synthetic synthetic; /* draws an extra validation set of `held_out` times the size of train */
    double held_out;         /* fraction of a table's train split that becomes validation */

    const asl_bias *biases; /* [nbiases] */
    size_t nbiases;
    const asl_label_correction *label_corrections; /* [nlabel_corrections] */
    size_t nlabel_corrections;
    double rescue_at; /* p above which a label observed as 0 is suspect */
    bool adaptive;    /* use the two lists below, for losses with a gamma_neg */
    asl_axis_values adapt_target, adapt_rate;
    asl_axis_values missing, spurious, hidden, lr;
    const asl_noise_model *noise;
    long long first_seed;
    size_t seeds;

    asl_train_config train_config; /* its seed is replaced by that of each run */
    double threshold;              /* of decisions for F1 */
    const asl_run_cache *cache;    /* shared with other grids; NULL: shares data within this grid, and no runs */
    asl_predictions *predictions;  /* output: predictions of the only run for its training set; NULL: not wanted */
    void (*progress)(void *listener, const asl_progress *p); /* after every run, never concurrently; may be NULL */
    void *listener;
} asl_training_spec;

#endif
