/* What is said on standard error.
 *
 * A text may come from a file that somebody else wrote: a shard, a plan, a table. All of it is shown, and none of it
 * acts on the terminal (asl_strbuf_add_visible of base/strbuf.h). */
#ifndef ASL_RUN_TERMINAL_H
#define ASL_RUN_TERMINAL_H

#include "base/strbuf.h"

void asl_tell(const char *format, ...) ASL_PRINTF(1, 2);

/* The notes that were gathered, which end in a line end; those past some 64 kB are left out, and that is said. */
void asl_tell_notes(const asl_strbuf *notes);

#endif
