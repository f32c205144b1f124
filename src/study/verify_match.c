/* What numbers are instead: a search through the losses that there are. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "study/verify.h"

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
            double right = asl_number_of(&s->ours[i], k), ratio = t->theirs[k][i] / right;
            if (t->label[i] != label || !(fabs(right) > ASL_LEAST_RELATIVE) || !isfinite(ratio)) continue;
            rows++;
            if (fabs(right) > most) most = fabs(right), factor = ratio;
        }
    }
    return rows >= LEAST_ROWS && fabs(factor) > ASL_LEAST_RELATIVE ? factor : 1;
}

static size_t count_beyond(const search *s, const double *factor, double tolerance)
{
    size_t beyond = 0;
    for (int k = 0; k < ASL_NUMBERS; k++) {
        for (size_t i = 0; i < s->t->n && s->t->theirs[k] != NULL; i++) {
            double right = asl_number_of(&s->ours[i], k) * factor[s->t->label[i]];
            beyond += !asl_verify_passes(s->t->theirs[k][i], right, tolerance);
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
