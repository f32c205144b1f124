/* Looking up commands in a table of them: an array of pointers that ends with NULL. Nothing here names a command, so that
 * commands themselves can use the table that they are given (asl_options.commands). */
#ifndef ASL_OPTIONS_COMMAND_TABLE_H
#define ASL_OPTIONS_COMMAND_TABLE_H

#include "options/option_table.h"

/* NULL with ASL_BAD if there is none of that name. */
const asl_command *asl_command_find(const asl_command *const *commands, const char *name, asl_error *err);

/* The names of all options of all commands that make rows, each once: what an experiment file may hold. [*n], the array
 * to be freed. NULL on failure. */
const char **asl_command_option_names(const asl_command *const *commands, size_t *n, asl_error *err);

#endif
