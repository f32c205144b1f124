/* Predictions: scores of samples for labels, with what was observed and, where known, what is true. */
#ifndef ASL_DATA_PREDICTIONS_H
#define ASL_DATA_PREDICTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intern.h"
#include "base/status.h"
#include "math/prob.h"

enum { ASL_UNKNOWN = -1 }; /* a label nobody gave */

/* Entry `entry` stands in line `line`, and the entries after it in the lines after that. */
typedef struct asl_line_run {
    size_t entry, line;
} asl_line_run;

/* One entry per (sample, label) pair, in the order they were read. */
typedef struct asl_predictions {
    bool probabilities; /* score is p in [0, 1]; else a finite logit */
    bool has_truth;
    bool unnamed; /* no label names were given: all pairs are of one label */
    size_t n, capacity;
    double *score;      /* [n] */
    signed char *given; /* [n] 0, 1 or ASL_UNKNOWN */
    signed char *truth; /* [n] likewise; NULL without */
    uint32_t *label;    /* [n] index into labels */
    uint32_t *sample;   /* [n] index into samples */
    uint32_t *group;    /* [n] index into groups: samples that belong together, as those of one patient; NULL without */
    bool has_group;
    asl_intern labels, samples, groups;
    size_t per_line; /* entries that a line of the file holds; 0: they are from no file */
    size_t nlines, room;
    asl_line_run *lines; /* [nlines] see asl_predictions_line */
} asl_predictions;

typedef struct asl_prediction {
    double score;
    signed char given, truth;
    uint32_t label, sample, group;
} asl_prediction;

/* Start with {0} and the flags set. */
int asl_predictions_add(asl_predictions *d, const asl_prediction *one, asl_error *err);
void asl_predictions_free(asl_predictions *d);

/* Say, before the entries of a line of a file are added, which line it is; and ask, from 1, where entry i was. */
int asl_predictions_at_line(asl_predictions *d, size_t line, asl_error *err);
size_t asl_predictions_line(const asl_predictions *d, size_t i);

/* How many probabilities are exactly 0 or 1, and how many given labels are unknown. */
typedef struct asl_oddities {
    size_t infinite, unknown;
} asl_oddities;
asl_oddities asl_predictions_oddities(const asl_predictions *d);

/* One label's known pairs, side by side. */
typedef struct asl_label_view {
    size_t n;
    double *score;      /* [n] as read: higher is more positive */
    signed char *given; /* [n] 0 or 1 */
} asl_label_view;

/* Group the known pairs by label: views [labels.count], to be released by asl_predictions_views_free. NULL on failure.
 */
asl_label_view *asl_predictions_views(const asl_predictions *d, asl_error *err);
void asl_predictions_views_free(asl_label_view *views);

#endif
