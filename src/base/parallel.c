#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

enum { MOST_THREADS = 256 };

typedef struct crew {
    atomic_size_t next;
    size_t n;
    void (*work)(void *self, size_t i);
    void *self;
} crew;

static void *labour(void *arg)
{
    crew *c = arg;
    for (size_t i; (i = atomic_fetch_add(&c->next, 1)) < c->n;) c->work(c->self, i);
    return NULL;
}

void asl_parallel(size_t threads, size_t n, void (*work)(void *self, size_t i), void *self)
{
    crew c = {.n = n, .work = work, .self = self};
    pthread_t helper[MOST_THREADS];
    size_t helpers = 0;
    while (helpers < MOST_THREADS && helpers + 1 < threads && helpers + 1 < n) {
        if (pthread_create(&helper[helpers], NULL, labour, &c) != 0) break;
        helpers++;
    }
    labour(&c);
    while (helpers > 0) pthread_join(helper[--helpers], NULL);
}
