/* Several experiments carried out into one folder by one command: the work of `aslab figures`.
 *
 * Experiments that train nothing come first, because they take seconds; then those that train. Within each part, and on
 * the page, the order is the one given. Finished training runs and data sets are shared (study/run_cache.h).
 *
 * index.html is there from the beginning (run/html_report.h). It is written again after each experiment that trains, and every
 * few seconds while one does; once more, without reloading itself, at the end: when all is done, when something failed,
 * and when a signal ends the command. claims.csv is written when all is done. */
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
    asl_cache_counts runs; /* out: how many runs were trained (made), how many taken from another experiment (found) */
} asl_experiment_set;

/* Carry out all of them. The first failure ends it; if an experiment or its data is bad, that is found before anything is
 * written. A picture that cannot be drawn is no failure (asl_experiment_run_undrawn). */
int asl_experiment_set_make(asl_experiment_set *set, asl_error *err);
void asl_experiment_set_free(asl_experiment_set *set); /* also after a failure */

#endif
