/* Experiments and plots: those embedded in the program, and files on disk. */
#ifndef ASL_RUN_RESOURCES_H
#define ASL_RUN_RESOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "io/experiment.h"
#include "options/option_table.h"

/* Written by the Makefile from experiments/NAME.conf and plots/NAME.gp, each sorted by name; both end with a NULL. */
typedef struct asl_embedded {
    const char *name, *text;
} asl_embedded;
extern const asl_embedded asl_embedded_experiments[], asl_embedded_plots[];

/* Digest of all sources, written by the Makefile: it changes if computed values may change. */
extern const char asl_simulation[];

/* The name of the i-th row of such a table, NULL past the last (asl_name_at of base/suggest.h). */
const char *asl_embedded_name(const void *table, size_t i);

/* The text of an embedded experiment or plot, or NULL with ASL_BAD naming the nearest known one. */
const char *asl_experiment_text(const char *name, asl_error *err);
const char *asl_plot_text(const char *name, asl_error *err);

/* Whether a plot is the path of a script, and not the name of an embedded one. */
bool asl_plot_is_path(const char *plot);

/* The plot an experiment names (a path is read from disk), or its command's; to be freed. NULL with ASL_BAD. */
char *asl_experiment_plot(const asl_experiment *e, asl_error *err);

/* Read an experiment of one of the commands (NULL ends them): a path (something with a '/' or ending in .conf) from disk,
 * else an embedded name. */
int asl_experiment_load(asl_experiment *e, const asl_command *const *commands, const char *name_or_path,
                        asl_error *err);

/* Read the text of an experiment file, which `where` names: its path. */
int asl_experiment_load_text(asl_experiment *e, const asl_command *const *commands, const char *where, const char *text,
                             asl_error *err);

#endif
