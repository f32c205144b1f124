#include "study/training_grid.h"

#include <inttypes.h>

#include "base/strbuf.h"

void asl_training_unravel(const asl_training *t, size_t run, size_t at[ASL_TRAINING_AXES])
{
    for (size_t a = ASL_TRAINING_AXES; a-- > 0; run /= t->count[a]) at[a] = run % t->count[a];
}

size_t asl_training_ravel(const asl_training *t, const size_t at[ASL_TRAINING_AXES])
{
    size_t run = 0;
    for (size_t a = 0; a < ASL_TRAINING_AXES; a++) run = run * t->count[a] + at[a];
    return run;
}

/* A loss without a gamma_neg cannot be adapted: its runs over targets and rates are all equal to the first. */
size_t asl_training_canonical(const asl_training *t, size_t run)
{
    size_t at[ASL_TRAINING_AXES];
    asl_training_unravel(t, run, at);
    if (asl_adaptable(&t->spec->losses[at[ASL_BY_LOSS]])) return run;
    at[ASL_BY_TARGET] = at[ASL_BY_RATE] = 0;
    return asl_training_ravel(t, at);
}

asl_run asl_training_configure(const asl_training *t, const size_t at[ASL_TRAINING_AXES])
{
    const asl_training_spec *s = t->spec;
    const asl_loss *loss = &s->losses[at[ASL_BY_LOSS]];
    bool adapted = s->adaptive && asl_adaptable(loss);
    return (asl_run){
        .loss = *loss,
        .hidden = (size_t)asl_axis_value(&s->hidden, at[ASL_BY_HIDDEN]),
        .lr = asl_axis_value(&s->lr, at[ASL_BY_LR]),
        .bias = s->biases[at[ASL_BY_BIAS]],
        .adapt_target = adapted ? asl_axis_value(&s->adapt_target, at[ASL_BY_TARGET]) : 0,
        .adapt_rate = adapted ? asl_axis_value(&s->adapt_rate, at[ASL_BY_RATE]) : 0,
    };
}

uint64_t asl_training_seed(const asl_training *t, const size_t at[ASL_TRAINING_AXES])
{
    return (uint64_t)(t->spec->first_seed + (long long)at[ASL_BY_SEED]);
}

/* --- keys
 *
 * Every new field of asl_training_spec, asl_train_config, asl_run or asl_synthetic that changes a number must be added
 * to these. */

/* 17 digits distinguish all doubles. */
static void add(asl_strbuf *key, const char *name, double x) { asl_strbuf_format(key, " %s=%.17g", name, x); }

static void add_synthetic(asl_strbuf *key, const asl_synthetic *s)
{
    asl_strbuf_format(key, "synthetic labels=%zu features=%zu train=%zu test=%zu distractors=%zu groups=%zu teacher=%d",
                      s->labels, s->features, s->train, s->test, s->distractors, s->groups, s->teacher);
    add(key, "positives", s->positives);
    add(key, "correlation", s->correlation);
    add(key, "size_sd", s->size_sd);
    add(key, "noise", s->noise);
}

static void add_data(asl_strbuf *key, const asl_training *t, const size_t *at)
{
    const asl_training_spec *s = t->spec;
    if (s->ntables > 0) {
        asl_strbuf_format(key, "tables %s", s->tables[at[ASL_BY_DATA]].digest);
    } else {
        add_synthetic(key, &s->synthetic);
    }
    add(key, "held_out", s->held_out);
    asl_strbuf_format(key, " seed=%" PRIu64, asl_training_seed(t, at));
}

static void add_noise(asl_strbuf *key, const asl_training *t, const size_t *at)
{
    asl_strbuf_format(key, "\nnoise %s", t->spec->noise->name);
    add(key, "missing", asl_axis_value(&t->spec->missing, at[ASL_BY_MISSING]));
    add(key, "spurious", asl_axis_value(&t->spec->spurious, at[ASL_BY_SPURIOUS]));
}

static void add_train_config(asl_strbuf *key, const asl_train_config *p)
{
    bool sgd = p->optimiser == &asl_optimiser_sgd; /* the only other optimiser is adam */
    asl_strbuf_format(key, "\nconfig %s batch=%zu epochs=%zu records=%zu", sgd ? "sgd" : "adam", p->batch, p->epochs,
                      p->records);
    add(key, "warmup", p->warmup);
    add(key, "weight_decay", p->weight_decay);
    if (sgd) add(key, "momentum", p->momentum);
    add(key, "ema", p->ema);
}

static void add_loss(asl_strbuf *key, const asl_loss *loss)
{
    asl_strbuf_format(key, "\nloss %s", loss->family->name);
    for (size_t i = 0; i < asl_family_params(loss->family); i++) add(key, loss->family->params[i].name, loss->theta[i]);
}

static void add_run(asl_strbuf *key, const asl_training *t, const size_t *at)
{
    const asl_training_spec *s = t->spec;
    asl_run run = asl_training_configure(t, at);
    asl_label_correction label_correction = s->label_corrections[at[ASL_BY_LABEL_CORRECTION]];
    add_loss(key, &run.loss);
    asl_strbuf_format(key, "\nrun hidden=%zu bias=%s rescue=%s", run.hidden, asl_bias_names[run.bias],
                      asl_label_correction_names[label_correction]);
    add(key, "lr", run.lr);
    if (run.adapt_rate != 0) {
        add(key, "adapt_rate", run.adapt_rate);
        add(key, "adapt_target", run.adapt_target);
    }
    if (label_correction != ASL_LABEL_CORRECTION_NONE) add(key, "rescue_at", s->rescue_at);
    add(key, "threshold", s->threshold);
}

char *asl_training_data_key(const asl_training *t, const size_t at[ASL_TRAINING_AXES], bool noisy, asl_error *err)
{
    asl_strbuf key = {0};
    add_data(&key, t, at);
    if (noisy) add_noise(&key, t, at);
    return asl_strbuf_take(&key, err);
}

char *asl_training_run_key(const asl_training *t, size_t run, asl_error *err)
{
    asl_strbuf key = {0};
    size_t at[ASL_TRAINING_AXES];
    asl_training_unravel(t, run, at);
    add_data(&key, t, at);
    add_noise(&key, t, at);
    add_train_config(&key, &t->spec->train_config);
    add_run(&key, t, at);
    return asl_strbuf_take(&key, err);
}
