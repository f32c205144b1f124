#include "base/cache.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BUCKETS = 4096 };

struct asl_cache_item {
    char *key;
    void *value; /* NULL: the thread that holds the item makes it */
    size_t bytes, holders;
    asl_cache_item *next;          /* in its bucket */
    asl_cache_item *older, *newer; /* least recently used list: items that have a value and no holder */
};

struct asl_cache {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a value was set, or an item was released without one */
    void (*free_value)(void *value);
    size_t limit;
    asl_cache_counts counts;
    asl_cache_item *oldest, *newest; /* ends of the least recently used list */
    asl_cache_item *buckets[BUCKETS];
};

int asl_cache_new(asl_cache **out, size_t limit, void (*free_value)(void *value), asl_error *err)
{
    asl_cache *c = *out = asl_alloc(1, sizeof *c, err);
    if (c == NULL) return ASL_FAILED;
    c->limit = limit;
    c->free_value = free_value;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    return ASL_OK;
}

/* --- lookup */

/* FNV-1a */
static asl_cache_item **bucket_of(asl_cache *c, const char *key)
{
    uint64_t hash = 14695981039346656037u;
    for (; *key != '\0'; key++) hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return &c->buckets[(hash ^ hash >> 32) % BUCKETS];
}

static asl_cache_item *find(asl_cache *c, const char *key)
{
    asl_cache_item *item = *bucket_of(c, key);
    while (item != NULL && strcmp(item->key, key) != 0) item = item->next;
    return item;
}

static asl_cache_item *add(asl_cache *c, const char *key, asl_error *err)
{
    asl_cache_item *item = asl_alloc(1, sizeof *item, err), **bucket = bucket_of(c, key);
    char *copy = item != NULL ? asl_copy_text(key, err) : NULL;
    if (copy == NULL) {
        free(item);
        return NULL;
    }
    *item = (asl_cache_item){.key = copy, .next = *bucket};
    return *bucket = item;
}

static void delete_item(asl_cache *c, asl_cache_item *item)
{
    asl_cache_item **link = bucket_of(c, item->key);
    while (*link != item) link = &(*link)->next;
    *link = item->next;
    if (item->value != NULL) c->free_value(item->value);
    free(item->key);
    free(item);
}

/* --- the least recently used list */

static void park(asl_cache *c, asl_cache_item *item)
{
    item->older = c->newest;
    item->newer = NULL;
    *(c->newest != NULL ? &c->newest->newer : &c->oldest) = item;
    c->newest = item;
}

static void unpark(asl_cache *c, asl_cache_item *item)
{
    *(item->older != NULL ? &item->older->newer : &c->oldest) = item->newer;
    *(item->newer != NULL ? &item->newer->older : &c->newest) = item->older;
}

static void trim(asl_cache *c)
{
    while (c->counts.bytes > c->limit && c->oldest != NULL) {
        asl_cache_item *item = c->oldest;
        unpark(c, item);
        c->counts.bytes -= item->bytes;
        delete_item(c, item);
    }
}

/* --- hold and release */

/* The caller holds the lock. */
static int hold(asl_cache *c, const char *key, bool wait, asl_cache_item **out, asl_error *err)
{
    asl_cache_item *item = find(c, key);
    for (; item != NULL && item->value == NULL; item = find(c, key)) {
        if (!wait) return ASL_OK;
        pthread_cond_wait(&c->changed, &c->lock);
    }
    if (item != NULL) {
        if (item->holders == 0) unpark(c, item);
        c->counts.found++;
    } else {
        item = add(c, key, err);
        if (item == NULL) return ASL_FAILED;
    }
    item->holders++;
    *out = item;
    return ASL_OK;
}

int asl_cache_hold(asl_cache *c, const char *key, bool wait, asl_cache_item **item, asl_error *err)
{
    *item = NULL;
    pthread_mutex_lock(&c->lock);
    int code = hold(c, key, wait, item, err);
    pthread_mutex_unlock(&c->lock);
    return code;
}

void *asl_cache_value(const asl_cache_item *item) { return item->value; }

void asl_cache_set(asl_cache *c, asl_cache_item *item, void *value, size_t bytes)
{
    pthread_mutex_lock(&c->lock);
    item->value = value;
    item->bytes = bytes;
    c->counts.made++;
    c->counts.bytes += bytes;
    trim(c);
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}

void asl_cache_release(asl_cache *c, asl_cache_item *item)
{
    if (item == NULL) return;
    pthread_mutex_lock(&c->lock);
    if (item->value == NULL) {
        delete_item(c, item);
        pthread_cond_broadcast(&c->changed);
    } else if (--item->holders == 0) {
        park(c, item);
        trim(c);
    }
    pthread_mutex_unlock(&c->lock);
}

/* --- counts and destruction */

asl_cache_counts asl_cache_count(asl_cache *c)
{
    pthread_mutex_lock(&c->lock);
    asl_cache_counts counts = c->counts;
    pthread_mutex_unlock(&c->lock);
    return counts;
}

void asl_cache_free(asl_cache *c)
{
    if (c == NULL) return;
    for (size_t b = 0; b < BUCKETS; b++) {
        while (c->buckets[b] != NULL) delete_item(c, c->buckets[b]);
    }
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
