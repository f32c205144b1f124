/* `make bench`: matrix products in GFLOP/s, also by OpenBLAS if it is installed. Nothing is asserted.
 *
 * Prints product_SHAPE VALUE GFLOP/s, product_SHAPE_openblas VALUE GFLOP/s and product_SHAPE_ratio VALUE x. Both run
 * alternately in the same process, and the best of many rounds counts. OPENBLAS_CORETYPE chooses the kernel of
 * OpenBLAS. */
#define _XOPEN_SOURCE 700
#include "bench.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "math/product.h"

enum { ROUNDS = 40, ROW_MAJOR = 101, STRAIGHT = 111, TRANSPOSED = 112 };

typedef void sgemm_fn(int order, int a_as, int b_as, int m, int n, int k, float alpha, const float *a, int lda,
                      const float *b, int ldb, float beta, float *c, int ldc);

static const struct {
    size_t m, n, k;
    bool a_transposed, b_transposed;
} shapes[] = {{128, 64, 64, 0, 0},  {128, 80, 64, 0, 0},  {64, 80, 128, 1, 0},  {128, 64, 80, 0, 1},
              {1024, 64, 64, 0, 0}, {128, 256, 64, 0, 0}, {128, 80, 256, 0, 0}, {128, 256, 2048, 0, 0}};

/* Looks up a function of a library. ISO C has no cast from void * to a function pointer. */
static void find(void *library, const char *name, void *function) { *(void **)function = dlsym(library, name); }

/* Returns NULL if OpenBLAS is not installed. Limits it to one thread. */
static sgemm_fn *openblas(void)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    sgemm_fn *sgemm = NULL;
    void (*set_threads)(int) = NULL;
    char *(*core)(void) = NULL;
    if (library == NULL) return NULL;
    find(library, "cblas_sgemm", &sgemm);
    find(library, "openblas_set_num_threads", &set_threads);
    find(library, "openblas_get_corename", &core);
    if (sgemm == NULL || set_threads == NULL || core == NULL) return NULL;
    set_threads(1);
    fprintf(stderr, "bench: OpenBLAS runs its kernel for %s; OPENBLAS_CORETYPE chooses another\n", core());
    return sgemm;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static float *numbers(size_t n)
{
    float *x = malloc(n * sizeof *x);
    for (size_t i = 0; x != NULL && i < n; i++) x[i] = (float)rand() / (float)RAND_MAX - .5f;
    return x;
}

static double seconds(const asl_product *p, float *c, sgemm_fn *sgemm, size_t times)
{
    int m = (int)p->m, n = (int)p->n, k = (int)p->k;
    double start = now();
    for (size_t i = 0; i < times; i++) {
        if (sgemm == NULL) {
            asl_product_compute(p, c);
        } else {
            sgemm(ROW_MAJOR, p->a_transposed ? TRANSPOSED : STRAIGHT, p->b_transposed ? TRANSPOSED : STRAIGHT, m, n, k,
                  1, p->a, p->a_transposed ? m : k, p->b, p->b_transposed ? k : n, 0, c, n);
        }
    }
    return (now() - start) / (double)times;
}

static void report(const asl_product *p, float *c, sgemm_fn *sgemm)
{
    char name[64];
    double work = 2e-9 * (double)p->m * (double)p->n * (double)p->k, ours = 1e300, theirs = 1e300;
    size_t times = (size_t)(0.04 / work) + 1;
    for (int i = 0; i < ROUNDS; i++) {
        double mine = seconds(p, c, NULL, times), its = sgemm != NULL ? seconds(p, c, sgemm, times) : 1e300;
        ours = mine < ours ? mine : ours;
        theirs = its < theirs ? its : theirs;
    }
    snprintf(name, sizeof name, "product_%zux%zux%zu%s%s", p->m, p->n, p->k, p->a_transposed ? "_a_transposed" : "",
             p->b_transposed ? "_b_transposed" : "");
    printf("%s %.1f GFLOP/s\n", name, work / ours);
    if (sgemm == NULL) return;
    printf("%s_openblas %.1f GFLOP/s\n", name, work / theirs);
    printf("%s_ratio %.2f x\n", name, theirs / ours);
}

void bench_products(void)
{
    sgemm_fn *sgemm = openblas();
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        size_t m = shapes[i].m, n = shapes[i].n, k = shapes[i].k;
        float *a = numbers(m * k), *b = numbers(k * n), *c = numbers(m * n);
        asl_product p = {.m = m, .n = n, .k = k, .a = a, .b = b, .scale = 1};
        p.a_transposed = shapes[i].a_transposed;
        p.b_transposed = shapes[i].b_transposed;
        if (a != NULL && b != NULL && c != NULL) report(&p, c, sgemm);
        free(a);
        free(b);
        free(c);
    }
}
