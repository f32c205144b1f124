/* Options: what a command may be told, as a table, and what it was told.
 *
 * An option's row gives its name, kind, range, default and help once; parsing, checking, --help and experiment files
 * all read it there. What was told is kept as text (asl_setting), so that a command line and an experiment file are
 * the same thing. Every value has passed its row's check when a command runs. */
#ifndef ASL_CLI_OPTIONS_H
#define ASL_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/list.h"
#include "base/row.h"
#include "io/experiment.h"
#include "loss/loss.h"
#include "study/properties.h"

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
    const char *metavar; /* what stands after it in --help */
    const char *def;     /* default as text; NULL: none */
    double lo, hi;       /* range of REAL, COUNT and LIST */
    const char *choices; /* of CHOICE: a|b|c */
    bool repeated;       /* may be given several times */
    bool once;           /* about this run alone: not kept by --save */
    bool redraws;        /* changes what chance decides and nothing else: the claims of an experiment still stand */
    bool cosmetic;       /* changes no number */
    bool batches;        /* a parameter of losses of a whole batch alone: for commands that have batches */
    bool file, folder;   /* its value may be the path of a file, of a folder with train.csv and test.csv */
    const char *help;
} asl_option;

typedef struct asl_options asl_options;

/* Work in independent trials, done in any order, by several threads at once, here or on other machines.
 *
 * Rows of a trial are the table's own, in the order of the trials; or, where there is a `finish`, results: each row
 * goes into `take`, unless the trial was done in this very job, and once all are there `finish` gives the table. */
typedef struct asl_job {
    void *self;
    size_t trials;
    size_t runs;      /* training runs in all, for a page that shows the progress; 0: it trains nothing */
    size_t rows_each; /* about so many rows a trial, made in microseconds; 0: a trial takes its time */
    /* Of the table; NULL: the one trial announces them before its rows. */
    int (*columns)(void *self, asl_visitor v, asl_error *err);
    void (*need)(void *self, size_t trial);     /* say which trials will be done, before any is; may be NULL */
    int (*prepare)(void *self, asl_error *err); /* then this, once; may be NULL */
    int (*range)(void *self, size_t from, size_t to, asl_visitor v, asl_error *err);
    int (*take)(void *self, const asl_cell *cells, size_t n, asl_error *err);
    int (*finish)(void *self, asl_visitor v, const asl_visitor *summary, asl_error *err);
    void (*free)(void *self);
} asl_job;

/* What a word without dashes names: a file, or a row of a registry. */
enum asl_names { ASL_NAMES_FILES, ASL_NAMES_FAMILIES, ASL_NAMES_LOSSES, ASL_NAMES_EXPERIMENTS };

typedef struct asl_command {
    const char *name, *summary;
    const char *arg; /* what stands without dashes, for the usage line; NULL: nothing */
    size_t min_args, max_args;
    enum asl_names arg_names;     /* what may stand there, for completion */
    bool reads;                   /* what stands without dashes are files, without one it reads standard input */
    const asl_option *options;    /* ends at the first without a name */
    bool drawn;                   /* its rows have a picture, plots/NAME.gp: --plot and --title */
    bool axes;                    /* every parameter of the loss is an option too, taking a LIST */
    bool batches;                 /* its losses may be functions of a whole batch */
    bool summarised;              /* with -o FILE.csv it writes FILE-summary.csv too, */
    const char *unsummarised;     /* but for this flag; NULL: always */
    const char *details;          /* the rest of --help: columns, definitions, examples */
    const char *details_before;   /* what stands before it, and before the table; NULL: nothing */
    void (*table)(asl_text *out); /* a part of the help that is made from a table; NULL: none */
    /* Rows of data, at once or as a job in trials; or a text for people; or both (then --csv chooses the rows). */
    int (*rows)(const asl_options *o, asl_visitor v, asl_error *err);
    int (*job)(const asl_options *o, asl_job *job, asl_error *err);
    int (*text)(const asl_options *o, asl_text *out, asl_error *err);
    int (*run)(const asl_options *o, asl_error *err); /* instead of both: does everything itself */
    /* Reads its own words; NULL: asl_options_parse does. */
    int (*parse)(asl_options *o, int argc, char *const *argv, asl_error *err);
} asl_command;

bool asl_command_makes_rows(const asl_command *c);

/* Whether what these options ask for comes with a summary. */
bool asl_options_summarised(const asl_options *o);

struct asl_options {
    const asl_command *command;
    const asl_command *also; /* options of another command are allowed too (aslab run); may be NULL */
    asl_setting *settings;
    size_t n, capacity;
    char **args;
    size_t nargs;
    asl_text *notes; /* where a command puts what to say once all is done; NULL: nobody listens */
    int *verdict;    /* where a command that judges puts its exit status, and into err why; NULL: nobody asks */
    const asl_visitor *summary;        /* where a summarised command puts its second table; NULL: nobody listens */
    const struct asl_session *session; /* what it shares with other experiments (cli/session.h); NULL: nothing */
    const asl_options *host; /* the command on whose behalf this one is carried out, for threads and quiet; or NULL */
};

/* The parameters of all losses as options, ending at a row without a name. */
const asl_option *asl_options_axes(void);

/* Option i of a command: its own first, then the parameters and the common ones; NULL past the last. */
const asl_option *asl_options_row_at(const asl_command *c, size_t i);

/* The row of an option a command knows, or NULL. */
const asl_option *asl_options_row(const asl_command *c, const char *name);

/* The row of an option that these options may hold: the command's, or the other's where that is about no single run. */
const asl_option *asl_options_known(const asl_options *o, const char *name);

/* Read argv [argc], the words after the command's name. ASL_BAD where something is unknown, missing or out of range. */
int asl_options_parse(asl_options *o, const asl_command *c, const asl_command *also, int argc, char *const *argv,
                      asl_error *err);

/* Take over an experiment's options for its command c, then those given in over (NULL: none) instead of its own. */
int asl_options_from(asl_options *o, const asl_command *c, const asl_experiment *e, const asl_options *over,
                     asl_error *err);
void asl_options_free(asl_options *o);

/* Put the settings in the order of the command's table, whichever they were given in. */
void asl_options_sort(asl_options *o);

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
void asl_options_write(const asl_options *o, asl_text *out);

/* The same as an experiment named `name`; to be freed by asl_experiment_free. */
int asl_options_save(const asl_options *o, asl_experiment *e, asl_error *err);

/* Say something once all is done: a line for standard error. */
void asl_options_note(const asl_options *o, const char *format, ...) ASL_PRINTF(2, 3);

/* The choices made and flags given, as gnuplot variables opt_NAME ('true' or '' for a flag). */
void asl_options_variables(const asl_options *o, asl_text *out);

/* The help text of a command; of it: what stands behind an option's name, what that means, and all that stands under
 * the options. */
void asl_options_help(const asl_command *c, asl_text *out);
const char *asl_option_value(const asl_option *r);
void asl_option_meaning(const asl_option *r, asl_text *out);
void asl_options_details(const asl_command *c, asl_text *out);

#endif
