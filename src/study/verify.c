#include "study/verify.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "exact/exact.h"

#define LEAST_RELATIVE 1e-6
enum { MOST_EXACT = 10000 };

const char *const asl_number_names[ASL_NUMBERS] = {"value", "grad", "hess"};

static double number_of(const asl_jet *j, int number)
{
    return number == ASL_VALUE ? j->value : number == ASL_GRAD ? j->grad : j->hess;
}

/* inf where either is no finite number and they are not the same. */
static double distance(double theirs, double ours)
{
    if (theirs == ours) return 0;
    double d = fabs(theirs - ours);
    return isnan(d) ? ASL_INF : d;
}

static bool passes(double theirs, double ours, double tolerance)
{
    return theirs == ours || distance(theirs, ours) <= tolerance * fmin(fmax(1, fabs(ours)), 1e300);
}

int asl_verify_ours(const asl_numbers *t, const asl_loss *loss, asl_jet *ours, asl_error *err)
{
    if (loss->family->kind == ASL_BATCHWISE)
        return asl_fail(err, ASL_BAD, "%s is a function of a whole batch: its numbers cannot be judged one by one",
                        loss->family->name);
    bool exact = asl_exact_has(loss->family) && t->n <= MOST_EXACT;
    int code = ASL_OK;
    for (size_t i = 0; i < t->n && code == ASL_OK; i++) {
        const asl_prob *x = &t->x[i];
        ours[i] = asl_loss_at(loss, *x, t->label[i]);
        if (exact) code = asl_exact_jet(loss, x->read ? x->p : x->z, x->read, t->label[i], &ours[i], err);
    }
    return code;
}

/* --- how far off, and where */

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

/* From one span for each half of the axis to those that there are. */
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

asl_agreement asl_verify_number(const asl_numbers *t, const asl_jet *ours, int number)
{
    const double least = fmax(LEAST_RELATIVE, t->tolerance);
    asl_region none = {.span = {nowhere, nowhere}};
    asl_agreement a = {.absolute = {-1, 0}, .relative = {-1, 0}, .region = {none, none}};
    for (size_t i = 0; i < t->n; i++) {
        double theirs = t->theirs[number][i], right = number_of(&ours[i], number), d = distance(theirs, right);
        asl_region *r = &a.region[t->label[i]];
        grow(&a.absolute, d, i);
        if (fabs(right) >= least && isfinite(right)) grow(&a.relative, d / fabs(right), i);
        r->rows++;
        if (!passes(theirs, right, t->tolerance)) add_to_region(r, t->x[i].z);
    }
    a.beyond = a.region[0].beyond + a.region[1].beyond;
    find_surroundings(t, &a);
    return a;
}

/* --- what it is instead */

typedef struct search {
    const asl_numbers *t;
    asl_jet *ours; /* [n] of the candidate */
    asl_match best;
} search;

/* theirs over ours where ours, of one label, is largest; 1 where too few rows say anything. */
static double factor_of(const search *s, int label)
{
    enum { LEAST_ROWS = 3 };
    const asl_numbers *t = s->t;
    double most = 0, factor = 1;
    size_t rows = 0;
    for (int k = 0; k < ASL_NUMBERS && rows < LEAST_ROWS; k++) {
        rows = 0;
        most = 0;
        for (size_t i = 0; i < t->n && t->theirs[k] != NULL; i++) {
            double right = number_of(&s->ours[i], k), ratio = t->theirs[k][i] / right;
            if (t->label[i] != label || !(fabs(right) > LEAST_RELATIVE) || !isfinite(ratio)) continue;
            rows++;
            if (fabs(right) > most) most = fabs(right), factor = ratio;
        }
    }
    return rows >= LEAST_ROWS && fabs(factor) > LEAST_RELATIVE ? factor : 1;
}

static size_t count_beyond(const search *s, const double *factor, double tolerance)
{
    size_t beyond = 0;
    for (int k = 0; k < ASL_NUMBERS; k++) {
        for (size_t i = 0; i < s->t->n && s->t->theirs[k] != NULL; i++) {
            double right = number_of(&s->ours[i], k) * factor[s->t->label[i]];
            beyond += !passes(s->t->theirs[k][i], right, tolerance);
        }
    }
    return beyond;
}

static double tolerance_for(const asl_numbers *t, const asl_loss *loss)
{
    return loss->family->traits & ASL_SINGLE ? fmax(t->tolerance, ASL_SINGLE_TOLERANCE) : t->tolerance;
}

static void try_factors(search *s, const asl_match *candidate)
{
    size_t beyond = count_beyond(s, candidate->factor, tolerance_for(s->t, &candidate->loss));
    if (beyond >= s->best.beyond) return;
    s->best = *candidate;
    s->best.beyond = beyond;
}

static void evaluate(search *s, const asl_match *m)
{
    for (size_t i = 0; i < s->t->n; i++) {
        int y = s->t->label[i];
        s->ours[i] = asl_loss_at(&m->loss, s->t->x[i], m->swapped ? !y : y);
    }
}

