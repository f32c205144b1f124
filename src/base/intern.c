#include "base/intern.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* FNV-1a, 64 bits, with a final mix of the high half. Source: draft-eastlake-fnv. */
static uint64_t hash(const char *text, size_t n)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)text[i]) * 1099511628211u;
    return h ^ (h >> 32);
}

static bool is_at(const asl_intern *t, size_t number, const char *text, size_t n)
{
    size_t end = number + 1 < t->count ? t->start[number + 1] : t->length;
    return end - t->start[number] - 1 == n && memcmp(t->bytes + t->start[number], text, n) == 0;
}

static uint32_t *find_slot(const asl_intern *t, const char *text, size_t n)
{
    size_t i = (size_t)hash(text, n) & (t->slots - 1);
    while (t->slot[i] != 0 && !is_at(t, t->slot[i] - 1, text, n)) i = (i + 1) & (t->slots - 1);
    return &t->slot[i];
}

static int widen(asl_intern *t, asl_error *err)
{
    size_t slots = t->slots == 0 ? 64 : t->slots * 2;
    uint32_t *slot = asl_alloc(slots, sizeof *slot, err);
    if (slot == NULL) return ASL_FAILED;
    free(t->slot);
    t->slot = slot;
    t->slots = slots;
    for (size_t i = 0; i < t->count; i++) {
        const char *text = t->bytes + t->start[i];
        *find_slot(t, text, strlen(text)) = (uint32_t)(i + 1);
    }
    return ASL_OK;
}

static int append(asl_intern *t, const char *text, size_t n, asl_error *err)
{
    void *start = t->start;
    if (t->count >= UINT32_MAX - 1)
        return asl_fail(err, ASL_FAILED, "too many different names: the limit is 4294967294");
    if (asl_grow(&start, t->count, &t->room, sizeof *t->start, err) != ASL_OK) return ASL_FAILED;
    t->start = start;
    if (t->length + n + 1 > t->capacity) {
        size_t more = (t->length + n + 1) * 2;
        char *bytes = asl_resize(t->bytes, more, 1, err);
        if (bytes == NULL) return ASL_FAILED;
        t->bytes = bytes;
        t->capacity = more;
    }
    t->start[t->count] = t->length;
    if (n > 0) memcpy(t->bytes + t->length, text, n);
    t->bytes[t->length + n] = '\0';
    t->length += n + 1;
    t->count++;
    return ASL_OK;
}

int asl_intern_put(asl_intern *t, const char *text, size_t n, uint32_t *number, asl_error *err)
{
    for (size_t guess = t->last; guess < t->count && guess < t->last + 2; guess++) {
        if (!is_at(t, guess, text, n)) continue;
        *number = (uint32_t)(t->last = guess);
        return ASL_OK;
    }
    if ((t->count + 1) * 2 > t->slots && widen(t, err) != ASL_OK) return ASL_FAILED;
    uint32_t *slot = find_slot(t, text, n);
    if (*slot == 0) {
        if (append(t, text, n, err) != ASL_OK) return ASL_FAILED;
        *slot = (uint32_t)t->count;
    }
    *number = *slot - 1;
    t->last = *number;
    return ASL_OK;
}

bool asl_intern_find(const asl_intern *t, const char *text, size_t n, uint32_t *number)
{
    uint32_t slot = t->slots > 0 ? *find_slot(t, text, n) : 0;
    if (slot > 0) *number = slot - 1;
    return slot > 0;
}

const char *asl_intern_at(const asl_intern *t, size_t number) { return t->bytes + t->start[number]; }

void asl_intern_free(asl_intern *t)
{
    free(t->bytes);
    free(t->start);
    free(t->slot);
    *t = (asl_intern){0};
}
