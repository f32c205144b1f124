/* Options of the commands that write the files of experiments: figures, run and merge. */
#ifndef ASL_CLI_EXPERIMENT_OPTIONS_H
#define ASL_CLI_EXPERIMENT_OPTIONS_H

#include "options/options.h"

#define ASL_RENDER_OPTION                                                                                              \
    ASL_CHOICE_OPTION("render", "svg|png|pdf|none", "svg", "format of the pictures", .not_saved = true)
#define ASL_FOLDER_OPTION ASL_TEXT_OPTION("output", "DIR", "out", "folder for the files", .not_saved = true)
#define ASL_SHARDS_OPTION                                                                                              \
    ASL_COUNT_OPTION("shards", NULL, 1, ASL_MOST_SHARDS,                                                               \
                     "divide the work into N shards and keep each one, so that an interrupted run can be resumed",     \
                     .not_saved = true)

/* The format of --render; NULL, for no pictures, if that is `none` or gnuplot is missing. */
const char *asl_render_format(const asl_options *o);

/* Print that there are no pictures because gnuplot is missing, if that is so. */
void asl_tell_no_gnuplot(const asl_options *o);

#endif
