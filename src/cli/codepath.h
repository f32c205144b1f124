/* What chooses among roundings on this machine: the loss kernels, OpenBLAS and libm take their code by the CPU, and
 * trained numbers differ by it in their last digits, now and then in more. */
#ifndef ASL_CLI_CODEPATH_H
#define ASL_CLI_CODEPATH_H

#include <stdbool.h>

#include "base/status.h"

enum { ASL_CODEPATH_CHARS = 160 };

/* "kernels avx512, OpenBLAS 0.3.21 SkylakeX, glibc 2.36 with fma", on one line. */
void asl_codepath(char text[ASL_CODEPATH_CHARS]);

/* Whether the process runs portably: by the code that every CPU of its architecture has. */
bool asl_codepath_portable(void);

/* The words the program was started with, ended by NULL; called once, at its start. */
void asl_codepath_remember(char *const *argv);

/* Run portably from here on: where it does not yet, the program starts anew with the same words, in an environment that
 * says so to kernels, OpenBLAS and libm, which look at it only then. Returns ASL_OK in a portable process, or on
 * failure. */
int asl_codepath_make_portable(asl_error *err);

#endif
