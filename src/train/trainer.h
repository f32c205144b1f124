/* Training in lock step: runs that differ in loss, student or learning rate see the same data, start from the same
 * weights (where their students have the same shape) and take the same batches in the same order.
 *
 * A run is a function of the protocol, the data and its own configuration: trained alone it gives the same numbers as
 * in any group, to the last bit, and on every machine. */
#ifndef ASL_TRAIN_TRAINER_H
#define ASL_TRAIN_TRAINER_H

#include <stdbool.h>

#include "data/dataset.h"
#include "loss/loss.h"
#include "train/optimiser.h"
#include "train/student.h"

/* What the output bias starts at. */
typedef enum asl_bias {
    /* each label's best constant under the run's loss, given its observed prevalence; under cross-entropy for a loss
     * of a batch, whose best constants hang together */
    ASL_BIAS_NEUTRAL,
    ASL_BIAS_ZERO,
    ASL_BIAS_SHARED, /* -4 */
    ASL_BIASES
} asl_bias;
extern const char *const asl_bias_names[ASL_BIASES];

typedef struct asl_protocol {
    uint64_t seed;
    size_t batch, epochs;
    double warmup, weight_decay, momentum;
    const asl_optimiser_kind *optimiser;
    double ema;     /* weights are averaged with this decay a step, and out[i].student is the average; 0: not */
    size_t records; /* points of the trajectory, at most as many as there are steps; 0: none */
} asl_protocol;

typedef struct asl_run {
    asl_loss loss;
    size_t hidden; /* 0: a linear student */
    double lr;
    asl_bias bias;
    /* Adaptive asymmetry (equation 11): after each batch gamma_neg += adapt_rate (adapt_target - delta_p), kept in [0,
     * 30], no step on a batch without positives or without negatives. A positive rate settles; the paper prints the
     * sign that is a negative rate here, which runs away. 0: not adaptive, as all losses must be that are not
     * asl_adaptable. */
    double adapt_target, adapt_rate;
} asl_run;

/* Means over the batches since the record before, by the observed labels, before each update. */
typedef struct asl_record {
    size_t step;                             /* steps done */
    double lr, gamma_neg;                    /* as they are then; gamma_neg is nan for a loss without */
    double loss;                             /* mean a sample */
    double pt_pos, pt_neg;                   /* equation 9 */
    double p_missing;                        /* mean p of true positives observed 0; nan without any */
    double past_missing;                     /* share of them with p past p* as it was at the record before; nan for
                                                a loss of a batch, which has no p* */
    double grad_pos, grad_neg, grad_missing; /* |d(loss)/dz| summed over observed positives, negatives, missing, over
                                                all labels; missing is a part of neg */
} asl_record;

typedef struct asl_trained {
    asl_student student;
    asl_loss loss;       /* as it was at the end: gamma_neg may have moved */
    size_t epochs;       /* passes over train */
    size_t diverged;     /* step at which a parameter was found not finite, or 0 */
    asl_record *records; /* [protocol.records], or NULL */
    signed char *labels; /* [train.n, labels] what the loss made of the observed labels; NULL where it changes none */
} asl_trained;

/* Whether equation 11 can move a loss's gamma_neg: it has one, and is a function of one logit. */
bool asl_adaptable(const asl_loss *loss);

/* Train runs [n] on d->train; out [n], each to be released with asl_trained_free. ASL_BAD where a batch is larger than
 * the training set, an adaptive loss is not asl_adaptable, or asl_variant_check rejects ASLAB_KERNEL. */
int asl_train(const asl_protocol *protocol, const asl_dataset *d, const asl_run *runs, size_t n, asl_trained *out,
              asl_error *err);
void asl_trained_free(asl_trained *t);

/* Steps of a whole training. */
size_t asl_train_steps(const asl_protocol *protocol, const asl_dataset *d);

/* The output bias [labels] a run starts at. Prevalences are taken at least half a sample away from 0 and 1. */
void asl_train_bias(const asl_run *run, const asl_dataset *d, double *bias);

#endif
