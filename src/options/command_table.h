/* Looking up commands in a table: an array of pointers that ends with NULL. Nothing here names a command, so that a
 * command can use the table that it is given (asl_options.commands). */
#ifndef ASL_OPTIONS_COMMAND_TABLE_H
#define ASL_OPTIONS_COMMAND_TABLE_H

#include "options/option_table.h"

/* NULL with ASL_BAD, naming the nearest one, if there is no such command. */
const asl_command *asl_command_find(const asl_command *const *commands, const char *name, asl_error *err);

/* The names of all options of all commands that make rows, each once: what an experiment file may contain. [*n], free
 * the array. NULL on failure. */
const char **asl_command_option_names(const asl_command *const *commands, size_t *n, asl_error *err);

#endif
