/* The options and arguments of one command, from its command line or an experiment file.
 *
 * Values are kept as text (asl_setting), so that a command line and an experiment file are equivalent. When a command
 * runs, every value has passed the checks of its row of the table (options/option_table.h). */
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
    const asl_command *extra_command;   /* options of this command are allowed too (aslab run); may be NULL */
    const asl_command *const *commands; /* all commands, for one that runs experiments; ends with NULL */
    asl_setting *settings;
    size_t n, capacity;
    char **args;
    size_t nargs;
    asl_strbuf *notes;           /* collects the notes to print at the end; NULL: they are dropped */
    int *verdict;                /* out: exit status of a command that judges, with the reason in err; may be NULL */
    const asl_row_sink *summary; /* receives the second table of a summarised command; NULL: it is not made */
    const struct asl_session *session; /* what it shares with other experiments (run/session.h); NULL: nothing */
    const asl_options *host;           /* the command that runs this one: its --threads and --quiet apply; NULL: none */
};

/* The row of an option that may be given: one of the command's, or one of the extra command's that --save would keep.
 * asl_options_known_at enumerates them; NULL past the last. */
const asl_option *asl_options_known(const asl_options *o, const char *name);
const asl_option *asl_options_known_at(const asl_options *o, size_t i);

/* Read argv [argc], what follows the command's name, into options in which only command, extra_command and commands are
 * set. ASL_BAD if something is unknown, missing, out of range or contradictory. */
int asl_options_parse(asl_options *o, int argc, char *const *argv, asl_error *err);

/* Take the options of an experiment for its command c, with those of `over` (NULL: none) instead where it has them.
 * Release with asl_options_free. */
int asl_options_from(asl_options *o, const asl_command *c, const asl_experiment *e, const asl_options *over,
                     asl_error *err);
void asl_options_free(asl_options *o);

/* Put the settings in the order of the command's table. */
void asl_options_sort(asl_options *o);

/* Do these options produce a summary? */
bool asl_options_summarised(const asl_options *o);

/* --- values; the name must be in the command's table */
const asl_setting *asl_options_setting(const asl_options *o, const char *name); /* NULL if it was not given */
bool asl_options_given(const asl_options *o, const char *name);
const char *asl_options_text(const asl_options *o, const char *name); /* the default if not given, or NULL */
double asl_options_real(const asl_options *o, const char *name);      /* likewise, or NaN */
long long asl_options_count(const asl_options *o, const char *name);  /* likewise, or 0 */

/* Number of threads to use: --threads, or one per core. */
size_t asl_options_threads(const asl_options *o);
bool asl_options_quiet(const asl_options *o);

/* The input file: argument 0, or NULL for standard input. */
const char *asl_options_input(const asl_options *o);

/* Read a LOSS for the command. ASL_BAD if it is not one, or if it is a function of a whole batch and the command has no
 * batches. */
int asl_options_loss(const asl_options *o, const char *text, asl_loss *loss, asl_error *err);

/* The same of the option --loss, for a command that takes one. */
int asl_options_one_loss(const asl_options *o, asl_loss *loss, asl_error *err);

/* All losses given with --loss, or the default; with asl_options_losses, the grid over the axes that were given instead
 * of the one loss. [*n], to be freed. NULL on failure. */
asl_loss *asl_options_given_losses(const asl_options *o, size_t *n, asl_error *err);
asl_loss *asl_options_losses(const asl_options *o, size_t *n, asl_error *err);

/* The axes that were given, each a parameter of the one loss `base`, in the order of its parameters. ASL_BAD if nlosses
 * is not 1. Free the values of each with asl_axis_values_free. */
int asl_options_grid(const asl_options *o, const asl_loss *base, size_t nlosses, asl_param_axis *axes, size_t *naxes,
                     asl_error *err);

/* The equivalent command line, quoted for a shell, without the options that concern one run only. */
void asl_options_write(const asl_options *o, asl_strbuf *out);

/* The equivalent experiment. Release with asl_experiment_free. */
int asl_options_save(const asl_options *o, asl_experiment *e, asl_error *err);

/* Add a note, a line that is printed on standard error at the end. */
void asl_options_note(const asl_options *o, const char *format, ...) ASL_PRINTF(2, 3);

/* The choices and flags as gnuplot variables opt_NAME ('true' or '' for a flag). */
void asl_options_variables(const asl_options *o, asl_strbuf *out);

#endif
