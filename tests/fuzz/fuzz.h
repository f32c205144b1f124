/* Helpers for the fuzz targets. A target is a file NAME.c with LLVMFuzzerTestOneInput, and a folder corpus/NAME. It
 * checks properties that hold for any input, and aborts if one does not. */
#ifndef ASL_FUZZ_H
#define ASL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/strbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Aborts with a message if `holds` is false. */
#define MUST(holds, ...)                                                                                               \
    do {                                                                                                               \
        if (!(holds)) fuzz_abort(__FILE__, __LINE__, __VA_ARGS__);                                                     \
    } while (0)
_Noreturn void fuzz_abort(const char *file, int line, const char *format, ...) ASL_PRINTF(3, 4);

/* Returns whether code is success. Otherwise it must be ASL_BAD, with one line of text in err. */
bool fuzz_accepted(int code, const asl_error *err);

/* Returns the input up to its first NUL as a C string; the caller frees it. */
char *fuzz_text(const uint8_t *data, size_t n);

/* Returns the finished text; the caller frees it. */
char *fuzz_take(asl_strbuf *t);

/* Returns the path of a file in memory with these bytes. It is valid until the next call for the same slot. */
enum { FUZZ_SLOTS = 4 };
const char *fuzz_file(int slot, const void *bytes, size_t n);

/* Returns the path of a pipe that delivers the bytes in pieces of at least `piece` bytes (at most 200 pieces). */
const char *fuzz_pipe(const uint8_t *bytes, size_t n, size_t piece);
void fuzz_pipe_close(void);

/* Whether two numbers are equal; two NaNs are. */
bool fuzz_same(double a, double b);

#endif
