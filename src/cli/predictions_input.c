#include "cli/predictions_input.h"

#include <string.h>

#include "data/duplicates.h"
#include "data/read_predictions.h"

int asl_note_duplicates(const asl_options *o, const asl_predictions *d, const char *path, asl_error *err)
{
    asl_duplicates twice;
    int code = asl_predictions_duplicates(d, &twice, err);
    if (code != ASL_OK || twice.repeated == 0) return code;
    const char *name = path != NULL && strcmp(path, "-") != 0 ? path : "standard input";
    asl_options_note(o,
                     "%.80s: %zu repeated (sample, label) pair%s, %zu with a contradicting label; each one counts. "
                     "The first: sample '%.40s', label '%.40s', lines %zu and %zu",
                     name, twice.repeated, twice.repeated > 1 ? "s" : "", twice.contradicting,
                     asl_intern_at(&d->samples, d->sample[twice.entry]),
                     asl_intern_at(&d->labels, d->label[twice.entry]), asl_predictions_line(d, twice.before),
                     asl_predictions_line(d, twice.entry));
    return ASL_OK;
}

int asl_predictions_input(asl_predictions *d, const asl_options *o, const char *path, const char *group, asl_error *err)
{
    int code = asl_predictions_read(d, path, group, err);
    if (code != ASL_OK) return code;
    code = asl_note_duplicates(o, d, path, err);
    if (code != ASL_OK) asl_predictions_free(d);
    return code;
}

void asl_note_special(const asl_options *o, size_t infinite, size_t unknown, const char *result)
{
    if (infinite > 0) {
        asl_options_note(o,
                         "%zu probabilities are exactly 0 or 1 (logits -inf or inf): their losses and gradients are "
                         "limits and may be infinite",
                         infinite);
    }
    if (unknown > 0) asl_options_note(o, "%zu labels are unknown (-1 or blank): %s", unknown, result);
}
