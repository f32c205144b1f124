/* Training in lock step: runs that differ in loss, model or learning rate see the same data, start from the same
 * weights (if their models have the same shape) and use the same batches in the same order.
 *
 * A run is a function of the training configuration, the data and the run: alone and in any group it gives the same
 * bits, on every machine. */
#ifndef ASL_TRAIN_TRAINER_H
#define ASL_TRAIN_TRAINER_H

#include <stdbool.h>

#include "data/dataset.h"
#include "loss/loss.h"
#include "train/model.h"
#include "train/optimiser.h"

/* Initial value of the output bias. */
typedef enum asl_bias {
    /* the optimal constant of each label under the run's loss, given its observed prevalence; under cross-entropy for
     * a loss of a batch, whose optimal constants depend on each other */
    ASL_BIAS_NEUTRAL,
    ASL_BIAS_ZERO,
    ASL_BIAS_SHARED, /* -4 */
    ASL_BIASES
} asl_bias;
extern const char *const asl_bias_names[ASL_BIASES];

typedef struct asl_train_config {
    uint64_t seed;
    size_t batch, epochs;
    double warmup, weight_decay, momentum;
    const asl_optimiser_kind *optimiser;
    double ema;     /* decay per step of a moving average of the weights, which becomes out[i].model; 0: no average */
    size_t records; /* number of records of the trajectory, at most the number of steps; 0: none */
} asl_train_config;

typedef struct asl_run {
    asl_loss loss;
    size_t hidden; /* 0: a linear model */
    double lr;
    asl_bias bias;
    /* Adaptive asymmetry (equation 11): after each batch gamma_neg += adapt_rate (adapt_target - delta_p), clamped to
     * [0, 30]; no update for a batch without positives or without negatives. A positive rate converges; the sign
     * printed in the paper corresponds to a negative rate here, which diverges. 0: not adaptive; required for losses
     * that are not asl_adaptable. */
    double adapt_target, adapt_rate;
} asl_run;

/* Means over the batches since the previous record, by observed labels, before each update. */
typedef struct asl_record {
    size_t step;                             /* number of steps done */
    double lr, gamma_neg;                    /* current values; gamma_neg is NaN for a loss without it */
    double loss;                             /* mean per sample */
    double pt_pos, pt_neg, delta_p;          /* equations 9 and 10 */
    double p_missing;                        /* mean p of true positives observed as 0; NaN if there are none */
    double past_missing;                     /* fraction of these past the previous p*; NaN for a loss of a batch */
    double grad_pos, grad_neg, grad_missing; /* sum of |d(loss)/dz| / number of labels; neg includes missing */
    double missing_over_pos;                 /* grad_missing / grad_pos */
} asl_record;

typedef struct asl_trained {
    asl_model model;
    asl_loss loss;       /* at the end: gamma_neg may have changed */
    size_t epochs;       /* passes over train */
    size_t diverged;     /* step at which a parameter was not finite, or 0 */
    asl_record *records; /* [train_config.records], or NULL */
    signed char *labels; /* [train.n, labels] labels after the loss's changes; NULL if it changes none */
} asl_trained;

/* Can equation 11 change the gamma_neg of a loss: does it have one, and is it a function of one logit? */
bool asl_adaptable(const asl_loss *loss);

/* Train runs [n] on d->train: out [n]; release each with asl_trained_free. ASL_BAD if a batch is larger than the
 * training set, an adaptive loss is not asl_adaptable, or asl_variant_check rejects ASLAB_KERNEL. */
int asl_train(const asl_train_config *train_config, const asl_dataset *d, const asl_run *runs, size_t n,
              asl_trained *out, asl_error *err);
void asl_trained_free(asl_trained *t);

/* Number of steps of a training. */
size_t asl_train_steps(const asl_train_config *train_config, const asl_dataset *d);

/* The initial output bias [labels] of a run. Prevalences are kept at least half a sample away from 0 and 1. */
void asl_train_bias(const asl_run *run, const asl_dataset *d, double *bias);

#endif
