/* A set of strings, each kept once and numbered 0, 1, 2, ... in the order they first came.
 *
 * About 16 bytes a string beside its characters: predictions files have up to ten million sample names, where a
 * general-purpose hash table costs five times as much. */
#ifndef ASL_BASE_INTERN_H
#define ASL_BASE_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct asl_intern {
    char *bytes; /* the strings, one after the other, each ending with NUL */
    size_t length, capacity;
    size_t *start; /* [count] where each begins */
    size_t count, room;
    uint32_t *slot; /* [slots] 1 + number, or 0; slots is a power of two */
    size_t slots;
    size_t last; /* the number given last: in files, the same name or the next one often follows */
} asl_intern;

/* Start with `asl_intern t = {0}`. Sets *number to that of text[0 .. n), adding it where it is new.
 * text must not contain NUL. At most 2^32 - 2 strings. */
int asl_intern_put(asl_intern *t, const char *text, size_t n, uint32_t *number, asl_error *err);
/* Whether text[0 .. n) is there; *number is set then. */
bool asl_intern_find(const asl_intern *t, const char *text, size_t n, uint32_t *number);
const char *asl_intern_at(const asl_intern *t, size_t number);
void asl_intern_free(asl_intern *t);

#endif
