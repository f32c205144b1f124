/* A cache that threads share. Each value belongs to a text key; one thread makes it and all threads read it.
 *
 * asl_cache_hold returns the item of a key. If the item has no value, the first thread that holds it must make the
 * value. Other threads wait for it, or are told that it is being made. If the first thread cannot make the value, the
 * next waiting thread tries.
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
 * Memory: a value that a thread holds is never freed. If all values together exceed the limit, the cache frees the
 * least recently used values that no thread holds. With a limit of 0, a value lives only as long as a thread holds it.
 *
 * Deadlock: a thread must not wait for a key (wait = true) while it holds another key whose value it still has to
 * make. */
#ifndef ASL_BASE_CACHE_H
#define ASL_BASE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct asl_cache asl_cache;
typedef struct asl_cache_item asl_cache_item;

/* Create a cache.
 *
 *   *cache      out; release with asl_cache_free when no item is held (NULL is allowed there)
 *   limit       (bytes) see above
 *   free_value  releases one value
 *
 * Fails only if memory runs out. */
int asl_cache_new(asl_cache **cache, size_t limit, void (*free_value)(void *value), asl_error *err);
void asl_cache_free(asl_cache *cache);

/* Hold the item of a key. The key is copied.
 *
 *   wait   true: wait while another thread makes the value. false: *item is then NULL, and the result ASL_OK
 *   *item  out; release with asl_cache_release. If its value is NULL, the caller must make the value or release it
 *
 * Fails only if memory runs out; *item is then NULL. */
int asl_cache_hold(asl_cache *cache, const char *key, bool wait, asl_cache_item **item, asl_error *err);

/* The value, or NULL if the caller must make it. Value and address do not change while the item is held. */
void *asl_cache_value(const asl_cache_item *item);

/* Set the value (not NULL) of an item that has none. The cache owns it from now on. bytes: the memory it takes. */
void asl_cache_set(asl_cache *cache, asl_cache_item *item, void *value, size_t bytes);

void asl_cache_release(asl_cache *cache, asl_cache_item *item); /* NULL is allowed */

/* Number of calls of asl_cache_set, number of times asl_cache_hold found a value, current bytes of all values. */
typedef struct asl_cache_counts {
    size_t made, found, bytes;
} asl_cache_counts;
asl_cache_counts asl_cache_count(asl_cache *cache);

#endif
