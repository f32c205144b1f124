/* An experiment made ready to be carried out: read, its options put together, its picture adapted to them. */
#ifndef ASL_RUN_EXPERIMENT_PREPARE_H
#define ASL_RUN_EXPERIMENT_PREPARE_H

#include "run/experiment_run.h"

/* commands: all, ending with NULL. Fill f->experiment, f->options and f->command; over: options that replace the experiment's, or NULL. */
int asl_experiment_run_prepare(asl_experiment_run *f, const asl_command *const *commands, const char *name_or_path,
                               const asl_options *over, asl_error *err);

/* The same for the text of an experiment file, which `where` names, with no options but its own. */
int asl_experiment_run_prepare_text(asl_experiment_run *f, const asl_command *const *commands, const char *where,
                                    const char *text, asl_error *err);

/* Whether the options in over leave the experiment what it is, so that its claims can be judged: those of the command
 * that carries it out, and other seeds. */
bool asl_experiment_run_judged(const asl_experiment_run *f, const asl_options *over);

#endif
