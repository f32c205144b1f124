/* The options of `aslab train` as a specification (study/training.h). */
#ifndef ASL_CLI_TRAIN_JOB_H
#define ASL_CLI_TRAIN_JOB_H

#include "options/options.h"
#include "study/training.h"

/* A specification, with everything that it points to. */
typedef struct asl_train_job {
    asl_training_spec spec;
    asl_loss *losses;
    const char *params[ASL_TRAINING_MOST_PARAMS];
    asl_bias biases[ASL_BIASES];
    asl_label_correction label_corrections[ASL_LABEL_CORRECTIONS];
    asl_named_data *tables;
    const asl_preset *preset;
} asl_train_job;

/* j starts as {0}. ASL_BAD if the options contradict each other or feature data cannot be read. Release with
 * asl_train_job_free, also after a failure. */
int asl_train_job_read(const asl_options *o, asl_train_job *j, asl_error *err);
void asl_train_job_free(asl_train_job *j);

#endif
