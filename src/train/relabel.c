/* Results of a trained model on its training set: suspected labels, and predictions. */
#include <string.h>

#include "train/evaluate.h"
#include "train/predict.h"

/* --- suspects */

const char *const asl_label_correction_names[ASL_LABEL_CORRECTIONS] = {"none", "discard", "relabel"};

typedef struct suspecting {
    size_t labels;
    signed char *given;
    signed char becomes;
    float threshold;
} suspecting;

static void suspect_block(void *self, const asl_seen_block *s)
{
    suspecting *w = self;
    signed char *given = w->given + s->from * w->labels;
    for (size_t i = 0; i < s->n * w->labels; i++) {
        if (given[i] == 0 && s->p[i] > w->threshold) given[i] = w->becomes;
    }
}

int asl_label_correction_labels(const asl_trained *t, const asl_dataset *d, asl_label_correction label_correction,
                                double threshold, signed char *given, asl_error *err)
{
    suspecting w = {d->labels, given, label_correction == ASL_LABEL_CORRECTION_RELABEL ? 1 : -1, (float)threshold};
    memcpy(given, d->train.given, d->train.n * d->labels);
    if (label_correction == ASL_LABEL_CORRECTION_NONE || t->diverged) return ASL_OK;
    int code = asl_predict_split(t, &d->train, suspect_block, &w, err);
    if (code != ASL_NOT_FINITE) return code;
    memcpy(given, d->train.given, d->train.n * d->labels);
    return ASL_OK;
}

/* --- predictions */

typedef struct collecting {
    const asl_split *split;
    size_t labels;
    asl_predictions *to;
    int code;
    asl_error *err;
} collecting;

static void collect_block(void *self, const asl_seen_block *s)
{
    collecting *c = self;
    for (size_t i = 0; i < s->n * c->labels && c->code == ASL_OK; i++) {
        size_t sample = s->from + i / c->labels, at = s->from * c->labels + i;
        asl_prediction one = {.score = (double)s->z[i],
                              .given = c->split->given[at],
                              .truth = c->split->truth[at],
                              .label = (uint32_t)(i % c->labels),
                              .sample = c->split->row != NULL ? c->split->row[sample] : (uint32_t)sample};
        c->code = asl_predictions_add(c->to, &one, c->err);
    }
}

int asl_trained_predictions(const asl_trained *t, const asl_dataset *d, asl_predictions *out, asl_error *err)
{
    *out = (asl_predictions){.has_truth = true};
    collecting c = {&d->train, d->labels, out, ASL_OK, err};
    int code = t->diverged ? ASL_NOT_FINITE : asl_predict_split(t, &d->train, collect_block, &c, err);
    if (code == ASL_OK) code = c.code;
    if (code == ASL_NOT_FINITE) code = asl_fail(err, ASL_BAD, "the run diverged, so it has no predictions");
    if (code != ASL_OK) asl_predictions_free(out);
    return code;
}
