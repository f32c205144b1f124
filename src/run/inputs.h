/* The inputs of a command: everything that can change a number in its output, as one canonical text.
 *
 *     program HEX               digest of the program's sources
 *     command NAME
 *     option NAME VALUE         each option that can change a number, with its default if it was not given, in the order of the
 *                               command's table; numbers and losses in one spelling
 *     word VALUE                each word without dashes
 *
 * A file is written as its name without the folder, and the SHA-256 of its bytes: it may be in another folder on another machine.
 * Threads, paths, titles and hosts are not inputs. Two commands with the same text compute the same bytes. */
#ifndef ASL_RUN_INPUTS_H
#define ASL_RUN_INPUTS_H

#include "io/digest.h"
#include "options/options.h"

/* Add the text to out. data: read the files for their digests; without it they need not exist, and "sha256 " is followed
 * by nothing. ASL_BAD if a file cannot be read. */
int asl_inputs_text(asl_strbuf *out, const asl_options *o, bool data, asl_error *err);

/* SHA-256 of that text, with data. */
int asl_inputs_digest(const asl_options *o, char hex[ASL_DIGEST_CHARS], asl_error *err);

/* Whether an input is a stream (standard input, a pipe, a device), which can be read only once. */
bool asl_inputs_are_streams(const asl_options *o);

#endif
