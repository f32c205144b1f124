/* Predictions: scores of samples for labels, with observed labels and, if known, true labels. */
#ifndef ASL_DATA_PREDICTIONS_H
#define ASL_DATA_PREDICTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intern.h"
#include "base/status.h"
#include "math/sigmoid_point.h"

enum { ASL_UNKNOWN = -1 }; /* value of an unknown label */

/* Entry `entry` comes from line `line`, and the following entries from the following lines. */
typedef struct asl_line_run {
    size_t entry, line;
} asl_line_run;

/* One entry for each pair of sample and label, in the order they were read. */
typedef struct asl_predictions {
    bool probabilities; /* scores are probabilities in [0, 1]; otherwise finite logits */
    bool has_truth;
    bool unnamed; /* there are no label names: all pairs have the same label */
    size_t n, capacity;
    double *score;      /* [n] */
    signed char *given; /* [n] 0, 1 or ASL_UNKNOWN */
    signed char *truth; /* [n] likewise; NULL if has_truth is false */
    uint32_t *label;    /* [n] index into labels */
    uint32_t *sample;   /* [n] index into samples */
    uint32_t *group;    /* [n] index into groups of dependent samples; NULL if has_group is false */
    bool has_group;
    asl_intern labels, samples, groups;
    size_t per_line; /* entries per line of the file; 0: not read from a file */
    size_t nlines, room;
    asl_line_run *lines; /* [nlines] for asl_predictions_line */
} asl_predictions;

typedef struct asl_prediction {
    double score;
    signed char given, truth;
    uint32_t label, sample, group;
} asl_prediction;

/* Append an entry. Start with {0} and the flags set; release with asl_predictions_free. */
int asl_predictions_add(asl_predictions *d, const asl_prediction *one, asl_error *err);
void asl_predictions_free(asl_predictions *d);

/* asl_predictions_at_line sets the line number of the entries added next. asl_predictions_line returns the line of
 * entry i, counted from 1. */
int asl_predictions_at_line(asl_predictions *d, size_t line, asl_error *err);
size_t asl_predictions_line(const asl_predictions *d, size_t i);

/* The number of probabilities that are exactly 0 or 1, and the number of unknown given labels. */
typedef struct asl_special_counts {
    size_t infinite, unknown;
} asl_special_counts;
asl_special_counts asl_predictions_special_counts(const asl_predictions *d);

/* The known pairs of one label. */
typedef struct asl_label_view {
    size_t n;
    double *score;      /* [n] as read; higher means more positive */
    signed char *given; /* [n] 0 or 1 */
} asl_label_view;

/* Group the known pairs by label: views [labels.count]. NULL on failure. Release with asl_predictions_views_free. */
asl_label_view *asl_predictions_views(const asl_predictions *d, asl_error *err);
void asl_predictions_views_free(asl_label_view *views);

#endif
