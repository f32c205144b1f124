/* Finding the known name nearest to one that a user typed. */
#ifndef ASL_BASE_SUGGEST_H
#define ASL_BASE_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/* The i-th known name, or NULL after the last one. `table` belongs to the caller. */
typedef const char *(*asl_name_at)(const void *table, size_t i);

/* The known name with the fewest edits (insert, delete, replace, swap neighbours), or NULL if none is within half the
 * length of the word. Case is ignored, - and _ are equal, and a name that begins with the word is one edit away. */
const char *asl_nearest_name(const char *word, asl_name_at name_at, const void *table);

/* Are two names equal, with - and _ treated as the same character? */
bool asl_same_name(const char *a, const char *b);

/* Write " (did you mean NAME?)" or "" to out [ASL_HINT_CHARS]; returns out. */
enum { ASL_HINT_CHARS = 120 };
const char *asl_name_hint(char *out, const char *word, asl_name_at name_at, const void *table);

#endif
