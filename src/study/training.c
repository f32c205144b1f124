#include "study/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "study/training_grid.h"

enum { MOST_RUNS = 10000000 };

/* --- tuning of the learning rate on validation */

static double mean_validation(const asl_training *t, size_t at[ASL_TRAINING_AXES])
{
    double sum = 0;
    for (at[ASL_BY_SEED] = 0; at[ASL_BY_SEED] < t->count[ASL_BY_SEED]; at[ASL_BY_SEED]++) {
        sum += t->outcomes[asl_training_ravel(t, at)].measures[ASL_MEASURE_map_val];
    }
    at[ASL_BY_SEED] = 0;
    return sum / (double)t->count[ASL_BY_SEED]; /* nan if a run diverged, so its rate is not chosen */
}

static void choose_rates(asl_training *t)
{
    size_t rates = t->count[ASL_BY_LR], seeds = t->count[ASL_BY_SEED];
    for (size_t from = 0; from < t->runs; from += rates * seeds) {
        size_t at[ASL_TRAINING_AXES], best = 0;
        double highest = -1;
        asl_training_unravel(t, from, at);
        for (size_t r = 0; r < rates && rates > 1; r++) {
            at[ASL_BY_LR] = r;
            double here = mean_validation(t, at);
            if (!(here > highest)) continue;
            highest = here;
            best = r;
        }
        bool chosen = rates == 1 || highest >= 0; /* nothing is tuned if no rate has a validation score */
        for (size_t i = 0; i < seeds && chosen; i++) t->tuned[from + best * seeds + i] = true;
    }
}

/* --- the grid */

static int measure_grid(asl_training *t, asl_error *err)
{
    const asl_training_spec *s = t->spec;
    const size_t counts[ASL_TRAINING_AXES] = {
        [ASL_BY_LOSS] = s->nlosses,
        [ASL_BY_DATA] = s->ntables > 0 ? s->ntables : 1,
        [ASL_BY_BIAS] = s->nbiases,
        [ASL_BY_LABEL_CORRECTION] = s->nlabel_corrections,
        [ASL_BY_TARGET] = s->adaptive ? s->adapt_target.n : 1,
        [ASL_BY_RATE] = s->adaptive ? s->adapt_rate.n : 1,
        [ASL_BY_MISSING] = s->missing.n,
        [ASL_BY_SPURIOUS] = s->spurious.n,
        [ASL_BY_HIDDEN] = s->hidden.n,
        [ASL_BY_LR] = s->lr.n,
        [ASL_BY_SEED] = s->seeds,
    };
    memcpy(t->count, counts, sizeof counts);
    if (asl_grid_size(&t->runs, ASL_TRAINING_AXES, counts, MOST_RUNS, "runs", err) != ASL_OK) return ASL_BAD;
    size_t rows, records[] = {t->runs, s->train_config.records > 0 ? s->train_config.records : 1};
    if (asl_grid_size(&rows, 2, records, ASL_MOST_ROWS, "rows", err) != ASL_OK) return ASL_BAD;
    if (s->predictions != NULL && t->runs > 1)
        return asl_fail(err, ASL_BAD, "predictions need a grid of one run; this grid has %zu", t->runs);
    return ASL_OK;
}

static int name_losses(asl_training *t, asl_error *err)
{
    t->loss_names = asl_alloc(t->spec->nlosses, sizeof *t->loss_names, err);
    for (size_t i = 0; t->loss_names != NULL && i < t->spec->nlosses; i++) {
        asl_strbuf text = {0};
        asl_loss_write_data(&t->spec->losses[i], &text);
        t->loss_names[i] = asl_strbuf_take(&text, err);
        if (t->loss_names[i] == NULL) return ASL_FAILED;
    }
    return t->loss_names == NULL ? ASL_FAILED : ASL_OK;
}

int asl_training_new(asl_training **out, const asl_training_spec *spec, asl_error *err)
{
    *out = NULL;
    asl_training *t = asl_alloc(1, sizeof *t, err);
    if (t == NULL) return ASL_FAILED;
    t->spec = spec;
    int code = measure_grid(t, err);
    if (code == ASL_OK) code = name_losses(t, err);
    if (code == ASL_OK) {
        t->outcomes = asl_alloc(t->runs, sizeof *t->outcomes, err);
        t->tuned = asl_alloc(t->runs, sizeof *t->tuned, err);
        code = t->outcomes == NULL || t->tuned == NULL ? ASL_FAILED : ASL_OK;
    }
    if (code == ASL_OK && spec->cache == NULL) code = asl_run_cache_make(&t->own, false, err);
    if (code == ASL_OK) t->cache = spec->cache != NULL ? *spec->cache : t->own;
    if (code == ASL_OK) code = asl_training_group(t, err);
    if (code == ASL_OK) {
        *out = t;
    } else {
        asl_training_free(t);
    }
    return code;
}

/* Runs that are equal to another one get a copy of its result. */
static int copy_outcomes(asl_training *t, asl_error *err)
{
    int code = ASL_OK;
    for (size_t run = 0; run < t->runs && code == ASL_OK; run++) {
        size_t from = asl_training_canonical(t, run);
        if (from != run) code = asl_run_result_copy(&t->outcomes[run], &t->outcomes[from], err);
    }
    return code;
}

int asl_training_finish(asl_training *t, asl_error *err)
{
    for (size_t run = 0; run < t->runs; run++) {
        if (asl_training_canonical(t, run) == run && !t->outcomes[run].done)
            return asl_fail(err, ASL_INCOMPLETE, "run %zu of %zu has no result", run, t->runs);
    }
    int code = copy_outcomes(t, err);
    if (code == ASL_OK) choose_rates(t);
    return code;
}

void asl_training_free(asl_training *t)
{
    if (t == NULL) return;
    for (size_t i = 0; t->outcomes != NULL && i < t->runs; i++) free(t->outcomes[i].records);
    for (size_t i = 0; t->loss_names != NULL && i < t->spec->nlosses; i++) free(t->loss_names[i]);
    asl_training_ungroup(t);
    asl_run_cache_free(&t->own);
    free(t->outcomes);
    free(t->tuned);
    free(t->loss_names);
    free(t);
}
