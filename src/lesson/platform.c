/* What base takes from the system, for a module that imports nothing: no threads, no files. The page passes no
 * asl_error and says in its own languages what is wrong, so that messages, and numbers in them, are never made. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/parallel.h"
#include "base/status.h"

void asl_parallel(size_t threads, size_t n, void (*work)(void *self, size_t i), void *self)
{
    (void)threads;
    for (size_t i = 0; i < n; i++) work(self, i);
}

int asl_fail(asl_error *err, int code, const char *format, ...)
{
    (void)format;
    if (err != NULL) err->code = code;
    return code;
}

int asl_fail_in(asl_error *err, int code, const char *format, ...)
{
    (void)format;
    if (err != NULL) err->code = code;
    return code;
}

/* The layer does without <stdio.h>; what it takes from others calls this in messages alone. */
int snprintf(char *restrict text, size_t n, const char *restrict format, ...);

int snprintf(char *restrict text, size_t n, const char *restrict format, ...)
{
    (void)format;
    if (n > 0) text[0] = '\0';
    return 0;
}

size_t asl_format_real(char *buffer, double x)
{
    (void)x;
    buffer[0] = '\0';
    return 0;
}

/* Memory: one arena, handed out from its start on and taken back as a whole when nothing of it is in use any more, as
 * is so after every call from the page. */
static _Alignas(16) unsigned char arena[1 << 20];
static size_t used, in_use;

void *asl_alloc(size_t n, size_t size, asl_error *err)
{
    size_t bytes = (n * size + 15) / 16 * 16;
    if (bytes > sizeof arena - used) {
        asl_fail(err, ASL_FAILED, "out of memory");
        return NULL;
    }
    void *p = memset(arena + used, 0, bytes);
    used += bytes;
    in_use++;
    return p;
}

void free(void *p)
{
    if (p != NULL && --in_use == 0) used = 0;
}