static void try_plain(search *s, const asl_loss *loss)
{
    if (s->best.beyond == 0) return;
    asl_match m = {.loss = *loss, .factor = {1, 1}};
    evaluate(s, &m);
    try_factors(s, &m);
}

/* With labels swapped, by one factor, by one a label. */
static void try_changed(search *s, const asl_loss *loss)
{
    for (int swapped = 0; swapped <= 1 && s->best.beyond > 0; swapped++) {
        asl_match m = {.loss = *loss, .swapped = swapped, .factor = {1, 1}};
        evaluate(s, &m);
        if (swapped) try_factors(s, &m);
        double negative = factor_of(s, 0), positive = factor_of(s, 1);
        m.factor[0] = m.factor[1] = positive;
        try_factors(s, &m);
        m.factor[0] = negative;
        try_factors(s, &m);
    }
}

static void try_parameters(search *s, const asl_loss *loss)
{
    static const double common[] = {0, 1, 2, 4, 0.05, 0.5};
    enum { COMMON = sizeof common / sizeof common[0] };
    const asl_family *f = loss->family;
    size_t n = asl_family_params(f);
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c <= COMMON + n; c++) {
            double theta[ASL_MAX_PARAMS] = {0};
            asl_loss variant;
            for (size_t k = 0; k < n; k++) theta[k] = loss->theta[k];
            if (c > COMMON) theta[c - COMMON - 1] = loss->theta[i];
            theta[i] = c == 0 ? f->params[i].def : c <= COMMON ? common[c - 1] : loss->theta[c - COMMON - 1];
            if (asl_loss_set(&variant, f, theta, NULL) == ASL_OK) try_plain(s, &variant);
        }
    }
}

/* Another family, its parameters as in `loss` where the names agree. */
static asl_loss relative_of(const asl_loss *loss, const asl_family *f)
{
    double theta[ASL_MAX_PARAMS] = {0};
    asl_loss other;
    for (size_t i = 0; i < asl_family_params(f); i++) {
        const asl_param *p = &f->params[i];
        int same = asl_family_param(loss->family, p->name, NULL);
        theta[i] = same >= 0 && loss->theta[same] >= p->lo && loss->theta[same] <= p->hi ? loss->theta[same] : p->def;
    }
    asl_loss_set(&other, f, theta, NULL);
    return other;
}

static void try_others(search *s, const asl_loss *loss, void (*try)(search *s, const asl_loss *loss))
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *f = asl_family_at(i);
        if (f == loss->family || f->kind == ASL_BATCHWISE) continue;
        asl_loss other = relative_of(loss, f);
        try(s, &other);
    }
}

static size_t given(const asl_numbers *t)
{
    size_t n = 0;
    for (int k = 0; k < ASL_NUMBERS; k++) n += t->theirs[k] != NULL ? t->n : 0;
    return n;
}

static void find_best(search *s, const asl_loss *loss)
{
    s->best.beyond = given(s->t) + 1;
    try_plain(s, loss);
    try_others(s, loss, try_plain);
    try_parameters(s, loss);
    try_others(s, loss, try_parameters);
    try_changed(s, loss);
    try_others(s, loss, try_changed);
}

enum { MOST_SEARCHED = 4000 };

static void free_numbers(asl_numbers *t)
{
    free((void *)t->x);
    free((void *)t->label);
    for (int k = 0; k < ASL_NUMBERS; k++) free(t->theirs[k]);
}

/* Every step-th row, to be freed; NULL arrays on failure. */
static int thin_out(const asl_numbers *t, asl_numbers *few, asl_error *err)
{
    size_t step = t->n / MOST_SEARCHED + 1, n = (t->n + step - 1) / step;
    asl_prob *x = asl_alloc(n, sizeof *x, err);
    signed char *label = asl_alloc(n, 1, err);
    *few = (asl_numbers){.n = n, .x = x, .label = label, .tolerance = t->tolerance};
    bool all = x != NULL && label != NULL;
    for (int k = 0; k < ASL_NUMBERS && all; k++) {
        if (t->theirs[k] == NULL) continue;
        few->theirs[k] = asl_alloc(n, sizeof *few->theirs[k], err);
        all = few->theirs[k] != NULL;
        for (size_t i = 0; i < n && all; i++) few->theirs[k][i] = t->theirs[k][i * step];
    }
    for (size_t i = 0; i < n && all; i++) {
        x[i] = t->x[i * step];
        label[i] = t->label[i * step];
    }
    return all ? ASL_OK : ASL_FAILED;
}

int asl_verify_match(const asl_numbers *t, const asl_loss *loss, asl_match *best, asl_error *err)
{
    asl_numbers few;
    search s = {.ours = asl_alloc(t->n, sizeof *s.ours, err)};
    int code = s.ours == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK) {
        code = thin_out(t, &few, err);
        s.t = &few;
        if (code == ASL_OK) find_best(&s, loss);
        free_numbers(&few);
    }
    if (code == ASL_OK) {
        s.t = t;
        evaluate(&s, &s.best);
        s.best.beyond = count_beyond(&s, s.best.factor, tolerance_for(t, &s.best.loss));
        s.best.of = given(t);
        *best = s.best;
    }
    free(s.ours);
    return code;
}
