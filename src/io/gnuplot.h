/* Pictures: gnuplot scripts that stand alone beside their CSV, and running gnuplot on them.
 *
 * A script is: a comment saying what made it, a few variables, the shared style, and the plot. The variables: term,
 * name, data, title; the arrays `columns` (of the data), `series` (the distinct values of its first column) and `label`
 * (what to call them), `first` and `last` (their rows, from 0: rows are not chosen by comparing names, because gnuplot cuts a
 * quoted text at its comma, and names of files and of distributions may have one); and opt_NAME for every choice the command was given, as in opt_x = 'logit'. All text from
 * a user stands in quoted strings, in which nothing is executed. gnuplot is started without a shell. */
#ifndef ASL_IO_GNUPLOT_H
#define ASL_IO_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/intern.h"
#include "base/row.h"
#include "base/status.h"
#include "base/text.h"
#include "io/folder.h"

typedef struct asl_series asl_series;

typedef struct asl_picture {
    const char *name;    /* of the picture file, without its ending */
    const char *data;    /* the CSV's path, as seen from the script's folder */
    const char *title;   /* "" for none */
    const char *made_by; /* the command line, for the comment */
    const asl_series *series;
    char *const *labels; /* used where there are as many as series */
    size_t nlabels;
    const char *variables;    /* further lines of the script, already in gnuplot's form */
    const char *style, *plot; /* the texts of style.gp and NAME.gp */
} asl_picture;

void asl_gnuplot_script(asl_text *out, const asl_picture *picture);

/* What the picture leaves out of its table, as in "the 200 of 100000 labels with the most positives"; nothing if it
 * draws all of it. A picture stays readable, and is drawn in seconds, because
 *   - of more than ASL_MOST_SERIES series the first are drawn, by every plot that uses the array `series`;
 *   - a plot that uses `row_step` draws every row_step-th row: of more than 20,000 rows, one in a prime number, so that
 *     the subset does not fall in step with the labels or the axes of a grid;
 *   - a plot that uses `shown` and `shown_label` draws these rows, under these names: of a table with a row a label, up to 200 with the
 *     most positives; shown_of is how many labels there are, shown_widest the longest name in characters.
 * The script has the text as `left_out`, and the style writes it on the picture. */
void asl_picture_left_out(const asl_picture *picture, asl_text *out);

/* Add what a plot of NAME-summary.csv needs: its name as `summary`, and the rows of its series as the arrays
 * `summary_first` and `summary_last`. */
void asl_gnuplot_summary(asl_text *out, const char *name, const asl_series *series);

/* Add the line NAME = 'text', quoted. */
void asl_gnuplot_variable(asl_text *out, const char *name, const char *text);

/* What a visitor collects: the columns' names, the distinct values of the first one where it is text, at most 64, and
 * the rows of the labels with the most positives. */
enum { ASL_MOST_SERIES = 64, ASL_MOST_SHOWN = 200 };

/* A row about a label. */
typedef struct asl_shown {
    long long row;
    double positives;
    char *label;
} asl_shown;

struct asl_series {
    char *names[ASL_MOST_SERIES];
    long long first[ASL_MOST_SERIES], last[ASL_MOST_SERIES]; /* rows, counted from 0 */
    size_t n;
    char **columns;
    size_t ncolumns;
    long long rows;        /* so far */
    bool broken;           /* a text of theirs has a line end */
    asl_intern seen;       /* the series, also those past the first, up to 10,000 */
    long label, positives; /* columns of a table with a row a label: row, label, ..., positives; else 0 */
    asl_shown *shown;      /* [nshown] the labels with the most positives, in any order */
    size_t nshown, least;  /* least: which of them has the fewest positives */
    long long labels;      /* so far */
};

asl_visitor asl_series_visitor(asl_series *s);
void asl_series_free(asl_series *s);

/* ASL_BAD where a script could not draw the file of these rows. */
int asl_series_drawable(const asl_series *s, asl_error *err);

/* A gnuplot under way. */
typedef struct asl_render {
    pid_t pid;
    int messages; /* read end of its standard error */
    char *temp, *target;
    const asl_folder *folder; /* that they are relative to; NULL: none */
} asl_render;

/* Is `format` one of svg, png, pdf? */
int asl_gnuplot_knows(const char *format);

/* Whether a gnuplot is on the PATH. */
int asl_gnuplot_found(void);

/* Start drawing script (a path) as format into target; gnuplot runs in the script's folder.
 * ASL_FAILED where gnuplot is not there. */
int asl_render_start(asl_render *r, const char *script, const char *format, const char *target, asl_error *err);

/* The same of the text of a script, for NAME.FORMAT in an open folder, which must stay open until the picture is kept or
 * dropped. gnuplot runs there, but neither reads its script there nor opens the picture by its name: what others put
 * into the folder in the meantime is not run, and not written through. */
int asl_render_start_in(asl_render *r, const char *text, const asl_folder *folder, const char *name, const char *format,
                        asl_error *err);

/* Wait for it. ASL_FAILED with gnuplot's own words where it could not draw; nothing is left then. */
int asl_render_wait(asl_render *r, asl_error *err);

/* After a good wait: let the picture appear as target, or drop it. Dropping what was never started is allowed. */
int asl_render_keep(asl_render *r, asl_error *err);
void asl_render_drop(asl_render *r);

/* End every gnuplot under way. Safe in a signal handler. */
void asl_render_kill_all(void);

#endif
