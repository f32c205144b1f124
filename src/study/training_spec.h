/* What to train: the axes of a grid of training runs, and what all its runs share. */
#ifndef ASL_STUDY_TRAINING_SPEC_H
#define ASL_STUDY_TRAINING_SPEC_H

#include "base/list.h"
#include "base/row.h"
#include "data/noise.h"
#include "data/read_features.h"
#include "data/synthetic.h"
#include "study/run_cache.h"
#include "train/evaluate.h"

enum { ASL_TRAINING_MOST_PARAMS = 16 };

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

#endif
