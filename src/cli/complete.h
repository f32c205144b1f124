/* What can follow on a command line: for the completions of bash, zsh and fish. */
#ifndef ASL_CLI_COMPLETE_H
#define ASL_CLI_COMPLETE_H

#include "base/strbuf.h"
#include "options/option_table.h"

/* commands: all, ending with NULL. word [n]: the words after `aslab`; the last one is incomplete and may be empty.
 *
 * Append one line per word that can replace the last one, followed by a tab and its meaning, if it has one; or @files
 * or @folders, which stands for all names of files or folders. A word that ends in `:`, `=` or `,` is a prefix. Nothing
 * is appended if the words before are wrong. */
void asl_complete(const asl_command *const *commands, int n, char *const *word, asl_strbuf *out);

#endif
