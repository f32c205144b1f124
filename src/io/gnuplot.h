/* Pictures: standalone gnuplot scripts next to their CSV, and running gnuplot on them.
 *
 * A script consists of a comment with the command that made it, variables, the shared style, and the plot. The
 * variables are:
 *
 *   term, name, data, title
 *   columns      array of the columns of the data
 *   series       array of the distinct values of the first column
 *   label        array of the names of the series in the picture
 *   first, last  arrays of the first and last row of each series, from 0. gnuplot splits a quoted text at its comma,
 *                which names of files and distributions can contain, so a plot cannot select rows by comparing names.
 *   opt_NAME     every choice among the options, for example opt_x = 'logit'
 *
 * All text from a user is inside quoted strings, in which gnuplot executes nothing. gnuplot is started without a
 * shell. */
#ifndef ASL_IO_GNUPLOT_H
#define ASL_IO_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/intern.h"
#include "base/row.h"
#include "base/status.h"
#include "base/strbuf.h"
#include "io/folder.h"
#include "io/tempfile.h"

typedef struct asl_series asl_series;

typedef struct asl_picture {
    const char *name;    /* base name of the picture file */
    const char *data;    /* path of the CSV, relative to the script's folder */
    const char *title;   /* "" for none */
    const char *made_by; /* the command line, for the comment */
    const asl_series *series;
    char *const *labels; /* used if nlabels equals the number of series */
    size_t nlabels;
    const char *variables;    /* more lines of the script, in gnuplot syntax */
    const char *style, *plot; /* contents of style.gp and NAME.gp */
} asl_picture;

void asl_gnuplot_script(asl_strbuf *out, const asl_picture *picture);

/* Append a description of the data that the picture omits, for example "the 200 of 100000 labels with the most
 * positives"; nothing if it draws all. Pictures omit data to stay readable and to be drawn in seconds:
 *
 *   - A plot that uses the array `series` draws at most the first ASL_MOST_SERIES series.
 *   - A plot that uses `row_step` draws every row_step-th row. With more than 20,000 rows the step is a prime number,
 *     so that the subset does not alternate in step with the labels or the axes of a grid.
 *   - A plot that uses `shown` and `shown_label` draws these rows, under these names: of a table with one row per
 *     label, up to 200 with the most positives. shown_of is the number of labels, shown_widest the length of the
 *     longest name.
 *
 * The script defines the text as `left_out`, and the style writes it on the picture. */
void asl_picture_left_out(const asl_picture *picture, asl_strbuf *out);

/* Append what a plot of NAME-summary.csv needs: its file name as `summary`, and the rows of its series as the arrays
 * `summary_first` and `summary_last`. */
void asl_gnuplot_summary(asl_strbuf *out, const char *name, const asl_series *series);

/* Append the line NAME = "text", quoted. */
void asl_gnuplot_variable(asl_strbuf *out, const char *name, const char *text);

/* A visitor that collects the column names, the distinct values of the first column if it is text, at most 64, and the
 * rows of the labels with the most positives. */
enum { ASL_MOST_SERIES = 64, ASL_MOST_SHOWN = 200 };

/* The row of a label. */
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
    bool broken;           /* a text contains a newline */
    asl_intern seen;       /* all series, including those after the first 64, up to 10,000 */
    long label, positives; /* columns of a table with one row per label; otherwise 0 */
    asl_shown *shown;      /* [nshown] the labels with the most positives, in any order */
    size_t nshown, least;  /* least: index of the one with the fewest positives */
    long long labels;      /* so far */
};

asl_row_sink asl_series_sink(asl_series *s);
void asl_series_free(asl_series *s);

/* ASL_BAD if a script cannot draw a file with these rows. */
int asl_series_drawable(const asl_series *s, asl_error *err);

/* A running gnuplot. */
typedef struct asl_render {
    pid_t pid;
    int messages;       /* read end of its standard error */
    asl_tempfile *file; /* the picture; NULL: none was started */
} asl_render;

/* Is `format` one of svg, png, pdf? */
int asl_gnuplot_knows(const char *format);

/* Is gnuplot on the PATH? */
int asl_gnuplot_found(void);

/* Start drawing the text of a script as format to target (a path). gnuplot runs in the folder of target, symbolic links
 * resolved, but gets script and picture as descriptors. Thus it never runs or overwrites a file that somebody else puts
 * into the folder. ASL_FAILED if gnuplot is not found or cannot be started. */
int asl_render_start(asl_render *r, const char *text, const char *format, const char *target, asl_error *err);

/* The same for NAME.FORMAT in an open folder, which must stay open until the picture is kept or dropped. */
int asl_render_start_in(asl_render *r, const char *text, const asl_folder *folder, const char *name, const char *format,
                        asl_error *err);

/* Wait for gnuplot. ASL_FAILED, with gnuplot's message, if it failed; the temporary picture is then removed. */
int asl_render_wait(asl_render *r, asl_error *err);

/* After a successful wait: rename the picture to target, or remove it. Dropping a render that was never started is
 * allowed. */
int asl_render_keep(asl_render *r, asl_error *err);
void asl_render_drop(asl_render *r);

/* Kill all running gnuplots. Safe in a signal handler. */
void asl_render_kill_all(void);

#endif
