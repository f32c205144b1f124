/* The gnuplot script of a command or an experiment. */
#ifndef ASL_RUN_SCRIPT_H
#define ASL_RUN_SCRIPT_H

#include "io/gnuplot.h"
#include "options/options.h"

typedef struct asl_script_request {
    const asl_options *options; /* its choices and flags become variables of the script */
    const char *name;           /* of the picture, without an ending */
    const char *data;           /* path of the CSV file, as the script sees it */
    const char *title;          /* NULL or "": the plot's own */
    const char *made_by;        /* a command line, for the script's first comment */
    const char *plot;           /* text of the plot (plots/NAME.gp) */
    const char *variables;      /* further variables, as lines of gnuplot; NULL: none */
    const asl_series *series;
    char *const *labels; /* [series->n] names in the legend; NULL: short ones are chosen (run/labels.h) */
    asl_strbuf *notes;   /* gets a line if the picture leaves something out; may be NULL */
} asl_script_request;

/* To be freed; NULL on failure. A script that draws the CSV file itself also needs asl_series_drawable. */
char *asl_script_text(const asl_script_request *r, asl_error *err);

#endif
