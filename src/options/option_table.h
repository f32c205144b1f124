/* The table of options: what a command can be told.
 *
 * An option's row gives its name, kind, range, default and help once. Parsing, checking, --help, manual pages,
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
    const char *metavar;                /* the placeholder of its value in --help */
    const char *def;                    /* default as text; NULL: none */
    double lo, hi;                      /* range of REAL, COUNT and LIST */
    const char *choices;                /* of CHOICE: a|b|c */
    const char *(*choice_at)(size_t i); /* of CHOICE, instead: the names of a table, NULL past the last */
    bool repeated;                      /* may be given several times */
    bool required;                      /* must be given */
    const char *needs;                  /* the option without which this one has no effect; NULL: none */
    const char *excludes;               /* a|b|c: options that cannot be given together with it; NULL: none */
    bool not_saved;                     /* concerns this run only: --save leaves it out */
    bool keeps_claims;                  /* changes only random draws: the claims of an experiment still apply */
    bool no_numeric_effect;             /* changes no number */
    bool batches;      /* a parameter that only losses of a whole batch have: for commands that have batches */
    bool file, folder; /* its value may be the path of a file, or of a folder with train.csv and test.csv */
    const char *help;
} asl_option;

/* Rows of an option table, by kind. Further fields may follow the help text:
 *     ASL_COUNT_OPTION("top", NULL, 1, 1e9, "list the N most suspect labels", .excludes = "roc"), */
#define ASL_OPTION_ROW(n, k, value, d, low, high, ...)                                                                 \
    {                                                                                                                  \
        .name = n, .kind = k, .metavar = value, .def = d, .lo = low, .hi = high, .help = __VA_ARGS__                   \
    }
#define ASL_FLAG_OPTION(n, ...)           ASL_OPTION_ROW(n, ASL_OPTION_FLAG, NULL, NULL, 0, 0, __VA_ARGS__)
#define ASL_TEXT_OPTION(n, value, d, ...) ASL_OPTION_ROW(n, ASL_OPTION_TEXT, value, d, 0, 0, __VA_ARGS__)
#define ASL_CHOICE_OPTION(n, list, d, ...)                                                                             \
    ASL_OPTION_ROW(n, ASL_OPTION_CHOICE, NULL, d, 0, 0, __VA_ARGS__, .choices = list)
#define ASL_REAL_OPTION(n, d, low, high, ...)  ASL_OPTION_ROW(n, ASL_OPTION_REAL, "X", d, low, high, __VA_ARGS__)
#define ASL_COUNT_OPTION(n, d, low, high, ...) ASL_OPTION_ROW(n, ASL_OPTION_COUNT, "N", d, low, high, __VA_ARGS__)
#define ASL_LIST_OPTION(n, d, low, high, ...)  ASL_OPTION_ROW(n, ASL_OPTION_LIST, "LIST", d, low, high, __VA_ARGS__)
#define ASL_LOSS_OPTION(d, ...)                ASL_OPTION_ROW("loss", ASL_OPTION_LOSS, "LOSS", d, 0, 0, __VA_ARGS__)

#define ASL_MOST_SEED 9007199254740992.0 /* 2^53: every seed is an exact double */

typedef struct asl_options asl_options; /* options/options.h */
typedef struct asl_job asl_job;         /* options/job.h */

/* What an argument without dashes names: a file, or a row of a registry. */
enum asl_names { ASL_NAMES_FILES, ASL_NAMES_FAMILIES, ASL_NAMES_LOSSES, ASL_NAMES_EXPERIMENTS };

typedef struct asl_command {
    const char *name, *summary;
    const char *arg; /* the arguments without dashes, for the usage line; NULL: none */
    size_t min_args, max_args;
    enum asl_names arg_names;       /* what they name, for completion */
    bool reads;                     /* they are files; without one, the command reads standard input */
    const asl_option *options;      /* ends at the first row without a name */
    bool drawn;                     /* its rows have a picture, plots/NAME.gp: --plot and --title */
    bool axes;                      /* every parameter of the loss is an option too, and takes a LIST */
    bool batches;                   /* its losses may be functions of a whole batch */
    bool summarised;                /* with -o FILE.csv it writes FILE-summary.csv too, */
    const char *unsummarised;       /* except with this flag; NULL: always */
    const char *description;        /* what it does and reads: the part of the help before the options */
    void (*table)(asl_strbuf *out); /* the part after them that is made from tables; NULL: none */
    const char *details;            /* the rest of the help: columns, definitions, examples */
    /* Rows of data, at once or as a job in trials; or a text for people; or both (then --csv selects the rows). */
    int (*rows)(const asl_options *o, asl_row_sink v, asl_error *err);
    int (*job)(const asl_options *o, asl_job *job, asl_error *err);
    int (*text)(const asl_options *o, asl_strbuf *out, asl_error *err);
    int (*run)(const asl_options *o, asl_error *err); /* instead of these: does everything itself */
    /* Reads its own arguments; NULL: asl_options_parse does. */
    int (*parse)(asl_options *o, int argc, char *const *argv, asl_error *err);
} asl_command;

bool asl_command_makes_rows(const asl_command *c);

/* Build the options that are parameters of losses. Call it once, at start-up, while there is only one thread; before it
 * there are none. */
void asl_option_table_build(void);

/* The parameters of all losses as options, ending at a row without a name. */
const asl_option *asl_options_axes(void);

/* Whether a row is one of these. */
bool asl_option_is_axis(const asl_option *r);

/* Option i of a command: its own first, then the parameters and the common ones; NULL past the last. */
const asl_option *asl_options_row_at(const asl_command *c, size_t i);

/* Choice i of an option, which is text [*n]; NULL past the last. */
const char *asl_option_choice(const asl_option *r, size_t i, size_t *n);

/* What follows the name of an option in --help: its choices as a|b|c, or its metavar. */
void asl_option_value(const asl_option *r, asl_strbuf *out);

/* The row of an option of a command, or NULL. */
const asl_option *asl_options_row(const asl_command *c, const char *name);

#endif
