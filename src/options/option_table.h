/* The table of options: what a command may be told.
 *
 * An option's row gives its name, kind, range, default and help once; parsing, checking, --help, manual pages,
 * completion and experiment files all read it here. */
#ifndef ASL_OPTIONS_OPTION_TABLE_H
#define ASL_OPTIONS_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/row.h"
#include "base/status.h"
#include "base/strbuf.h"

typedef enum asl_option_kind {
    ASL_OPTION_FLAG,
    ASL_OPTION_TEXT,
    ASL_OPTION_CHOICE,
    ASL_OPTION_REAL,
    ASL_OPTION_COUNT,
    ASL_OPTION_LIST,
    ASL_OPTION_LOSS
} asl_option_kind;

typedef struct asl_option {
    const char *name; /* without dashes, words joined by '-' */
    asl_option_kind kind;
    const char *metavar;                /* what stands after it in --help */
    const char *def;                    /* default as text; NULL: none */
    double lo, hi;                      /* range of REAL, COUNT and LIST */
    const char *choices;                /* of CHOICE: a|b|c */
    const char *(*choice_at)(size_t i); /* of CHOICE, instead: the names of a table, NULL past the last */
    bool repeated;                      /* may be given several times */
    bool not_saved;                     /* about this run alone: not kept by --save */
    bool keeps_claims;      /* changes what chance decides and nothing else: the claims of an experiment still stand */
    bool no_numeric_effect; /* changes no number */
    bool batches;           /* a parameter of losses of a whole batch alone: for commands that have batches */
    bool file, folder;      /* its value may be the path of a file, of a folder with train.csv and test.csv */
    const char *help;
} asl_option;

typedef struct asl_options asl_options; /* options/options.h */
typedef struct asl_job asl_job;         /* options/job.h */

/* What a word without dashes names: a file, or a row of a registry. */
enum asl_names { ASL_NAMES_FILES, ASL_NAMES_FAMILIES, ASL_NAMES_LOSSES, ASL_NAMES_EXPERIMENTS };

typedef struct asl_command {
    const char *name, *summary;
    const char *arg; /* what stands without dashes, for the usage line; NULL: nothing */
    size_t min_args, max_args;
    enum asl_names arg_names;       /* what may stand there, for completion */
    bool reads;                     /* what stands without dashes are files, without one it reads standard input */
    const asl_option *options;      /* ends at the first without a name */
    bool drawn;                     /* its rows have a picture, plots/NAME.gp: --plot and --title */
    bool axes;                      /* every parameter of the loss is an option too, taking a LIST */
    bool batches;                   /* its losses may be functions of a whole batch */
    bool summarised;                /* with -o FILE.csv it writes FILE-summary.csv too, */
    const char *unsummarised;       /* but for this flag; NULL: always */
    const char *details;            /* the rest of --help: columns, definitions, examples */
    const char *details_before;     /* what stands before it, and before the table; NULL: nothing */
    void (*table)(asl_strbuf *out); /* a part of the help that is made from a table; NULL: none */
    /* Rows of data, at once or as a job in trials; or a text for people; or both (then --csv chooses the rows). */
    int (*rows)(const asl_options *o, asl_row_sink v, asl_error *err);
    int (*job)(const asl_options *o, asl_job *job, asl_error *err);
    int (*text)(const asl_options *o, asl_strbuf *out, asl_error *err);
    int (*run)(const asl_options *o, asl_error *err); /* instead of both: does everything itself */
    /* Reads its own words; NULL: asl_options_parse does. */
    int (*parse)(asl_options *o, int argc, char *const *argv, asl_error *err);
} asl_command;

bool asl_command_makes_rows(const asl_command *c);

/* Build the options that are parameters of losses. Call it once, when the program starts and has one thread; before it
 * there are none. */
void asl_option_table_build(void);

/* The parameters of all losses as options, ending at a row without a name. */
const asl_option *asl_options_axes(void);

/* Option i of a command: its own first, then the parameters and the common ones; NULL past the last. */
const asl_option *asl_options_row_at(const asl_command *c, size_t i);

/* Choice i of an option, which is text [*n]; NULL past the last. */
const char *asl_option_choice(const asl_option *r, size_t i, size_t *n);

/* What stands after the name of an option in --help: its choices as a|b|c, or its metavar. */
void asl_option_value(const asl_option *r, asl_strbuf *out);

/* The row of an option a command knows, or NULL. */
const asl_option *asl_options_row(const asl_command *c, const char *name);

#endif
