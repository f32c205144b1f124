/* Carry out one experiment in a folder: NAME.csv (and NAME-summary.csv), NAME.gp, NAME.meta, a picture, and a result for
 * each claim. */
#ifndef ASL_RUN_EXPERIMENT_RUN_H
#define ASL_RUN_EXPERIMENT_RUN_H

#include "io/gnuplot.h"
#include "options/options.h"
#include "run/result_files.h"
#include "run/session.h"
#include "study/claims.h"

typedef struct asl_experiment_run {
    asl_experiment experiment;
    asl_options options;             /* as carried out */
    char *command;                   /* the command line that repeats it */
    asl_strbuf notes;                /* messages of the command */
    asl_claim_result *claim_results; /* [experiment.nclaims] */
    asl_folder folder;               /* where the files are; open until asl_experiment_run_finish */
    asl_render render;
    const char *format; /* of the picture; NULL if none was drawn */
    asl_error undrawn;  /* why the picture could not be drawn; its code is ASL_OK otherwise */
    bool reused;        /* the rows were read from an earlier run, because nothing has changed */
    size_t runs;        /* number of training runs; 0: it trains nothing */
} asl_experiment_run;

/* The initial value; asl_experiment_run_free may be called. */
#define ASL_EXPERIMENT_RUN_NONE                                                                                        \
    ((asl_experiment_run){.folder = ASL_FOLDER_CLOSED, .render = {.pid = -1, .messages = -1}})

/* What to make.
 *
 *   over    options that replace the experiment's, or NULL. Its claims are then not judged, unless the options only
 *           choose other seeds, because claims are about the experiment as written. If losses, choices or axes are replaced,
 *           the picture is drawn with the command's plot, and without a title unless one is given
 *   host    the command that asks for it (--threads, --quiet); it has the table of commands
 *   format  svg, png, pdf, or NULL to draw nothing */
typedef struct asl_run_request {
    const char *name_or_path;
    const asl_options *over, *host;
    const char *dir, *format;
    const asl_session *session; /* of several experiments; NULL: it shares nothing */
} asl_run_request;

/* Compute the rows, or read them from NAME.csv if an earlier run in dir left them and the inputs have not changed
 * (run/record.h); judge the claims; write the files. The picture is started, and asl_experiment_run_finish waits for it; a picture
 * that cannot be started is not a failure. An interrupted run leaves no files and starts again from the beginning: src/shard
 * has runs that can be resumed. */
int asl_experiment_run_make(asl_experiment_run *f, const asl_run_request *r, asl_error *err);

/* The same in two steps, for a command that checks all its experiments first. asl_experiment_run_open reads and checks
 * the experiment and its data, and computes and writes nothing; f->runs is known then. asl_experiment_run_carry_out does the rest,
 * and reads the data again, because it may have changed in between. After a failure of asl_experiment_run_carry_out, f keeps its
 * names and texts until asl_experiment_run_free. */
int asl_experiment_run_open(asl_experiment_run *f, const asl_run_request *r, asl_error *err);
int asl_experiment_run_carry_out(asl_experiment_run *f, const asl_run_request *r, asl_error *err);

/* Wait for the picture. If it cannot be drawn, f->undrawn says why, and a picture of older data is removed. */
void asl_experiment_run_finish(asl_experiment_run *f);

/* ASL_FAILED, naming them, if any of the n pictures could not be drawn. */
int asl_experiment_run_undrawn(const asl_experiment_run *figures, size_t n, asl_error *err);
void asl_experiment_run_free(asl_experiment_run *f);

/* Print the verdicts on standard error, a line each; nothing if no claims were judged. asl_experiment_run_tell_whole also
 * prints the notes before them and the names of the files after them. */
void asl_experiment_run_tell(const asl_experiment_run *f);
void asl_experiment_run_tell_whole(const asl_experiment_run *f, const char *dir);

/* Append a result as text: "0.0148 [0.013, 0.0166]"; the interval only if there is one. */
void asl_experiment_run_number(asl_strbuf *out, const asl_claim_result *f);

/* --- the steps, for src/shard */

/* Where rows come from, if not from the command itself. */
typedef struct asl_row_source {
    void *self;
    char inputs[ASL_DIGEST_CHARS]; /* asl_inputs_digest of the rows, for NAME.meta */
    int (*fill)(void *self, asl_results *results, asl_strbuf *notes, asl_error *err);
} asl_row_source;

/* Read the experiment and put its options together. */
int asl_experiment_run_load(asl_experiment_run *f, const asl_run_request *r, asl_error *err);

/* Open f->folder, and create it if it is missing. */
int asl_experiment_run_enter(asl_experiment_run *f, const char *dir, asl_error *err);

/* ASL_BAD if a claim is malformed or names a column that does not exist. */
int asl_experiment_run_check_claims(const asl_experiment_run *f, const asl_job *job, asl_error *err);

/* Rows, verdicts and files; start the picture. source NULL: the rows are computed or reused. */
int asl_experiment_run_deliver(asl_experiment_run *f, const asl_run_request *r, bool judged,
                               const asl_row_source *source, asl_error *err);

/* Name the experiment in a message about a bad one. */
int asl_experiment_run_name_error(const asl_run_request *r, int code, asl_error *err);

#endif
