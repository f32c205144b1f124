/* Search through the known losses for one that has the given numbers. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "study/verify.h"

typedef struct search {
    const asl_numbers *t;
    size_t step;          /* every step-th row is used */
    asl_loss_value *ours; /* [n] of the current candidate */
    bool has[ASL_NUMBERS][2];
    asl_matches *found; /* has capacity for one match per family */
} search;

static void evaluate(const search *s, const asl_match *m)
{
    for (size_t i = 0; i < s->t->n; i += s->step) {
        int y = s->t->label[i];
        s->ours[i] = asl_loss_at(&m->loss, s->t->x[i], m->swapped ? !y : y);
    }
}

static bool explains(const search *s, const asl_match *m)
{
    for (int k = 0; k < ASL_NUMBERS; k++) {
        for (size_t i = 0; i < s->t->n && s->t->theirs[k] != NULL; i += s->step) {
            double ours = asl_number_of(&s->ours[i], k), factor = m->factor[k][s->t->label[i]];
            if (!asl_verify_scaled(s->t->theirs[k][i], ours, factor, s->t->tolerance)) return false;
        }
    }
    return true;
}

static bool has_family(const asl_matches *found, const asl_family *f)
{
    bool has = false;
    for (size_t i = 0; i < found->n; i++) has = has || found->match[i].loss.family == f;
    return has;
}

/* Add the candidate to the matches if it explains the numbers. s->ours must be its numbers. */
static bool take(search *s, const asl_match *m)
{
    if (!explains(s, m)) return false;
    s->found->match[s->found->n++] = *m;
    return true;
}

static asl_match candidate_of(const search *s, const asl_loss *loss, bool swapped)
{
    asl_match m = {.loss = *loss, .swapped = swapped};
    for (int k = 0; k < ASL_NUMBERS; k++) {
        for (int y = 0; y <= 1; y++) {
            m.factor[k][y] = 1;
            m.has[k][y] = s->has[k][y];
        }
    }
    return m;
}

static void try_plain(search *s, const asl_loss *loss)
{
    if (has_family(s->found, loss->family)) return;
    asl_match m = candidate_of(s, loss, false);
    evaluate(s, &m);
    take(s, &m);
}

/* --- factors */

enum { LEAST_ROWS = 3 };

/* A set of numbers and labels that share a factor. */
typedef struct part {
    int first, last; /* numbers */
    int low, high;   /* labels */
} part;

/* theirs / ours in the row where ours is largest, for the first number of the part with enough informative rows. 1 if
 * there is none; exactly 1 or -1 if it equals that within the tolerance. */
static double factor_of(const search *s, part p)
{
    const asl_numbers *t = s->t;
    double most = 0, factor = 1;
    size_t rows = 0;
    for (int k = p.first; k <= p.last && rows < LEAST_ROWS; k++) {
        rows = 0;
        most = 0;
        for (size_t i = 0; i < t->n && t->theirs[k] != NULL; i += s->step) {
            double right = asl_number_of(&s->ours[i], k), ratio = t->theirs[k][i] / right;
            bool in = t->label[i] >= p.low && t->label[i] <= p.high;
            if (!in || !(fabs(right) > ASL_LEAST_RELATIVE) || !isfinite(ratio)) continue;
            rows++;
            if (fabs(right) > most) most = fabs(right), factor = ratio;
        }
    }
    if (rows < LEAST_ROWS || !(fabs(factor) > ASL_LEAST_RELATIVE)) return 1;
    return fabs(fabs(factor) - 1) <= t->tolerance ? copysign(1, factor) : factor;
}

static void set_factor(asl_match *m, part p, double factor)
{
    for (int k = p.first; k <= p.last; k++) {
        for (int y = p.low; y <= p.high; y++) m->factor[k][y] = factor;
    }
}

enum { LAST = ASL_NUMBERS - 1 };

static bool try_one_factor(search *s, asl_match *m)
{
    part all = {0, LAST, 0, 1};
    set_factor(m, all, factor_of(s, all));
    return take(s, m);
}

static bool try_label_factors(search *s, asl_match *m)
{
    for (int y = 0; y <= 1; y++) {
        part p = {0, LAST, y, y};
        set_factor(m, p, factor_of(s, p));
    }
    return take(s, m);
}

static bool try_number_factors(search *s, asl_match *m)
{
    for (int k = 0; k < ASL_NUMBERS; k++) {
        part p = {k, k, 0, 1};
        set_factor(m, p, factor_of(s, p));
    }
    return take(s, m);
}

static bool try_signs(search *s, asl_match *m)
{
    for (int k = 0; k < ASL_NUMBERS; k++) {
        for (int y = 0; y <= 1; y++) {
            part p = {k, k, y, y};
            set_factor(m, p, factor_of(s, p) < 0 ? -1 : 1);
        }
    }
    return take(s, m);
}

static void try_changed(search *s, const asl_loss *loss)
{
    for (int swapped = 0; swapped <= 1; swapped++) {
        asl_match m = candidate_of(s, loss, swapped);
        evaluate(s, &m);
        if (swapped && take(s, &m)) return;
        if (try_one_factor(s, &m) || try_signs(s, &m) || try_label_factors(s, &m) || try_number_factors(s, &m)) return;
    }
}

/* --- parameters */

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

/* Another family, with the parameters of `loss` if the names agree. */
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

static void find_all(search *s, const asl_loss *loss)
{
    try_others(s, loss, try_plain);
    if (s->found->n == 0) try_parameters(s, loss);
    if (s->found->n == 0) try_others(s, loss, try_parameters);
    if (s->found->n == 0) try_changed(s, loss);
    if (s->found->n == 0) try_others(s, loss, try_changed);
}

/* --- large files */

enum { MOST_SEARCHED = 4000 };

/* Keep the matches that explain all rows. */
static void keep_explaining(search *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->found->n; i++) {
        asl_match m = s->found->match[i];
        evaluate(s, &m);
        if (explains(s, &m)) s->found->match[kept++] = m;
    }
    s->found->n = kept;
}

static void find_given(search *s)
{
    for (size_t i = 0; i < s->t->n; i++) {
        for (int k = 0; k < ASL_NUMBERS; k++)
            s->has[k][s->t->label[i]] = s->has[k][s->t->label[i]] || s->t->theirs[k] != NULL;
    }
}

int asl_verify_match(const asl_numbers *t, const asl_loss *loss, asl_matches *out, asl_error *err)
{
    *out = (asl_matches){.match = asl_alloc(asl_family_count(), sizeof *out->match, err)};
    search s = {.t = t, .ours = asl_alloc(t->n, sizeof *s.ours, err), .found = out};
    int code = out->match == NULL || s.ours == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK) {
        find_given(&s);
        s.step = t->n / MOST_SEARCHED + 1;
        find_all(&s, loss);
        s.step = 1;
        keep_explaining(&s);
    }
    free(s.ours);
    return code;
}

void asl_verify_matches_free(asl_matches *m)
{
    free(m->match);
    *m = (asl_matches){0};
}
