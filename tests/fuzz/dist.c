/* DIST: writing a distribution as mixtures and reading it again changes only the rounding of weights, which sum to 1. F
 * and 1 - F are probabilities and sum to 1. */
#include <math.h>
#include <stdlib.h>

#include "data/dist.h"
#include "fuzz.h"

static void write_mixture(const asl_mixture *m, const char *name, asl_strbuf *t)
{
    asl_strbuf_add(t, name);
    for (size_t i = 0; i < m->n; i++) {
        if (i > 0) asl_strbuf_add(t, "+");
        asl_strbuf_real(t, m->part[i].weight);
        asl_strbuf_add(t, "*N(");
        asl_strbuf_real(t, m->part[i].mean);
        asl_strbuf_add(t, ",");
        asl_strbuf_real(t, m->part[i].sd);
        asl_strbuf_add(t, ")");
    }
}

static void check_mixture(const asl_mixture *m)
{
    double total = 0;
    MUST(m->n > 0 && m->n <= ASL_MAX_PARTS, "%zu parts", m->n);
    for (size_t i = 0; i < m->n; i++) {
        MUST(m->part[i].weight > 0 && m->part[i].sd > 0 && isfinite(m->part[i].mean), "part %zu is in order", i);
        total += m->part[i].weight;
    }
    MUST(fabs(total - 1) < 1e-14, "weights sum to 1: %.17g", total);
    for (double z = -20; z <= 20; z += 2.5) {
        double below = asl_mixture_below(m, z), above = asl_mixture_above(m, z);
        MUST(below >= 0 && above >= 0 && fabs(below + above - 1) < 1e-14, "at %g: %.17g and %.17g", z, below, above);
    }
}

static void compare(const asl_mixture *a, const asl_mixture *b)
{
    MUST(a->n == b->n, "as many parts");
    for (size_t i = 0; i < a->n; i++) {
        const asl_normal *x = &a->part[i], *y = &b->part[i];
        MUST(x->mean == y->mean && x->sd == y->sd, "part %zu", i);
        MUST(fabs(x->weight - y->weight) <= 1e-14 * x->weight, "weight %zu: %.17g, %.17g", i, x->weight, y->weight);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    asl_dist dist, again;
    asl_error err;
    bool known;
    char *text = fuzz_text(data, n);
    int code = asl_dist_read(&dist, text, &known, &err);
    free(text);
    if (!fuzz_accepted(code, &err)) return 0;
    MUST(known && !dist.sampled, "a mixture");
    asl_strbuf t = {0};
    write_mixture(&dist.mixture[0], "neg=", &t);
    write_mixture(&dist.mixture[1], ";pos=", &t);
    char *written = fuzz_take(&t);
    code = asl_dist_read(&again, written, &known, &err);
    MUST(code == ASL_OK, "what was written can be read: %s\n%s", err.text, written);
    for (int side = 0; side < 2; side++) {
        check_mixture(&dist.mixture[side]);
        compare(&dist.mixture[side], &again.mixture[side]);
    }
    free(written);
    return 0;
}
