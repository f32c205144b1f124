/* Names people type: finding the nearest known one. */
#ifndef ASL_BASE_NAMES_H
#define ASL_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The i-th known name, or NULL past the last; `table` is the caller's. */
typedef const char *(*asl_name_at)(const void *table, size_t i);

/* The known name with the fewest edits (insert, delete, replace, swap neighbours; - and _ count as equal, case is
 * ignored; a name that begins with the word is one edit away), or NULL where none is within half the word. */
const char *asl_nearest_name(const char *word, asl_name_at name_at, const void *table);

/* Whether two names are the same; - and _ count as equal. */
bool asl_same_name(const char *a, const char *b);

/* " (did you mean NAME?)" or "" into out [ASL_HINT_CHARS]; returns out. */
enum { ASL_HINT_CHARS = 120 };
const char *asl_name_hint(char *out, const char *word, asl_name_at name_at, const void *table);

#endif
