/* Carry out a command that produces rows or text: to standard output or to a file, with a picture (--plot), and with its options
 * saved as an experiment (--save). All files appear together at the end, or none does. */
#ifndef ASL_RUN_WRITE_OUTPUTS_H
#define ASL_RUN_WRITE_OUTPUTS_H

#include "options/options.h"

/* The command's own exit status (o->verdict), or the code of a failure. ASL_FAILED if only the picture could not be drawn: the
 * other files are then complete, and a picture of older data is removed. */
int asl_write_outputs(asl_options *o, asl_error *err);

#endif
