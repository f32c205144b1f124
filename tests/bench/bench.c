/* `make bench`: prints a line NAME VALUE UNIT for each measurement. Nothing is asserted. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/numbers.h"
#include "bench.h"
#include "loss/gradient_shape.h"
#include "loss/kernel.h"
#include "math/variant.h"
#include "metrics/ranking.h"

enum { N = 1 << 16, ROUNDS = 7 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double z[N], value[N], grad[N];
static signed char y[N];
static asl_loss loss;

static void eval_loss(void) { asl_loss_eval(&loss, N, z, y, value, grad, NULL); }

static float zf[N], valuef[N], gradf[N];

static void kernel_f64(void) { asl_kernel_f64(&loss, N, z, y, value, grad); }
static void kernel_f32(void) { asl_kernel_f32(&loss, N, zf, y, valuef, gradf); }

static void format_numbers(void)
{
    char text[ASL_REAL_CHARS];
    for (int i = 0; i < N; i++) asl_format_real(text, z[i]);
}

static void rank_scores(void)
{
    asl_ranking r;
    asl_ranking_compute(N, z, y, &r, NULL);
}

static void find_peak(void) { asl_loss_peak(&loss, 0); }

/* Measures several rounds, and reports the best one in nanoseconds per item. */
static void report(const char *name, void (*work)(void), double items, const char *unit)
{
    double best = 1e300;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        work();
        double took = now() - start;
        best = took < best ? took : best;
    }
    printf("%s %.2f %s\n", name, best / items * 1e9, unit);
}

int main(void)
{
    for (int i = 0; i < N; i++) {
        z[i] = 12.0 * rand() / RAND_MAX - 8;
        zf[i] = (float)z[i];
        y[i] = rand() % 27 == 0;
    }
    if (asl_loss_read(&loss, "asl:gamma_pos=1,gamma_neg=3.5,margin=0.05", NULL) != ASL_OK) return 1;
    report("loss_grad_f32", kernel_f32, N, "ns/element");
    report("loss_grad_f64", kernel_f64, N, "ns/element");
    const char *const variants[] = {"sse2", "avx2", "avx512"};
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        char name[64];
        setenv("ASLAB_KERNEL", variants[i], 1);
        /* this machine does not have the variant */
        if (strcmp(asl_variant_name(asl_variant_chosen()), variants[i]) != 0) continue;
        snprintf(name, sizeof name, "loss_grad_f32_%s", variants[i]);
        report(name, kernel_f32, N, "ns/element");
        snprintf(name, sizeof name, "loss_grad_f64_%s", variants[i]);
        report(name, kernel_f64, N, "ns/element");
    }
    unsetenv("ASLAB_KERNEL");
    report("loss_grad_scalar", eval_loss, N, "ns/element");
    report("format_real", format_numbers, N, "ns/number");
    report("ranking", rank_scores, N, "ns/score");
    report("peak", find_peak, 1, "ns/loss");
    bench_products();
    return 0;
}
