/* Carry out a command that makes rows or a text: to standard output or a file, with a picture, kept as an experiment.
 */
#ifndef ASL_RUN_WRITE_OUTPUTS_H
#define ASL_RUN_WRITE_OUTPUTS_H

#include "options/options.h"

int asl_write_outputs(asl_options *o, asl_error *err);

#endif
