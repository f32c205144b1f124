/* Messages on standard error.
 *
 * A text may come from a file that somebody else wrote (a shard, a plan, a table). Control characters are made visible, so that
 * they have no effect on the terminal (asl_strbuf_add_visible of base/strbuf.h). */
#ifndef ASL_RUN_TERMINAL_H
#define ASL_RUN_TERMINAL_H

#include "base/strbuf.h"

void asl_tell(const char *format, ...) ASL_PRINTF(1, 2);

/* Print notes, each of which ends with a newline. After 64 kB the rest is replaced by a line with its size. */
void asl_tell_notes(const asl_strbuf *notes);

#endif
