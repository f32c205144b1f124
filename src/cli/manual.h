/* Manual pages: the help texts in the man macros of roff. */
#ifndef ASL_CLI_MANUAL_H
#define ASL_CLI_MANUAL_H

#include "options/option_table.h"

/* The page of a command, aslab-COMMAND(1), or for NULL the page of all commands (which end with NULL), aslab(1). */
void asl_manual(const asl_command *const *commands, const asl_command *c, asl_strbuf *out);

#endif
