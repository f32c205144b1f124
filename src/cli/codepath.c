#define _XOPEN_SOURCE 700
#include "cli/codepath.h"

#include <errno.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "loss/kernel.h"
#include "train/blas.h"

static const char mark[] = "ASLAB_PORTABLE";

#ifdef __x86_64__
static bool has_fma(void) { return __builtin_cpu_supports("fma") != 0; }
static const char plain_kernel[] = "sse2", plain_blas[] = "Nehalem";
#else
static bool has_fma(void) { return true; }
static const char plain_kernel[] = "scalar", plain_blas[] = "ARMV8";
#endif

bool asl_codepath_portable(void) { return getenv(mark) != NULL; }

void asl_codepath(char text[ASL_CODEPATH_CHARS])
{
    char libm[48] = "libm";
#ifdef __GLIBC__
    snprintf(libm, sizeof libm, "glibc %.20s", gnu_get_libc_version());
#endif
    snprintf(text, ASL_CODEPATH_CHARS, "kernels %s, %.60s, %s %s fma", asl_kernel_name(), asl_blas_name(), libm,
             has_fma() && !asl_codepath_portable() ? "with" : "without");
}

static char *const *words;

void asl_codepath_remember(char *const *argv) { words = argv; }

/* Start this program anew. argv[0], which need not name it, comes last. */
static void start_again(void)
{
#ifdef __APPLE__
    char path[4096];
    uint32_t size = sizeof path;
    if (_NSGetExecutablePath(path, &size) == 0) execv(path, words);
#else
    execv("/proc/self/exe", words);
#endif
    execvp(words[0], words);
}

int asl_codepath_make_portable(asl_error *err)
{
    if (asl_codepath_portable()) return ASL_OK;
    bool set =
        setenv(mark, "1", 1) == 0 && setenv("ASLAB_KERNEL", plain_kernel, 1) == 0 &&
        setenv("OPENBLAS_CORETYPE", plain_blas, 1) == 0 &&
        setenv("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable", 1) == 0;
    if (set) start_again();
    return asl_fail(err, ASL_FAILED, "--portable: the program cannot be started again: %s", strerror(errno));
}
