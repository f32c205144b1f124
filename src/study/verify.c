#include "study/verify.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/sort.h"
#include "reference/reference.h"

enum { MOST_EXACT = 10000 };

double asl_number_of(const asl_loss_value *j, int number)
{
    return number == ASL_VALUE ? j->value : number == ASL_GRAD ? j->grad : j->hess;
}

/* inf if one of them is not finite and they differ; implementations can compute 0 times infinity, which is NaN. */
static double distance(double theirs, double ours)
{
    if (theirs == ours || (isnan(theirs) && isnan(ours))) return 0;
    double d = fabs(theirs - ours);
    return isnan(d) ? ASL_INF : d;
}

bool asl_verify_passes(double theirs, double ours, double tolerance)
{
    return distance(theirs, ours) <= tolerance * fmin(fmax(1, fabs(ours)), 1e300);
}

bool asl_verify_scaled(double theirs, double ours, double factor, double tolerance)
{
    double right = factor * ours, size = fmax(1, fabs(right)), own = fabs(factor) * fmax(1, fabs(ours));
    return distance(theirs, right) <= tolerance * fmin(fmin(size, own), 1e300);
}

int asl_verify_ours(const asl_numbers *t, const asl_loss *loss, asl_loss_value *ours, asl_error *err)
{
    if (loss->family->kind == ASL_BATCHWISE)
        return asl_fail(err, ASL_BAD, "%s is a function of a whole batch; its numbers cannot be checked row by row",
                        loss->family->name);
    bool exact = asl_reference_has(loss->family) && t->n <= MOST_EXACT;
    int code = ASL_OK;
    for (size_t i = 0; i < t->n && code == ASL_OK; i++) {
        const asl_sigmoid_point *x = &t->x[i];
        ours[i] = asl_loss_at(loss, *x, t->label[i]);
        if (exact) code = asl_reference_jet(loss, x->read ? x->p : x->z, x->read, t->label[i], &ours[i], err);
    }
    if (exact) asl_reference_done();
    return code;
}

/* --- the size and place of the errors */

static void grow(asl_misfit *m, double error, size_t row)
{
    if (error > m->error) *m = (asl_misfit){error, row};
}

static bool empty(const asl_span *s) { return !(s->from <= s->to); }

static const asl_span nowhere = {ASL_INF, -ASL_INF, -ASL_INF, ASL_INF};

static void add_to_region(asl_region *r, double z)
{
    asl_span *s = &r->span[z >= 0];
    s->from = fmin(s->from, z);
    s->to = fmax(s->to, z);
    r->beyond++;
}

/* Turn one span per half of the axis into the list of existing spans, joined if they meet. */
static void join_spans(asl_region *r)
{
    asl_span *s = r->span;
    if (empty(&s[0])) {
        s[0] = s[1];
        s[1] = nowhere;
    } else if (!empty(&s[1]) && s[0].after == s[1].from) {
        s[0].to = s[1].to;
        s[0].after = s[1].after;
        s[1] = nowhere;
    }
    r->nspans = (size_t)!empty(&s[0]) + !empty(&s[1]);
}

static void find_surroundings(const asl_numbers *t, asl_agreement *a)
{
    for (size_t i = 0; i < 2 * t->n; i++) {
        double z = t->x[i / 2].z;
        asl_span *s = &a->region[t->label[i / 2]].span[i % 2];
        if (z < s->from) s->before = fmax(s->before, z);
        if (z > s->to) s->after = fmin(s->after, z);
    }
    for (int y = 0; y <= 1; y++) join_spans(&a->region[y]);
}

asl_agreement asl_verify_number(const asl_numbers *t, const asl_loss_value *ours, int number)
{
    const double least = fmax(ASL_LEAST_RELATIVE, t->tolerance);
    asl_region none = {.span = {nowhere, nowhere}};
    asl_agreement a = {.absolute = {-1, 0}, .relative = {-1, 0}, .region = {none, none}};
    for (size_t i = 0; i < t->n; i++) {
        double theirs = t->theirs[number][i], right = asl_number_of(&ours[i], number), d = distance(theirs, right);
        asl_region *r = &a.region[t->label[i]];
        grow(&a.absolute, d, i);
        if (fabs(right) >= least && isfinite(right)) grow(&a.relative, d / fabs(right), i);
        r->rows++;
        if (!asl_verify_passes(theirs, right, t->tolerance)) add_to_region(r, t->x[i].z);
    }
    a.beyond = a.region[0].beyond + a.region[1].beyond;
    find_surroundings(t, &a);
    return a;
}

/* --- repeated points */

static bool same_numbers(const asl_numbers *t, size_t i, size_t k)
{
    bool same = true;
    for (int j = 0; j < ASL_NUMBERS && same; j++)
        same = t->theirs[j] == NULL || asl_verify_passes(t->theirs[j][i], t->theirs[j][k], t->tolerance);
    return same;
}

/* Compare the rows order [n] of one point with the first row of the same label. */
static void compare_point(const asl_numbers *t, size_t n, const uint32_t *order, asl_conflicts *out)
{
    size_t first[2] = {0};
    bool seen[2] = {false, false};
    for (size_t i = 0; i < n; i++) {
        size_t row = order[i], y = (size_t)t->label[row];
        if (!seen[y]) {
            seen[y] = true;
            first[y] = row;
        } else if (!same_numbers(t, row, first[y])) {
            if (out->rows++ == 0 || row < out->row) {
                out->row = row;
                out->before = first[y];
            }
        }
    }
}

int asl_verify_conflicts(const asl_numbers *t, asl_conflicts *out, asl_error *err)
{
    *out = (asl_conflicts){0};
    double *at = asl_alloc(t->n, sizeof *at, err);
    uint32_t *order = asl_alloc(t->n, sizeof *order, err);
    int code = at == NULL || order == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < t->n && code == ASL_OK; i++) at[i] = t->x[i].read ? t->x[i].p : t->x[i].z;
    if (code == ASL_OK) code = asl_sort_descending(t->n, at, order, err);
    for (size_t i = 0, next; i < t->n && code == ASL_OK; i = next) {
        for (next = i; next < t->n && at[order[next]] == at[order[i]]; next++) continue;
        compare_point(t, next - i, order + i, out);
    }
    free(at);
    free(order);
    return code;
}
