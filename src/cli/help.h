/* The help texts, wrapped at 80 columns: of all commands, and of one. */
#ifndef ASL_CLI_HELP_H
#define ASL_CLI_HELP_H

#include "base/column.h"
#include "base/strbuf.h"
#include "options/option_table.h"

/* An item: its name, and next to it or below its meaning. */
void asl_help_item(asl_strbuf *out, const char *name, const char *meaning);

/* The columns of a study: an item for each meaning, with all names that share it. */
void asl_help_columns(asl_strbuf *out, const asl_column *columns);

/* `aslab COMMAND --help` */
void asl_help_command(asl_strbuf *out, const asl_command *c);

/* `aslab --help`; commands ends with NULL. */
void asl_help_overview(asl_strbuf *out, const asl_command *const *commands);

#endif
