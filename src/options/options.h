/* Options: what a command was told, on its command line or by an experiment file.
 *
 * Values are kept as text (asl_setting), so that a command line and an experiment file are the same thing. Every value
 * has passed the check of its row of the table (options/option_table.h) when a command runs. */
#ifndef ASL_OPTIONS_OPTIONS_H
#define ASL_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/axis_values.h"
#include "base/row.h"
#include "io/experiment.h"
#include "loss/loss.h"
#include "options/job.h"
#include "options/option_table.h"
#include "study/properties.h"

struct asl_options {
    const asl_command *command;
    const asl_command *extra_command;   /* options of another command are allowed too (aslab run); may be NULL */
    const asl_command *const *commands; /* all commands, for one that carries out experiments; ends with NULL */
    asl_setting *settings;
    size_t n, capacity;
    char **args;
    size_t nargs;
    asl_strbuf *notes; /* where a command puts what to say once all is done; NULL: nobody listens */
    int *verdict;      /* where a command that judges puts its exit status, and into err why; NULL: nobody asks */
    const asl_row_sink *summary;       /* where a summarised command puts its second table; NULL: nobody listens */
    const struct asl_session *session; /* what it shares with other experiments (run/session.h); NULL: nothing */
    const asl_options *host; /* the command on whose behalf this one is carried out, for threads and quiet; or NULL */
};

/* The row of an option that these options may hold: the command's, or the other's where that is about no single run. */
const asl_option *asl_options_known(const asl_options *o, const char *name);

/* Read argv [argc], the words after the command's name, into options that hold only command, also and commands. ASL_BAD
 * if something is unknown, missing or out of range. */
int asl_options_parse(asl_options *o, int argc, char *const *argv, asl_error *err);

/* Take over an experiment's options for its command c, then those given in over (NULL: none) instead of its own. */
int asl_options_from(asl_options *o, const asl_command *c, const asl_experiment *e, const asl_options *over,
                     asl_error *err);
void asl_options_free(asl_options *o);

/* Put the settings in the order of the command's table, whichever they were given in. */
void asl_options_sort(asl_options *o);

/* Whether what these options ask for comes with a summary. */
bool asl_options_summarised(const asl_options *o);

/* --- what was told; the name must be in the command's table */
const asl_setting *asl_options_setting(const asl_options *o, const char *name); /* NULL where it was not given */
bool asl_options_given(const asl_options *o, const char *name);
const char *asl_options_text(const asl_options *o, const char *name); /* or the default, or NULL */
double asl_options_real(const asl_options *o, const char *name);      /* or the default, or NaN */
long long asl_options_count(const asl_options *o, const char *name);  /* or the default, or 0 */

/* Threads to use: --threads, or one a core. Whether to be quiet. */
size_t asl_options_threads(const asl_options *o);
bool asl_options_quiet(const asl_options *o);

/* Read a LOSS for the command. ASL_BAD where it is none, or a function of a whole batch and the command has no batches.
 */
int asl_options_loss(const asl_options *o, const char *text, asl_loss *loss, asl_error *err);

/* All losses given with --loss, or the default's one, or the grid that the axes given make of one; [*n], to be freed.
 * NULL on failure. */
asl_loss *asl_options_given_losses(const asl_options *o, size_t *n, asl_error *err); /* without the axes */
asl_loss *asl_options_losses(const asl_options *o, size_t *n, asl_error *err);

/* The axes given, each a parameter of the one loss `base`, in the order of its parameters; their lists to be freed. */
int asl_options_grid(const asl_options *o, const asl_loss *base, size_t nlosses, asl_param_axis *axes, size_t *naxes,
                     asl_error *err);

/* The command line that says the same, quoted for a shell; options about one run alone are left out. */
void asl_options_write(const asl_options *o, asl_strbuf *out);

/* The same as an experiment named `name`; to be freed by asl_experiment_free. */
int asl_options_save(const asl_options *o, asl_experiment *e, asl_error *err);

/* Say something once all is done: a line for standard error. */
void asl_options_note(const asl_options *o, const char *format, ...) ASL_PRINTF(2, 3);

/* The choices made and flags given, as gnuplot variables opt_NAME ('true' or '' for a flag). */
void asl_options_variables(const asl_options *o, asl_strbuf *out);

/* The help text of a command; of it: what an option means, and all that stands under the options. */
void asl_options_help(const asl_command *c, asl_strbuf *out);
void asl_option_meaning(const asl_option *r, asl_strbuf *out);
void asl_options_details(const asl_command *c, asl_strbuf *out);

#endif
