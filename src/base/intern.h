/* A set of strings. Each string is stored once and numbered 0, 1, 2, ... in order of first appearance.
 *
 * Costs about 16 bytes per string plus its characters. Prediction files have up to ten million sample names, for which
 * a general-purpose hash table would need five times as much. */
#ifndef ASL_BASE_INTERN_H
#define ASL_BASE_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct asl_intern {
    char *bytes; /* the strings, concatenated, each ending with NUL */
    size_t length, capacity;
    size_t *start; /* [count] offset of each string in bytes */
    size_t count, room;
    uint32_t *slot; /* [slots] 1 + number, or 0 if empty; slots is a power of two */
    size_t slots;
    size_t last; /* number of the latest hit: in files the same name or the next one often follows */
} asl_intern;

/* Set *number to the number of text [n], adding the string if it is new. An empty set is `asl_intern t = {0}`. text
 * must not contain NUL. At most 2^32 - 2 strings. ASL_FAILED if memory runs out. */
int asl_intern_put(asl_intern *t, const char *text, size_t n, uint32_t *number, asl_error *err);
/* Is text [n] in the set? If so, sets *number. */
bool asl_intern_find(const asl_intern *t, const char *text, size_t n, uint32_t *number);
const char *asl_intern_at(const asl_intern *t, size_t number);
void asl_intern_free(asl_intern *t);

#endif
