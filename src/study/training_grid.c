#include "study/training_grid.h"

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
