/* The paths that a command writes, checked before it computes anything.
 *
 * No two of them may lead to one file, none may overwrite a file that the command reads (an argument, or the value of an option
 * that names a file), and --plot needs an ending that aslab knows and a regular file. */
#ifndef ASL_RUN_OUTPUT_PATHS_H
#define ASL_RUN_OUTPUT_PATHS_H

#include "options/options.h"

typedef struct asl_output_paths {
    const char *rows;   /* -o; NULL or "-": standard output */
    char *summary;      /* FILE-summary.csv next to -o FILE.csv, of a command that has a summary; NULL: none */
    const char *plot;   /* --plot; NULL: no picture */
    const char *format; /* the ending of plot without its dot: svg, png, pdf, or gp for the script alone */
    bool script;        /* the format is gp */
    const char *save;   /* --save; NULL: nothing is saved */
} asl_output_paths;

/* Fill p, whose texts belong to o except for the summary. ASL_BAD, with the option and the path, if the user must change
 * them; ASL_FAILED if the picture cannot be drawn here. Release with asl_output_paths_free, also after a failure. */
int asl_output_paths_check(asl_output_paths *p, const asl_options *o, asl_error *err);
void asl_output_paths_free(asl_output_paths *p);

#endif
