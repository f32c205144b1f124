#include "cli/note_duplicates.h"

#include <string.h>

#include "data/duplicates.h"

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
