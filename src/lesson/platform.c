/* Replacements for the threads, messages and allocation of base, because the WebAssembly module imports nothing. The
 * page passes no asl_error and has its own messages, in its own languages. */
#include <stdlib.h>

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

/* Only messages need formatted numbers. */
size_t asl_format_real(char *buffer, double x)
{
    (void)x;
    buffer[0] = '\0';
    return 0;
}

void *asl_alloc(size_t n, size_t size, asl_error *err)
{
    void *p = calloc(n > 0 ? n : 1, size > 0 ? size : 1);
    if (p == NULL) asl_fail(err, ASL_FAILED, "out of memory");
    return p;
}
