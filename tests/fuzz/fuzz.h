/* What the fuzz targets share. A target is one file, NAME.c, of LLVMFuzzerTestOneInput, and a folder corpus/NAME; it
 * checks what must hold of any input, and aborts where it does not. */
#ifndef ASL_FUZZ_H
#define ASL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/strbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Abort, saying what does not hold. */
#define MUST(holds, ...)                                                                                               \
    do {                                                                                                               \
        if (!(holds)) fuzz_abort(__FILE__, __LINE__, __VA_ARGS__);                                                     \
    } while (0)
_Noreturn void fuzz_abort(const char *file, int line, const char *format, ...) ASL_PRINTF(3, 4);

/* Whether code is success. If not, it must be ASL_BAD, with one line of text in err. */
bool fuzz_accepted(int code, const asl_error *err);

/* The input as a C string up to its first NUL; to be freed. */
char *fuzz_text(const uint8_t *data, size_t n);

/* The finished text, to be freed. */
char *fuzz_take(asl_strbuf *t);

/* A file of these bytes; its path is valid until the next call for the same slot. It is kept in memory. */
enum { FUZZ_SLOTS = 4 };
const char *fuzz_file(int slot, const void *bytes, size_t n);

/* The same bytes, which come in pieces of at least `piece` (at most 200 pieces): the read end of a pipe. */
const char *fuzz_pipe(const uint8_t *bytes, size_t n, size_t piece);
void fuzz_pipe_close(void);

/* Real numbers that are the same, two nans too. */
bool fuzz_same(double a, double b);

#endif
