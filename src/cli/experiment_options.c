#include "cli/experiment_options.h"

#include <stdio.h>
#include <string.h>

#include "io/gnuplot.h"

const char *asl_render_format(const asl_options *o)
{
    const char *format = asl_options_text(o, "render");
    return strcmp(format, "none") != 0 && asl_gnuplot_found() ? format : NULL;
}

void asl_tell_no_gnuplot(const asl_options *o)
{
    if (strcmp(asl_options_text(o, "render"), "none") != 0 && !asl_gnuplot_found())
        fputs("aslab: gnuplot is not on the PATH: CSV files and .gp scripts are written, but no pictures\n", stderr);
}
