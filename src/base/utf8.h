/* UTF-8 characters. */
#ifndef ASL_BASE_UTF8_H
#define ASL_BASE_UTF8_H

#include <stddef.h>

/* Number of bytes of the character at text (NUL-terminated). 0 if it is invalid: not UTF-8, overlong, a surrogate,
 * U+FFFE or U+FFFF. */
size_t asl_utf8_bytes(const char *text);

/* Number of bytes of the character at text (NUL-terminated) if a terminal only displays it. 0 for a control character
 * (C0, DEL, C1), invalid UTF-8, a line separator, or a control of the writing direction, which can make a text look
 * like another one. */
size_t asl_utf8_visible(const char *text);

#endif
