#define _XOPEN_SOURCE 700
#include "train/blas.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", "libopenblas.dylib",
                                    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
                                    "/usr/local/opt/openblas/lib/libopenblas.dylib"};

/* What OpenBLAS takes for each thread that is in a product at the same time: 128 MB and a page in 0.3.21. */
enum { BUFFER = (128 << 20) + (1 << 16) };

static struct {
    pthread_once_t once;
    asl_error error; /* code ASL_OK: it is loaded */
    __typeof__(&cblas_sgemm) sgemm;
    char name[64];
} blas = {.once = PTHREAD_ONCE_INIT};

/* A function of a library, which ISO C has no cast for. */
static void find(void *library, const char *name, void *function) { *(void **)function = dlsym(library, name); }

/* openblas_get_config says "OpenBLAS 0.3.21 DYNAMIC_ARCH ...". */
static void name_it(const char *config, const char *core)
{
    char version[32] = "";
    const char *from = strncmp(config, "OpenBLAS ", 9) == 0 ? config + 9 : config;
    size_t n = strcspn(from, " ");
    if (n < sizeof version) memcpy(version, from, n);
    strcat(strcat(strcpy(blas.name, "OpenBLAS "), version), " ");
    strncat(blas.name, core, 20);
}

/* The first name's reason is told where none can be loaded. */
static void *open_library(asl_error *err)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        const char *reason = library == NULL && i == 0 ? dlerror() : NULL;
        if (reason != NULL)
            asl_fail(err, ASL_FAILED, "training needs OpenBLAS, which cannot be loaded: %.400s", reason);
        if (library == NULL) continue;
        err->code = ASL_OK;
        return library;
    }
    return NULL;
}

static void load(void)
{
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    size_t bytes = (size_t)(threads > 0 ? threads : 1) * BUFFER;
    void *reserve = malloc(bytes), *library = NULL;
    free(reserve);
    if (reserve == NULL) {
        asl_fail(&blas.error, ASL_FAILED, "out of memory: OpenBLAS needs %zu MB for its matrix products", bytes >> 20);
        return;
    }
    library = open_library(&blas.error);
    if (library == NULL) return;
    void (*set_threads)(int) = NULL;
    find(library, "cblas_sgemm", &blas.sgemm);
    find(library, "openblas_set_num_threads", &set_threads);
    char *(*config)(void) = NULL, *(*core)(void) = NULL;
    find(library, "openblas_get_config", &config);
    find(library, "openblas_get_corename", &core);
    if (blas.sgemm != NULL && set_threads != NULL && config != NULL && core != NULL) {
        set_threads(1);
        name_it(config(), core());
    } else {
        asl_fail(&blas.error, ASL_FAILED, "training needs OpenBLAS, and what is here in its place is not it");
    }
}

const char *asl_blas_name(void) { return asl_blas_load(NULL) == ASL_OK ? blas.name : "no OpenBLAS"; }

int asl_blas_load(asl_error *err)
{
    pthread_once(&blas.once, load);
    if (blas.error.code != ASL_OK && err != NULL) *err = blas.error;
    return blas.error.code;
}

void asl_blas_product(bool turn_a, bool turn_b, size_t m, size_t n, size_t k, float alpha, const float *a,
                      const float *b, float *c)
{
    int M = (int)m, N = (int)n, K = (int)k;
    blas.sgemm(CblasRowMajor, turn_a ? CblasTrans : CblasNoTrans, turn_b ? CblasTrans : CblasNoTrans, M, N, K, alpha, a,
               turn_a ? M : K, b, turn_b ? K : N, 0, c, N);
}
