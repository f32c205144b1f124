#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { MOST_THREADS = 256 };

typedef struct pool {
    atomic_size_t next;
    size_t n;
    void (*work)(void *self, size_t i);
    void *self;
} pool;

static void *worker(void *arg)
{
    pool *p = arg;
    for (size_t i; (i = atomic_fetch_add(&p->next, 1)) < p->n;) p->work(p->self, i);
    return NULL;
}

void asl_parallel(size_t threads, size_t n, void (*work)(void *self, size_t i), void *self)
{
    pool p = {.n = n, .work = work, .self = self};
    pthread_t helper[MOST_THREADS];
    size_t helpers = 0;
    while (helpers < MOST_THREADS && helpers + 1 < threads && helpers + 1 < n) {
        if (pthread_create(&helper[helpers], NULL, worker, &p) != 0) break;
        helpers++;
    }
    worker(&p);
    while (helpers > 0) pthread_join(helper[--helpers], NULL);
}

typedef struct attempt {
    int (*work)(void *self, size_t i, asl_error *err);
    void *self;
    pthread_mutex_t lock; /* protects the fields below */
    size_t first;         /* lowest index that failed, if code is not ASL_OK */
    int code;
    asl_error err;
} attempt;

/* Has an item before i failed? (If only a later item has failed, in a faster thread, item i must still run.) */
static bool failed_before(attempt *a, size_t i)
{
    pthread_mutex_lock(&a->lock);
    bool is = a->code != ASL_OK && a->first < i;
    pthread_mutex_unlock(&a->lock);
    return is;
}

static void try_one(void *self, size_t i)
{
    attempt *a = self;
    asl_error err = {0};
    int code = failed_before(a, i) ? ASL_OK : a->work(a->self, i, &err);
    if (code == ASL_OK) return;
    pthread_mutex_lock(&a->lock);
    if (a->code == ASL_OK || i < a->first) {
        a->first = i;
        a->code = code;
        a->err = err;
    }
    pthread_mutex_unlock(&a->lock);
}

int asl_parallel_try(size_t threads, size_t n, int (*work)(void *self, size_t i, asl_error *err), void *self,
                     asl_error *err)
{
    attempt a = {.work = work, .self = self};
    pthread_mutex_init(&a.lock, NULL);
    asl_parallel(threads, n, try_one, &a);
    pthread_mutex_destroy(&a.lock);
    if (a.code != ASL_OK && err != NULL) *err = a.err;
    return a.code;
}
