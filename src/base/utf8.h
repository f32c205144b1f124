/* Characters in UTF-8. */
#ifndef ASL_BASE_UTF8_H
#define ASL_BASE_UTF8_H

#include <stddef.h>

/* Bytes of the character at text (NUL-terminated); 0 if there is none, or an overlong one, half of a pair, U+FFFE or
 * U+FFFF. */
size_t asl_utf8_bytes(const char *text);

/* Bytes of the character at text (NUL-terminated) if a terminal shows it and nothing else happens; 0 if the byte there
 * is a control character (C0, DEL, C1), not UTF-8, a line separator, or a control of the writing direction, with which
 * a text can look like another one. */
size_t asl_utf8_visible(const char *text);

#endif
