/* Several experiments carried out into one folder by one command: the work of `aslab figures`.
 *
 * Experiments that train nothing come first, because they take seconds; then those that train. Within each part, and on
 * the page, the order is the one given. Finished training runs and data sets are shared (study/run_cache.h).
 *
 * index.html exists from the beginning (run/html_report.h). It is written again after each experiment that trains, and every
 * few seconds during training. The last version, which does not reload itself, is written when everything is finished,
 * after a failure, and when a signal ends the command. claims.csv is written when everything is finished. */
#ifndef ASL_RUN_EXPERIMENT_SET_H
#define ASL_RUN_EXPERIMENT_SET_H

#include "run/experiment_run.h"

typedef struct asl_experiment_set {
    const asl_options *options; /* of the command */
    const char *const *names;   /* [n] names or paths of the experiments */
    size_t n;
    const char *dir, *format; /* format NULL: no pictures */
    /* How one experiment is carried out; NULL: asl_experiment_run_carry_out. */
    int (*carry_out)(void *carrier, asl_experiment_run *f, const asl_run_request *r, asl_error *err);
    void *carrier;
    asl_experiment_run *figures; /* [n] out, in the order of names; release with asl_experiment_set_free */
    asl_cache_counts runs;       /* out: training runs computed (made), and taken from another experiment (found) */
} asl_experiment_set;

/* Carry out all of them. The first failure ends it. A bad experiment, or bad data, is found before anything is written. A
 * picture that cannot be drawn is not a failure (asl_experiment_run_undrawn). */
int asl_experiment_set_make(asl_experiment_set *set, asl_error *err);
void asl_experiment_set_free(asl_experiment_set *set); /* also after a failure */

#endif
