#include "study/golden.h"

#include <math.h>
#include <stdlib.h>

#include "loss/gradient_shape.h"
#include "reference/reference.h"

enum { HALVES = 80, MOST_LOGITS = 300 };

typedef struct logits {
    double z[MOST_LOGITS];
    size_t n;
} logits;

static void add(logits *l, double z)
{
    if (isfinite(z) && l->n < MOST_LOGITS) l->z[l->n++] = z + 0.0;
}

static void add_both(logits *l, double z)
{
    add(l, z);
    add(l, -z);
}

static void add_beside(logits *l, double z)
{
    static const double steps[] = {1e-6, 1e-3, 1e-2};
    add(l, z);
    add(l, nextafter(z, -HUGE_VAL));
    add(l, nextafter(z, HUGE_VAL));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        add(l, z - steps[i]);
        add(l, z + steps[i]);
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void choose(const asl_loss *loss, logits *l)
{
    static const double corners[] = {1e-300, 1e-8, 1e-3, 88, 89, 100, 104, 700, 710};
    add(l, 0);
    for (size_t i = 0; i < sizeof corners / sizeof corners[0]; i++) add_both(l, corners[i]);
    for (int i = 1; i <= HALVES; i++) add_both(l, 0.5 * i);
    for (int label = 0; label <= 1; label++) {
        asl_kink kink[ASL_MAX_KINKS];
        size_t n = asl_loss_kinks(loss, label, kink);
        for (size_t i = 0; i < n; i++) add_beside(l, kink[i].z);
        add(l, asl_loss_peak(loss, label).logit);
    }
    qsort(l->z, l->n, sizeof l->z[0], ascending);
    size_t kept = 0;
    for (size_t i = 0; i < l->n; i++) {
        if (kept == 0 || l->z[i] != l->z[kept - 1]) l->z[kept++] = l->z[i];
    }
    l->n = kept;
}

int asl_golden_rows(const asl_loss *loss, asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"logit", "label", "value", "grad", "hess"};
    if (loss->family->kind == ASL_BATCHWISE)
        return asl_fail(err, ASL_BAD, "%s is a function of a whole batch; it has no values for a single logit",
                        loss->family->name);
    logits l = {.n = 0};
    choose(loss, &l);
    int code = v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (size_t i = 0; i < 2 * l.n && code == ASL_OK; i++) {
        double z = l.z[i % l.n];
        int label = i >= l.n;
        asl_loss_value j = asl_loss_at(loss, asl_sigmoid_of_logit(z), label);
        if (asl_reference_has(loss->family)) code = asl_reference_jet(loss, z, false, label, &j, err);
        asl_cell row[] = {asl_cell_double(z), asl_cell_int(label), asl_cell_double(j.value), asl_cell_double(j.grad),
                          asl_cell_double(j.hess)};
        if (code == ASL_OK) code = v.row(v.self, row, sizeof row / sizeof row[0], err);
    }
    asl_reference_done();
    return code;
}
