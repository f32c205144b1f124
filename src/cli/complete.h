/* What may stand at a place of a command line: for the completions of bash, zsh and fish. */
#ifndef ASL_CLI_COMPLETE_H
#define ASL_CLI_COMPLETE_H

#include "base/strbuf.h"
#include "options/option_table.h"

/* commands: all, ending with NULL. word [n] are the words after `aslab`, the last one as far as it is typed (which may be nothing). Out goes a line for
 * every whole word that may stand in its place, a tab and what it is, if anything is to be said; or, for names of
 * files, @files or @folders. A word that ends in `:`, `=` or `,` goes on. Nothing for words that are wrong already. */
void asl_complete(const asl_command *const *commands, int n, char *const *word, asl_strbuf *out);

#endif
