/* One experiment carried out into a folder: NAME.csv (and NAME-summary.csv), NAME.gp, NAME.meta, a picture, and a
 * finding per claim. */
#ifndef ASL_RUN_EXPERIMENT_RUN_H
#define ASL_RUN_EXPERIMENT_RUN_H

#include "options/options.h"
#include "shard/plan.h"
#include "run/session.h"
#include "io/gnuplot.h"
#include "study/claims.h"

/* Where figures go and how they are drawn: rows of a command's option table. */
#define ASL_FIGURE_OPTIONS                                                                                             \
    {.name = "output",                                                                                                 \
     .kind = ASL_OPTION_TEXT,                                                                                          \
     .metavar = "DIR",                                                                                                 \
     .def = "out",                                                                                                     \
     .once = true,                                                                                                     \
     .help = "folder to write into"},                                                                                  \
    {                                                                                                                  \
        .name = "render", .kind = ASL_OPTION_CHOICE, .choices = "svg|png|pdf|none", .def = "svg", .once = true,        \
        .help = "pictures"                                                                                             \
    }

typedef struct asl_figure {
    asl_experiment experiment;
    asl_options options;   /* as carried out */
    char *command;         /* the command line that repeats it */
    asl_text notes;        /* what the command has to say */
    asl_finding *findings; /* [experiment.nclaims] */
    asl_folder folder;     /* that it is made in, open until asl_figure_finish */
    asl_render render;
    const char *format; /* of the picture; NULL where none was drawn */
    asl_error undrawn;  /* why the picture could not be drawn; its code is ASL_OK otherwise */
    size_t parts, done; /* its shards, and how many of them were there before */
    size_t runs;        /* training runs in all; 0: it trains nothing */
} asl_figure;

/* One that was not made yet; asl_figure_free may be called. */
#define ASL_FIGURE_NONE ((asl_figure){.folder = ASL_FOLDER_CLOSED, .render = {.pid = -1, .messages = -1}})

/* What to make.
 *
 *   script  of a merge: the gnuplot script that draws it, a path or the name of one that comes with aslab; NULL: the
 *           experiment's plot, if that is a name
 *   over    options that replace the experiment's, or NULL. Its claims are then not judged (but for other seeds): they
 *           are about the experiment as it stands. Where losses, choices or axes are replaced, the picture is the
 *           command's own, under no other title than the one given.
 *   host    the command on whose behalf it is done (--threads, --quiet); it has the table of commands
 *   format  svg, png, pdf, or NULL to draw nothing */
typedef struct asl_figure_request {
    const char *name_or_path;
    const asl_options *over, *host;
    const char *dir, *format, *script;
    asl_plan_rule rule;         /* for another plan of the same name in dir */
    uint64_t shard, shards;     /* do shard of shards, and no more; shards 0: do all that is left and deliver it */
    const asl_session *session; /* of several experiments; NULL: it shares nothing */
} asl_figure_request;

/* The work goes through a plan in dir (shard/plan.h), but for what reads standard input. The picture is started, not
 * waited for; a picture that cannot be started is no failure (see asl_figure_finish). */
int asl_figure_make(asl_figure *f, const asl_figure_request *r, asl_error *err);

/* The same in two steps, for a command that checks all its experiments before it begins. asl_figure_open reads and checks the experiment and its data, and computes and writes nothing;
 * f->runs is known then. asl_figure_carry_out does the rest, and reads the data again, because it may have changed in
 * between. After a failure of asl_figure_carry_out, f keeps its names and texts until asl_figure_free. */
int asl_figure_open(asl_figure *f, const asl_figure_request *r, asl_error *err);
int asl_figure_carry_out(asl_figure *f, const asl_figure_request *r, asl_error *err);

/* Deliver the plan called r->name_or_path in r->dir from its shards alone. ASL_INCOMPLETE and ASL_CONFLICT as
 * asl_merge; ASL_CONFLICT too if NAME.conf is not as it was written or not of the plan, and ASL_BAD if it names a script
 * by its path: what is in a folder may be somebody else's, and a script can run programs. */
int asl_figure_merge(asl_figure *f, const asl_figure_request *r, asl_error *err);

/* Wait for the picture. If it cannot be drawn, f->undrawn says why, and a picture of older data is removed. */
void asl_figure_finish(asl_figure *f);

/* ASL_FAILED, naming them, if any pictures of n figures could not be drawn. */
int asl_figure_undrawn(const asl_figure *figures, size_t n, asl_error *err);
void asl_figure_free(asl_figure *f);

/* The verdicts of a figure for standard error, a line each; nothing where no claims were judged. With what was noted
 * before them and which files are in dir after them: asl_figure_tell_whole. */
void asl_figure_tell(const asl_figure *f);
void asl_figure_tell_whole(const asl_figure *f, const char *dir);

/* A finding as words: "0.0148 [0.013, 0.0166]"; the interval only where there is one. */
void asl_figure_number(asl_text *out, const asl_finding *f);

#endif
