/* Predictions files in the long and the wide form: writing them in the long form and reading them again changes
 * nothing. */
#include <stdlib.h>
#include <string.h>

#include "data/read_predictions.h"
#include "fuzz.h"
#include "io/csv_write.h"

static void add_name(asl_strbuf *csv, const asl_intern *names, uint32_t number)
{
    MUST(number < names->count, "a name that there is");
    asl_strbuf_add(csv, ",");
    asl_csv_add_field(csv, asl_intern_at(names, number));
}

/* Samples without names are numbered, and the numbers are written as their names. */
static void write_long(const asl_predictions *d, asl_strbuf *csv)
{
    asl_strbuf_format(csv, "%s,given%s%s%s%s\n", d->probabilities ? "prob" : "logit", d->has_truth ? ",truth" : "",
                      d->unnamed ? "" : ",label", d->samples.count > 0 ? ",sample" : "", d->has_group ? ",who" : "");
    for (size_t i = 0; i < d->n; i++) {
        asl_strbuf_real(csv, d->score[i]);
        asl_strbuf_format(csv, ",%d", d->given[i]);
        if (d->has_truth) asl_strbuf_format(csv, ",%d", d->truth[i]);
        if (!d->unnamed) add_name(csv, &d->labels, d->label[i]);
        if (d->samples.count > 0) add_name(csv, &d->samples, d->sample[i]);
        if (d->has_group) add_name(csv, &d->groups, d->group[i]);
        asl_strbuf_add(csv, "\n");
    }
}

static bool same_names(const asl_intern *a, const asl_intern *b)
{
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++) {
        if (strcmp(asl_intern_at(a, i), asl_intern_at(b, i)) != 0) return false;
    }
    return true;
}

static void compare(const asl_predictions *a, const asl_predictions *b)
{
    MUST(a->n == b->n && a->probabilities == b->probabilities && a->has_truth == b->has_truth, "the form is the same");
    MUST(same_names(&a->labels, &b->labels) && same_names(&a->groups, &b->groups), "names are the same");
    MUST(same_names(&a->samples, &b->samples), "samples are the same");
    for (size_t i = 0; i < a->n; i++) {
        MUST(a->score[i] == b->score[i] && a->given[i] == b->given[i] && a->label[i] == b->label[i], "pair %zu", i);
        MUST(!a->has_truth || a->truth[i] == b->truth[i], "the truth of pair %zu", i);
        MUST(!a->has_group || a->group[i] == b->group[i], "the group of pair %zu", i);
        MUST(a->samples.count == 0 || a->sample[i] == b->sample[i], "the sample of pair %zu", i);
    }
}

static void check(const asl_predictions *d)
{
    size_t known = 0, seen = 0;
    for (size_t i = 0; i < d->n; i++) {
        MUST(d->probabilities ? d->score[i] >= 0 && d->score[i] <= 1 : d->score[i] - d->score[i] == 0, "a score");
        MUST(d->label[i] < d->labels.count, "a label that there is");
        known += d->given[i] != ASL_UNKNOWN;
    }
    asl_label_view *views = asl_predictions_views(d, NULL);
    MUST(views != NULL, "memory");
    for (size_t k = 0; k < d->labels.count; k++) seen += views[k].n;
    MUST(seen == known, "views hold every known pair: %zu, %zu", seen, known);
    asl_predictions_views_free(views);
}

/* The first byte chooses whether `who` is the group column. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0) return 0;
    const char *group = data[0] == 'g' ? "who" : NULL;
    asl_predictions d, again;
    asl_error err;
    if (!fuzz_accepted(asl_predictions_read(&d, fuzz_file(0, data + 1, n - 1), group, &err), &err)) return 0;
    check(&d);
    asl_strbuf csv = {0};
    write_long(&d, &csv);
    MUST(!csv.failed, "memory");
    int code = asl_predictions_read(&again, fuzz_file(1, csv.data, csv.length), group, &err);
    MUST(code == ASL_OK, "what was written can be read: %s", err.text);
    compare(&d, &again);
    asl_strbuf_free(&csv);
    asl_predictions_free(&d);
    asl_predictions_free(&again);
    return 0;
}
