/* A cache that threads share: values under text keys, each made by one thread and read by all.
 *
 * A thread that holds a key gets its value. If there is none yet, the thread that holds the key first makes the value;
 * the other threads wait for it, or are told that it is being made. If the value cannot be made, the next thread that
 * waits gets the turn.
 *
 *     asl_cache_item *item;
 *     int code = asl_cache_hold(cache, key, true, &item, err);
 *     if (code == ASL_OK && asl_cache_value(item) == NULL) {
 *         value = make(...);
 *         if (value != NULL) asl_cache_set(cache, item, value, bytes);
 *     }
 *     ... read asl_cache_value(item) ...
 *     asl_cache_release(cache, item);
 *
 * Memory: values that are held always stay. The others stay while all values together take at most the cache's limit;
 * beyond it the least recently used ones are freed. A limit of 0 shares only what is held at the same time.
 *
 * Deadlock: a thread must not wait for a key (wait = true) while it holds a key whose value it has still to make. */
#ifndef ASL_BASE_CACHE_H
#define ASL_BASE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct asl_cache asl_cache;
typedef struct asl_cache_item asl_cache_item;

/* A cache for values that free_value releases. limit (bytes): see above. Release with asl_cache_free, when no item is
 * held; NULL is allowed there. Fails only if memory runs out. */
int asl_cache_new(asl_cache **cache, size_t limit, void (*free_value)(void *value), asl_error *err);
void asl_cache_free(asl_cache *cache);

/* Hold the item of a key, which is copied.
 *
 *   wait   true: wait while another thread makes the value; false: *item is then NULL, with ASL_OK
 *   *item  out; to be released. If its value is NULL the caller must make it, or release the item without one
 *
 * Fails only if memory runs out; *item is then NULL. */
int asl_cache_hold(asl_cache *cache, const char *key, bool wait, asl_cache_item **item, asl_error *err);

/* The value, or NULL if the caller has to make it. It does not change and stays where it is while the item is held. */
void *asl_cache_value(const asl_cache_item *item);

/* Give an item without a value its value (not NULL), which the cache owns from now on. bytes: what it takes. */
void asl_cache_set(asl_cache *cache, asl_cache_item *item, void *value, size_t bytes);

void asl_cache_release(asl_cache *cache, asl_cache_item *item); /* NULL is allowed */

/* How often asl_cache_set was called, how often asl_cache_hold found a value, and the bytes of all values now. */
typedef struct asl_cache_counts {
    size_t made, found, bytes;
} asl_cache_counts;
asl_cache_counts asl_cache_count(asl_cache *cache);

#endif
